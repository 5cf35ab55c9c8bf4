package org.gabion.analyze.rules;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gabion.analyze.report.Analysis.Measure;
import org.gabion.analyze.rules.Condition.AddressIn;
import org.gabion.analyze.rules.Condition.AgentHolds;
import org.gabion.analyze.rules.Condition.Field;
import org.gabion.analyze.rules.Condition.FieldIs;
import org.gabion.analyze.rules.Condition.FieldMissing;
import org.gabion.analyze.rules.Condition.HostIs;
import org.gabion.analyze.rules.Condition.MethodIs;
import org.gabion.analyze.rules.Condition.PathIs;
import org.gabion.analyze.rules.Condition.PathLike;
import org.gabion.analyze.rules.Condition.PathWildcard;
import org.gabion.analyze.rules.Condition.ProtocolIs;
import org.gabion.analyze.rules.Condition.QueryIs;
import org.gabion.analyze.rules.Condition.QueryKeys;

/// For nginx: one `map` or `geo` for each condition, one that joins them, and one `if`.
///
/// Always regular expressions: a `map` compares plain strings without regard to case. Each gives a
/// 0 or 1, and the joining map reads them as one word of digits. `$request_uri` is the target as it
/// was sent.
record NginxRules() implements RuleTarget {
  private static final String PATH_END = "(?:[?\\x23]|$)";

  /// A variable that is 0 or 1.
  private record Bit(String source, String otherwise, List<String> entries) {}

  @Override
  public String name() {
    return "nginx";
  }

  @Override
  public Optional<Condition> express(Condition condition) {
    return condition instanceof PathWildcard ? Optional.empty() : Optional.of(condition);
  }

  @Override
  public int mostAddresses() {
    return 1000;
  }

  @Override
  public Optional<Measure> milder() {
    return Optional.of(Measure.LIMIT);
  }

  @Override
  public String test() {
    return "nginx -t && nginx -s reload";
  }

  @Override
  public String undo(Ruling ruling) {
    return "Take both parts out, then: nginx -t && nginx -s reload";
  }

  @Override
  public Snippet render(Ruling ruling) {
    String http =
        switch (ruling.grounds()) {
          case Ruling.Grounds.BySignature(List<Conjunction> any) -> maps(ruling.label(), any);
          case Ruling.Grounds.ByAddress(var addresses) ->
              addresses.stream()
                  .map(address -> "    " + address + " 1;\n")
                  .collect(
                      Collectors.joining(
                          "", "geo $gabion_" + ruling.label() + " {\n    default 0;\n", "}\n"));
        };
    String server =
        switch (ruling.response()) {
          case Ruling.Response.Refuse(int status) ->
              "if ($gabion_%s) {\n    return %d;\n}\n".formatted(ruling.label(), status);
          case Ruling.Response.Limit(int perSecond) ->
              "limit_req zone=gabion_%s burst=%d nodelay;\nlimit_req_status 429;\n"
                  .formatted(ruling.label(), perSecond);
          case Ruling.Response.Challenge challenge ->
              throw new IllegalArgumentException("nginx has no challenge");
        };
    return new Snippet(
        List.of(
            new Snippet.Part(
                "http.conf",
                "inside http { }, outside every server { }",
                http + zone(ruling.label(), ruling.response())),
            new Snippet.Part("server.conf", place(ruling.response()), server)));
  }

  private static String place(Ruling.Response response) {
    String place = "inside server { } of the site, above its locations";
    return response instanceof Ruling.Response.Limit
        ? place + " (a location with a limit_req of its own needs the first line too)"
        : place;
  }

  /// Requests with an empty key are not counted.
  private static String zone(String label, Ruling.Response response) {
    return response instanceof Ruling.Response.Limit(int perSecond)
        ? """
        map $gabion_%1$s $gabion_%1$s_key {
            default "";
            1 all;
        }
        limit_req_zone $gabion_%1$s_key zone=gabion_%1$s:64k rate=%2$dr/s;
        """
            .formatted(label, perSecond)
        : "";
  }

