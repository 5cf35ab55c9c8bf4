package org.gabion.analyze.format;

/// HTTP requests of Cloudflare's Logpush: times in RFC 3339 or as a number of any size.
public record CloudflareFormat() implements LogFormat {
  private static final JsonShape SHAPE =
      JsonShape.table()
          .row(Fact.TIME, "EdgeStartTimestamp")
          .row(Fact.END_TIME, "EdgeEndTimestamp")
          .row(Fact.CLIENT, "ClientIP")
          .row(Fact.CLIENT_PORT, "ClientSrcPort")
          .row(Fact.METHOD, "ClientRequestMethod")
          .row(Fact.TARGET, "ClientRequestURI")
          .row(Fact.PATH, "ClientRequestPath")
          .row(Fact.PROTOCOL, "ClientRequestProtocol")
          .row(Fact.HOST, "ClientRequestHost")
          .row(Fact.USER_AGENT, "ClientRequestUserAgent")
          .row(Fact.REFERER, "ClientRequestReferer")
          .row(Fact.STATUS, "EdgeResponseStatus")
          .row(Fact.ORIGIN_STATUS, "OriginResponseStatus")
          .row(Fact.BYTES_IN, "ClientRequestBytes")
          .row(Fact.BYTES_OUT, "EdgeResponseBytes")
          .row(Fact.ORIGIN_TOTAL_MILLIS, "OriginResponseDurationMs")
          .row(Fact.ORIGIN_TOTAL_NANOS, "OriginResponseTime")
          .row(Fact.TLS_VERSION, "ClientSSLProtocol")
          .row(Fact.TLS_CIPHER, "ClientSSLCipher")
          .row(Fact.TLS_FINGERPRINT, "JA4", "JA3Hash")
          .needs("ClientRequestURI", "ClientRequestPath")
          .needs("ClientIP")
          .shape();

  @Override
  public String name() {
    return "cloudflare";
  }

  @Override
  public String description() {
    return "Cloudflare's Logpush, HTTP requests";
  }

  @Override
  public LineParser parser() {
    return SHAPE.parser();
  }
}
