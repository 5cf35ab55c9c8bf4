package org.gabion.analyze.format;

/// The log of Deflect's edges: the time is that of the end of the request, `ts_process_time`
/// milliseconds.
public record DeflectFormat() implements LogFormat {
  private static final JsonShape SHAPE =
      JsonShape.table()
          .row(Fact.TIME, "@timestamp", "ts_timestamp")
          .row(Fact.CLIENT, "client_ip")
          .row(Fact.METHOD, "client_request_method")
          .row(Fact.PATH, "client_url")
          .row(Fact.QUERY, "querystring")
          .row(Fact.PROTOCOL, "http_request_version")
          .row(Fact.HOST, "client_request_host")
          .row(Fact.USER_AGENT, "client_ua")
          .row(Fact.REFERER, "client_referer", "referer")
          .row(Fact.STATUS, "http_response_code")
          .row(Fact.BYTES_OUT, "reply_length_bytes")
          .row(Fact.TOTAL_MILLIS, "ts_process_time")
          .needs("client_url")
          .needs("client_ip")
          .needs("http_response_code")
          .shape();

  @Override
  public String name() {
    return "deflect";
  }

  @Override
  public String description() {
    return "Deflect's edges, JSON";
  }

  @Override
  public LineParser parser() {
    return SHAPE.parser();
  }
}
