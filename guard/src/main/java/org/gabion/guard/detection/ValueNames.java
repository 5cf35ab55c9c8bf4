package org.gabion.guard.detection;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.Features;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.request.RefererClass;
import org.gabion.core.request.UserAgentFamily;
import org.gabion.core.signature.Clause;
import org.gabion.core.signature.Mined;
import org.gabion.core.signature.Signature;

/// Words for the values of clauses, as far as they are known without the requests: codes, and
/// hashes of the few words that a method or a protocol can be. Other values are hashes that only
/// the access log can explain. Immutable.
public final class ValueNames {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND", "CONNECT");
  private static final List<String> PROTOCOLS = List.of("HTTP/1.0", "HTTP/1.1", "HTTP/2");
  private static final List<String> TLS_VERSIONS = List.of("", "TLSv1.2", "TLSv1.3");

  private final Map<Integer, String> methods = new HashMap<>();
  private final Map<Integer, String> protocols = new HashMap<>();
  private final Map<Integer, String> tls = new HashMap<>();

  /// The hash of the empty text: a field that was not there.
  private final int absent;

  ValueNames(KeyedHash hash) {
    Features features = new Features(hash);
    for (String word : METHODS) {
      byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
      features.method(bytes, 0, bytes.length);
      methods.put(features.value(Attribute.METHOD), word);
    }
    for (String word : PROTOCOLS) {
      byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
      features.protocol(bytes, 0, bytes.length);
      protocols.put(features.value(Attribute.PROTOCOL), word);
    }
    for (String word : TLS_VERSIONS) {
      byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
      features.tls(bytes, 0, bytes.length);
      tls.put(features.value(Attribute.TLS), word.isEmpty() ? "none" : word);
    }
    features.accept(new byte[0], 0, 0);
    absent = features.value(Attribute.ACCEPT);
  }

  /// All signatures in words, the best one first.
  public List<String> signatures(List<Mined> mined) {
    return mined.stream().map(each -> text(each.signature())).toList();
  }

  /// The clauses of one signature, joined by "and".
  String text(Signature signature) {
    return signature.clauses().stream()
        .map(clause -> clause.attribute().word() + " is " + text(clause))
        .collect(Collectors.joining(" and "));
  }

  /// The value of a clause; `#` and eight digits for a hash that has no word here.
  public String text(Clause clause) {
    int value = clause.value();
    String hash = "#%08x".formatted(value);
    return switch (clause.attribute()) {
      case METHOD -> methods.getOrDefault(value, hash);
      case PROTOCOL -> protocols.getOrDefault(value, hash);
      case TLS -> tls.getOrDefault(value, hash);
      case QUERY -> value == 1 ? "none" : "present";
      case STATUS -> Integer.toString(value - 1);
      case USER_AGENT_FAMILY -> family(value - 1);
      case REFERER_CLASS -> RefererClass.values()[value - 1].word();
      case ASSETS -> value == 1 ? "no" : "yes";
      case USER_AGENT, ACCEPT, ACCEPT_LANGUAGE, ACCEPT_ENCODING -> value == absent ? "none" : hash;
      case PATH, TEMPLATE, QUERY_KEYS, REFERER, HOST, SOURCE, PREFIX, HEADER_ORDER, HEADERS -> hash;
    };
  }

  private static String family(int packed) {
    int major = UserAgentFamily.major(packed);
    String name = UserAgentFamily.family(packed).toString();
    return major == 0 ? name : name + " " + major;
  }
}
