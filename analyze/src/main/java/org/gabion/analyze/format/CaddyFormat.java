package org.gabion.analyze.format;

/// Caddy's access log: `ts` is the end of the request, `duration` seconds.
public record CaddyFormat() implements LogFormat {
  private static final JsonShape SHAPE =
      JsonShape.table()
          .row(Fact.TIME, "ts")
          .row(Fact.CLIENT, "request.client_ip", "request.remote_ip", "request.remote_addr")
          .row(Fact.CLIENT_PORT, "request.remote_port", "request.remote_addr")
          .row(Fact.METHOD, "request.method")
          .row(Fact.TARGET, "request.uri")
          .row(Fact.PROTOCOL, "request.proto")
          .row(Fact.HOST, "request.host")
          .row(Fact.USER_AGENT, "request.headers.User-Agent")
          .row(Fact.REFERER, "request.headers.Referer")
          .row(Fact.ACCEPT, "request.headers.Accept")
          .row(Fact.ACCEPT_LANGUAGE, "request.headers.Accept-Language")
          .row(Fact.ACCEPT_ENCODING, "request.headers.Accept-Encoding")
          .row(Fact.STATUS, "status")
          .row(Fact.BYTES_IN, "bytes_read")
          .row(Fact.BYTES_OUT, "size")
          .row(Fact.TOTAL_SECONDS, "duration")
          .row(Fact.IGNORED, "msg")
          .needs("request.uri")
          .needs("status")
          .notices("msg")
          .shape();

  @Override
  public String name() {
    return "caddy";
  }

  @Override
  public String description() {
    return "Caddy's access log, JSON";
  }

  @Override
  public LineParser parser() {
    return SHAPE.parser();
  }
}
