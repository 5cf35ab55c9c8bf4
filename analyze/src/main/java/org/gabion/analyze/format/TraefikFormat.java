package org.gabion.analyze.format;

/// Traefik's access log as JSON: the start of the request, durations in nanoseconds.
public record TraefikFormat() implements LogFormat {
  private static final JsonShape SHAPE =
      JsonShape.table()
          .row(Fact.TIME, "StartUTC", "StartLocal", "time")
          .row(Fact.CLIENT, "ClientHost", "ClientAddr")
          .row(Fact.CLIENT_PORT, "ClientPort")
          .row(Fact.METHOD, "RequestMethod")
          .row(Fact.TARGET, "RequestPath")
          .row(Fact.PROTOCOL, "RequestProtocol")
          .row(Fact.HOST, "RequestHost", "RequestAddr")
          .row(Fact.USER_AGENT, "request_User-Agent")
          .row(Fact.REFERER, "request_Referer")
          .row(Fact.ACCEPT, "request_Accept")
          .row(Fact.ACCEPT_LANGUAGE, "request_Accept-Language")
          .row(Fact.ACCEPT_ENCODING, "request_Accept-Encoding")
          .row(Fact.STATUS, "DownstreamStatus")
          .row(Fact.ORIGIN_STATUS, "OriginStatus")
          .row(Fact.BYTES_IN, "RequestContentSize")
          .row(Fact.BYTES_OUT, "DownstreamContentSize")
          .row(Fact.TOTAL_NANOS, "Duration")
          .row(Fact.ORIGIN_TOTAL_NANOS, "OriginDuration")
          .row(Fact.TLS_VERSION, "TLSVersion")
          .row(Fact.TLS_CIPHER, "TLSCipher")
          .row(Fact.IGNORED, "msg")
          .needs("RequestPath")
          .needs("ClientHost", "ClientAddr")
          .notices("msg")
          .shape();

  @Override
  public String name() {
    return "traefik-json";
  }

  @Override
  public String description() {
    return "Traefik's access log, JSON";
  }

  @Override
  public LineParser parser() {
    return SHAPE.parser();
  }
}
