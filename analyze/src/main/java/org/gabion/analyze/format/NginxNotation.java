package org.gabion.analyze.format;

import static java.util.Map.entry;

import java.util.Map;
import java.util.stream.Collectors;
import org.gabion.analyze.format.DirectiveReader.Notation;

/// nginx's `log_format`: `$remote_addr` or `${remote_addr}`. Stateless.
final class NginxNotation implements Notation {
  private static final Map<String, Fact> FACTS =
      Map.ofEntries(
          entry("remote_addr", Fact.CLIENT),
          entry("realip_remote_addr", Fact.IGNORED),
          entry("http_x_forwarded_for", Fact.CLIENT),
          entry("proxy_add_x_forwarded_for", Fact.CLIENT),
          entry("http_x_real_ip", Fact.CLIENT),
          entry("http_cf_connecting_ip", Fact.CLIENT),
          entry("proxy_protocol_addr", Fact.CLIENT),
          entry("remote_port", Fact.CLIENT_PORT),
          entry("time_local", Fact.TIME),
          entry("time_iso8601", Fact.TIME),
          entry("msec", Fact.TIME),
          entry("request", Fact.REQUEST_LINE),
          entry("request_method", Fact.METHOD),
          entry("request_uri", Fact.TARGET),
          entry("uri", Fact.PATH),
          entry("document_uri", Fact.PATH),
          entry("args", Fact.QUERY),
          entry("query_string", Fact.QUERY),
          entry("server_protocol", Fact.PROTOCOL),
          entry("host", Fact.HOST),
          entry("http_host", Fact.HOST),
          entry("server_name", Fact.HOST),
          entry("status", Fact.STATUS),
          entry("upstream_status", Fact.ORIGIN_STATUS),
          entry("body_bytes_sent", Fact.BYTES_OUT),
          entry("bytes_sent", Fact.BYTES_OUT),
          entry("request_length", Fact.BYTES_IN),
          entry("request_time", Fact.TOTAL_SECONDS),
          entry("upstream_header_time", Fact.ORIGIN_SECONDS),
          entry("upstream_response_time", Fact.ORIGIN_TOTAL_SECONDS),
          entry("http_user_agent", Fact.USER_AGENT),
          entry("http_referer", Fact.REFERER),
          entry("http_accept", Fact.ACCEPT),
          entry("http_accept_language", Fact.ACCEPT_LANGUAGE),
          entry("http_accept_encoding", Fact.ACCEPT_ENCODING),
          entry("ssl_protocol", Fact.TLS_VERSION),
          entry("ssl_cipher", Fact.TLS_CIPHER),
          entry("http_ssl_ja3", Fact.TLS_FINGERPRINT),
          entry("http_ssl_ja3_hash", Fact.TLS_FINGERPRINT),
          entry("http_ssl_ja4", Fact.TLS_FINGERPRINT));

  NginxNotation() {}

  @Override
  public String name() {
    return "nginx";
  }

  @Override
  public boolean isOf(String directive) {
    for (int i = 0; i + 1 < directive.length(); i++) {
      if (directive.charAt(i) == '$'
          && (directive.charAt(i + 1) == '{' || isNameCharacter(directive.charAt(i + 1)))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int variable(String directive, int at, PatternBuilder into) {
    if (directive.charAt(at) != '$') {
      return at;
    }
    boolean braced = directive.startsWith("${", at);
    int start = braced ? at + 2 : at + 1;
    int end = start;
    while (end < directive.length() && isNameCharacter(directive.charAt(end))) {
      end++;
    }
    if (end == start) {
      return at;
    }
    String variable = directive.substring(start, end);
    // The common time has a blank before its zone.
    int blanks = variable.equals("time_local") ? 1 : 0;
    Fact fact = FACTS.getOrDefault(variable, Fact.IGNORED);
    into.column(new LinePattern.Column(fact, blanks, false), "$" + variable);
    return braced && end < directive.length() && directive.charAt(end) == '}' ? end + 1 : end;
  }

  @Override
  public Map<String, Fact> names() {
    return FACTS.entrySet().stream()
        .collect(Collectors.toMap(each -> "$" + each.getKey(), Map.Entry::getValue));
  }

  @Override
  public LinePattern.Escapes escapes() {
    return LinePattern.Escapes.BACKSLASH;
  }

  private static boolean isNameCharacter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }
}
