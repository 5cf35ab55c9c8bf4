package org.gabion.analyze.format;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.gabion.analyze.format.DirectiveReader.Notation;

/// Envoy's `text_format`: `%START_TIME%`, `%REQ(:METHOD)%`. Stateless.
final class EnvoyNotation implements Notation {
  private static final Map<String, Fact> FACTS =
      Map.ofEntries(
          entry("START_TIME", Fact.TIME),
          entry("REQ(:METHOD)", Fact.METHOD),
          entry("REQ(:PATH)", Fact.TARGET),
          entry("REQ(X-ENVOY-ORIGINAL-PATH?:PATH)", Fact.TARGET),
          entry("REQ(:AUTHORITY)", Fact.HOST),
          entry("REQ(X-FORWARDED-FOR)", Fact.CLIENT),
          entry("REQ(USER-AGENT)", Fact.USER_AGENT),
          entry("REQ(REFERER)", Fact.REFERER),
          entry("REQ(ACCEPT)", Fact.ACCEPT),
          entry("REQ(ACCEPT-LANGUAGE)", Fact.ACCEPT_LANGUAGE),
          entry("REQ(ACCEPT-ENCODING)", Fact.ACCEPT_ENCODING),
          entry("PROTOCOL", Fact.PROTOCOL),
          entry("RESPONSE_CODE", Fact.STATUS),
          entry("BYTES_RECEIVED", Fact.BYTES_IN),
          entry("BYTES_SENT", Fact.BYTES_OUT),
          entry("DURATION", Fact.TOTAL_MILLIS),
          entry("RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)", Fact.ORIGIN_TOTAL_MILLIS),
          entry("DOWNSTREAM_REMOTE_ADDRESS", Fact.CLIENT),
          entry("DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT", Fact.CLIENT),
          entry("DOWNSTREAM_TLS_VERSION", Fact.TLS_VERSION),
          entry("DOWNSTREAM_TLS_CIPHER", Fact.TLS_CIPHER),
          entry("TLS_JA3_FINGERPRINT", Fact.TLS_FINGERPRINT),
          entry("TLS_JA4_FINGERPRINT", Fact.TLS_FINGERPRINT));

  EnvoyNotation() {}

  @Override
  public String name() {
    return "Envoy";
  }

  @Override
  public boolean isOf(String directive) {
    return directive.contains("%START_TIME");
  }

  @Override
  public int variable(String directive, int at, PatternBuilder into) {
    int end = directive.charAt(at) == '%' ? end(directive, at) : -1;
    if (end < 0) {
      return at;
    }
    String name = directive.substring(at + 1, end);
    // A time may say its own form, which is told by its look.
    String key = name.startsWith("START_TIME(") ? "START_TIME" : name.toUpperCase(Locale.ROOT);
    into.column(FACTS.getOrDefault(key, Fact.IGNORED), "%" + name + "%");
    return end + 1;
  }

  /// Where the percent sign stands that ends a variable; those in brackets are of its argument.
  private static int end(String directive, int at) {
    int depth = 0;
    for (int i = at + 1; i < directive.length(); i++) {
      char c = directive.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == '%' && depth == 0) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public Map<String, Fact> names() {
    return FACTS.entrySet().stream()
        .collect(Collectors.toMap(each -> "%" + each.getKey() + "%", Map.Entry::getValue));
  }

  @Override
  public LinePattern.Escapes escapes() {
    return LinePattern.Escapes.BACKSLASH;
  }
}
