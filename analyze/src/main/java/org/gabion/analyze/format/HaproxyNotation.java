package org.gabion.analyze.format;

import static java.util.Map.entry;

import java.util.Map;
import java.util.stream.Collectors;
import org.gabion.analyze.format.DirectiveReader.Notation;

/// HAProxy's `log-format`: `%ci`, `%{+Q}r`, `%[capture.req.hdr(0)]`. Stateless.
final class HaproxyNotation implements Notation {
  private static final Map<String, Fact> FACTS =
      Map.ofEntries(
          entry("ci", Fact.CLIENT),
          entry("cp", Fact.CLIENT_PORT),
          entry("tr", Fact.TIME),
          entry("t", Fact.TIME),
          entry("T", Fact.TIME),
          entry("Tl", Fact.TIME),
          entry("trg", Fact.TIME),
          entry("trl", Fact.TIME),
          entry("Ts", Fact.TIME),
          entry("Tw", Fact.QUEUE_MILLIS),
          entry("Tr", Fact.ORIGIN_MILLIS),
          entry("Ta", Fact.TOTAL_MILLIS),
          entry("Tt", Fact.TOTAL_MILLIS),
          entry("ST", Fact.STATUS),
          entry("B", Fact.BYTES_OUT),
          entry("U", Fact.BYTES_IN),
          entry("ts", Fact.TERMINATION),
          entry("tsc", Fact.TERMINATION),
          entry("r", Fact.REQUEST_LINE),
          entry("HM", Fact.METHOD),
          entry("HU", Fact.TARGET),
          entry("HP", Fact.PATH),
          entry("HPO", Fact.PATH),
          entry("HQ", Fact.QUERY),
          entry("HV", Fact.PROTOCOL),
          entry("sslv", Fact.TLS_VERSION),
          entry("sslc", Fact.TLS_CIPHER),
          entry("[src]", Fact.CLIENT),
          entry("[src_port]", Fact.CLIENT_PORT),
          entry("[method]", Fact.METHOD),
          entry("[path]", Fact.PATH),
          entry("[pathq]", Fact.TARGET),
          entry("[url]", Fact.TARGET),
          entry("[query]", Fact.QUERY),
          entry("[status]", Fact.STATUS),
          entry("[ssl_fc_protocol]", Fact.TLS_VERSION),
          entry("[ssl_fc_cipher]", Fact.TLS_CIPHER),
          entry("[ssl_fc_sni]", Fact.HOST));

  HaproxyNotation() {}

  @Override
  public String name() {
    return "HAProxy";
  }

  /// Apache has no variable of two letters, and none in brackets.
  @Override
  public boolean isOf(String directive) {
    int at = directive.indexOf('%');
    while (at >= 0) {
      int start = flags(directive, at + 1);
      if (start > at + 1
          || directive.startsWith("[", start)
          || FACTS.containsKey(name(directive, start)) && name(directive, start).length() > 1) {
        return true;
      }
      at = directive.indexOf('%', at + 1);
    }
    return false;
  }

  @Override
  public int variable(String directive, int at, PatternBuilder into) {
    if (directive.charAt(at) != '%') {
      return at;
    }
    if (directive.startsWith("%%", at)) {
      into.text('%');
      return at + 2;
    }
    int start = flags(directive, at + 1);
    String flags = directive.substring(at + 1, start);
    String name = name(directive, start);
    if (name.isEmpty()) {
      return at;
    }
    if (name.equals("o")) {
      // It only sets flags for what follows.
      return start + 1;
    }
    boolean quoted = flags.contains("+Q");
    if (quoted) {
      into.text('"');
    }
    boolean braced = name.equals("hr") || name.equals("hs");
    Fact fact = FACTS.getOrDefault(name, Fact.IGNORED);
    into.column(
        new LinePattern.Column(fact, name.equals("T") || name.equals("Tl") ? 1 : 0, braced),
        "%" + name);
    if (quoted) {
      into.text('"');
    }
    return start + name.length();
  }

  /// Past `{+Q,+E}`; flags have a sign, which an argument of Apache's has not.
  private static int flags(String directive, int from) {
    int end = directive.indexOf('}', from);
    boolean flags =
        end > 0 && (directive.startsWith("{+", from) || directive.startsWith("{-", from));
    return flags ? end + 1 : from;
  }

  private static String name(String directive, int from) {
    int end = from;
    if (from < directive.length() && directive.charAt(from) == '[') {
      int close = directive.indexOf(']', from);
      return close < 0 ? "" : directive.substring(from, close + 1);
    }
    while (end < directive.length() && Character.isLetter(directive.charAt(end))) {
      end++;
    }
    return directive.substring(from, end);
  }

  @Override
  public Map<String, Fact> names() {
    return FACTS.entrySet().stream()
        .collect(Collectors.toMap(each -> "%" + each.getKey(), Map.Entry::getValue));
  }

  @Override
  public LinePattern.Escapes escapes() {
    return LinePattern.Escapes.HASH;
  }
}