  private static String maps(String label, List<Conjunction> any) {
    List<Bit> bits = new ArrayList<>();
    for (Conjunction all : any) {
      for (Condition condition : all.conditions()) {
        bits(condition).stream().filter(bit -> !bits.contains(bit)).forEach(bits::add);
      }
    }
    StringBuilder text = new StringBuilder();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < bits.size(); i++) {
      String variable = "$gabion_" + label + "_" + (i + 1);
      Bit bit = bits.get(i);
      text.append(bit.source).append(' ').append(variable).append(" {\n    default ");
      text.append(bit.otherwise).append(";\n");
      bit.entries.forEach(entry -> text.append("    ").append(entry).append(";\n"));
      text.append("}\n");
      word.append(variable);
    }
    text.append("map \"").append(word).append("\" $gabion_").append(label);
    text.append(" {\n    default 0;\n");
    for (Conjunction all : any) {
      List<Bit> wanted = new ArrayList<>();
      all.conditions().forEach(condition -> wanted.addAll(bits(condition)));
      String digits =
          bits.stream().map(bit -> wanted.contains(bit) ? "1" : ".").collect(Collectors.joining());
      text.append("    \"~^").append(digits).append("$\" 1;\n");
    }
    return text.append("}\n").toString();
  }

  private static List<Bit> bits(Condition condition) {
    return switch (condition) {
      case MethodIs(String method) ->
          one("map $request_method", "^" + RegexText.pcre(method) + "$");
      case PathIs(String path) -> one("map $request_uri", "^" + RegexText.pcre(path) + PATH_END);
      case PathLike(PathPattern pattern) ->
          one("map $request_uri", "^" + pattern.regex(RegexText::pcre) + PATH_END);
      case PathWildcard wildcard ->
          throw new IllegalArgumentException("not expressed: " + wildcard);
      case QueryIs(boolean present) ->
          List.of(
              new Bit(
                  "map $request_uri",
                  present ? "0" : "1",
                  List.of(quoted("~", "^[^?\\x23]*\\?.") + (present ? " 1" : " 0"))));
      case QueryKeys(List<String> keys, boolean only) -> keys(keys, only);
      case ProtocolIs(ProtocolIs.Version version) ->
          one("map $server_protocol", RegexText.whole(version.full, version.brief));
      case FieldIs(Field field, String value) ->
          one("map " + variable(field), "^" + RegexText.pcre(value) + "$");
      // An expression is never tried on an empty value.
      case FieldMissing(Field field) ->
          List.of(new Bit("map " + variable(field), "0", List.of("\"\" 1", "\"-\" 1")));
      case AgentHolds(List<String> any, List<String> none) ->
          List.of(new Bit("map $http_user_agent", "0", agent(any, none)));
      case HostIs(String host) ->
          List.of(
              new Bit(
                  "map $http_host",
                  "0",
                  List.of(quoted("~*", "^" + RegexText.pcre(host) + "(?::[0-9]*)?$") + " 1")));
      case AddressIn address -> List.of(new Bit("geo", "0", List.of(address.text() + " 1")));
    };
  }

  private static List<Bit> one(String source, String regex) {
    return List.of(new Bit(source, "0", List.of(quoted("~", regex) + " 1")));
  }

  private static String quoted(String kind, String regex) {
    return '"' + kind + regex + '"';
  }

  private static List<Bit> keys(List<String> keys, boolean only) {
    List<Bit> bits = new ArrayList<>();
    for (String key : keys) {
      bits.addAll(
          one("map $request_uri", "^[^?\\x23]*\\?(?:.*&)?" + RegexText.pcre(key) + "(?:[=&]|$)"));
    }
    if (only) {
      String more = keys.size() > 1 ? "(?:&+[^&]+){" + (keys.size() - 1) + "}" : "";
      bits.addAll(one("map $request_uri", "^[^?\\x23]*\\?&*[^&]+" + more + "&*$"));
    }
    return bits;
  }

  private static List<String> agent(List<String> any, List<String> none) {
    List<String> entries = new ArrayList<>();
    if (!none.isEmpty()) {
      entries.add(quoted("~*", alternatives(none)) + " 0");
    }
    entries.add(quoted("~*", alternatives(any)) + " 1");
    return entries;
  }

  private static String alternatives(List<String> texts) {
    return texts.stream().map(RegexText::pcre).collect(Collectors.joining("|"));
  }

  private static String variable(Field field) {
    return switch (field) {
      case USER_AGENT -> "$http_user_agent";
      case REFERER -> "$http_referer";
      case ACCEPT -> "$http_accept";
      case ACCEPT_LANGUAGE -> "$http_accept_language";
      case ACCEPT_ENCODING -> "$http_accept_encoding";
    };
  }

  @Override
  public Optional<ProgramCheck.Maker> programCheck(Snippet snippet) {
    return Optional.of(folder -> programCheck(snippet, folder));
  }

  private static ProgramCheck programCheck(Snippet snippet, Path folder) {
    String configuration =
        """
        pid nginx.pid;
        error_log stderr;
        events { }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
        %s
          server {
            listen unix:%s;
        %s
          }
        }
        """
            .formatted(
                snippet.parts().get(0).text(),
                folder.resolve("socket"),
                snippet.parts().get(1).text());
    return new ProgramCheck(
        List.of("nginx"),
        Map.of("nginx.conf", configuration),
        List.of("-t", "-e", "stderr", "-p", folder + "/", "-c", "nginx.conf"),
        List.of("-v"));
  }
}
