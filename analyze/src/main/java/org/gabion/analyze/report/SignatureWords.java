package org.gabion.analyze.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gabion.analyze.report.Analysis.Condition;
import org.gabion.analyze.report.Analysis.MinedSignature;
import org.gabion.core.request.Attribute;

/// Signatures as a person would say them: `requests for the path "/search" with a query and without
/// a referer`. The values stand in it as the log has them. Stateless.
public final class SignatureWords {
  private static final int LONGEST = 160;

  private SignatureWords() {}

  /// All signatures; empty if there are none.
  public static String of(List<MinedSignature> signatures) {
    List<MinedSignature> all =
        signatures.stream().filter(each -> !isImplied(each, signatures)).toList();
    Optional<String> names = names(all);
    return names.orElseGet(
        () -> all.stream().map(SignatureWords::of).collect(Collectors.joining("; or ")));
  }

  /// Whether another one asks for a part of what it asks for.
  private static boolean isImplied(MinedSignature signature, List<MinedSignature> all) {
    return all.stream()
        .anyMatch(
            other ->
                other.clauses().size() < signature.clauses().size()
                    && signature.clauses().containsAll(other.clauses()));
  }

  /// Where several are told by an address each: `requests from "a", "b" or "c"`.
  private static Optional<String> names(List<MinedSignature> all) {
    String source = Attribute.SOURCE.word();
    boolean isEach =
        all.size() > 1
            && all.stream()
                .allMatch(
                    each ->
                        each.clauses().size() == 1
                            && each.clauses().getFirst().attribute().equals(source));
    if (!isEach) {
      return Optional.empty();
    }
    List<String> names =
        all.stream().map(each -> quoted(each.clauses().getFirst().value())).toList();
    return Optional.of(
        "requests from "
            + String.join(", ", names.subList(0, names.size() - 1))
            + " or "
            + names.getLast());
  }

  /// One signature.
  static String of(MinedSignature signature) {
    return "requests "
        + signature.clauses().stream()
            .map(SignatureWords::clause)
            .collect(Collectors.joining(" and "));
  }

  private static String clause(Condition condition) {
    Optional<Attribute> known =
        Arrays.stream(Attribute.values())
            .filter(attribute -> attribute.word().equals(condition.attribute()))
            .findFirst();
    return known
        .map(attribute -> clause(attribute, condition.value()))
        .orElseGet(() -> "whose " + condition.attribute() + " is " + quoted(condition.value()));
  }

  private static String clause(Attribute attribute, String value) {
    return switch (attribute) {
      case METHOD -> "with the method " + quoted(value);
      case PATH -> "for the path " + quoted(value);
      case TEMPLATE -> "for paths like " + quoted(value);
      case QUERY -> value.equals("none") ? "without a query" : "with a query";
      case QUERY_KEYS -> with("the query keys", "query keys", value);
      case PROTOCOL -> "over the protocol " + quoted(value);
      case USER_AGENT -> isNone(value) ? "without a user agent" : "by " + quoted(value);
      case USER_AGENT_FAMILY -> "by programs that call themselves " + quoted(value);
      case REFERER ->
          isNone(value) ? "without a referer" : "that say to come from " + quoted(value);
      case REFERER_CLASS -> refererClass(value);
      case HOST -> "for the host " + quoted(value);
      case STATUS -> value.equals("0") ? "that got no answer" : "that were answered " + value;
      case SOURCE -> "from " + quoted(value);
      case PREFIX -> "from the network " + quoted(value);
      case ACCEPT -> with("Accept:", "an Accept field", value);
      case ACCEPT_LANGUAGE -> with("Accept-Language:", "an Accept-Language field", value);
      case ACCEPT_ENCODING -> with("Accept-Encoding:", "an Accept-Encoding field", value);
      case HEADER_ORDER -> "with their header fields in one order (" + value + ")";
      case HEADERS -> "with one set of header fields (" + value + ")";
      case TLS -> "over " + quoted(value);
      case ASSETS ->
          value.equals("yes")
              ? "by clients that fetch styles, scripts or images"
              : "by clients that fetch no styles, scripts or images";
    };
  }

  private static String refererClass(String value) {
    return switch (value) {
      case "none" -> "without a referer";
      case "same-site" -> "that come from a page of the site itself";
      case "search" -> "that come from a search engine";
      case "social" -> "that come from a social network";
      default -> "that come from another site";
    };
  }

  private static String with(String name, String nothing, String value) {
    return isNone(value) ? "without " + nothing : "with " + name + " " + quoted(value);
  }

  private static boolean isNone(String value) {
    return value.isEmpty() || value.equals("-");
  }

  private static String quoted(String value) {
    return "\"" + Printable.of(value, LONGEST) + "\"";
  }
}
