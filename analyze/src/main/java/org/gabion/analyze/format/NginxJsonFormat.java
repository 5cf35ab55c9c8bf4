package org.gabion.analyze.format;

/// Lines of JSON that an nginx writes whose `log_format` names fields as its variables, as most
/// examples do; the time is that of the end of the request.
public record NginxJsonFormat() implements LogFormat {
  private static final JsonShape SHAPE =
      JsonShape.table()
          .row(Fact.TIME, "msec", "time_iso8601", "time_local", "timestamp", "@timestamp", "time")
          .row(Fact.CLIENT, "remote_addr", "client_ip", "remote_ip", "clientip")
          .row(Fact.CLIENT_PORT, "remote_port")
          .row(Fact.REQUEST_LINE, "request")
          .row(Fact.METHOD, "request_method", "method")
          .row(Fact.TARGET, "request_uri")
          .row(Fact.PATH, "uri", "path")
          .row(Fact.QUERY, "args", "query_string")
          .row(Fact.PROTOCOL, "server_protocol")
          .row(Fact.HOST, "http_host", "host", "server_name", "vhost")
          .row(Fact.STATUS, "status")
          .row(Fact.ORIGIN_STATUS, "upstream_status")
          .row(Fact.BYTES_IN, "request_length")
          .row(Fact.BYTES_OUT, "bytes_sent", "body_bytes_sent")
          .row(Fact.TOTAL_SECONDS, "request_time")
          .row(Fact.ORIGIN_SECONDS, "upstream_header_time")
          .row(Fact.ORIGIN_TOTAL_SECONDS, "upstream_response_time")
          .row(Fact.USER_AGENT, "http_user_agent", "user_agent", "agent")
          .row(Fact.REFERER, "http_referer", "http_referrer", "referer", "referrer")
          .row(Fact.ACCEPT, "http_accept")
          .row(Fact.ACCEPT_LANGUAGE, "http_accept_language")
          .row(Fact.ACCEPT_ENCODING, "http_accept_encoding")
          .row(Fact.TLS_VERSION, "ssl_protocol")
          .row(Fact.TLS_CIPHER, "ssl_cipher")
          .needs("remote_addr", "client_ip", "remote_ip", "clientip")
          .needs("request", "request_uri", "uri", "path")
          .needs("status")
          .shape();

  @Override
  public String name() {
    return "nginx-json";
  }

  @Override
  public String description() {
    return "nginx's log_format with escape=json, with the usual names";
  }

  @Override
  public LineParser parser() {
    return SHAPE.parser();
  }
}
