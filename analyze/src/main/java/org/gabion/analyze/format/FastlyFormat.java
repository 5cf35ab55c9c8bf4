package org.gabion.analyze.format;

/// Fastly's log with the fields of the JSON example in its manual; the time is that of the request.
public record FastlyFormat() implements LogFormat {
  private static final JsonShape SHAPE =
      JsonShape.table()
          .row(Fact.TIME, "timestamp")
          .row(Fact.CLIENT, "client_ip")
          .row(Fact.METHOD, "request_method")
          .row(Fact.TARGET, "url")
          .row(Fact.PROTOCOL, "request_protocol")
          .row(Fact.HOST, "host")
          .row(Fact.USER_AGENT, "request_user_agent")
          .row(Fact.REFERER, "request_referer")
          .row(Fact.STATUS, "response_status")
          .row(Fact.BYTES_OUT, "response_body_size")
          .needs("response_status")
          .needs("client_ip")
          .needs("url")
          .shape();

  @Override
  public String name() {
    return "fastly";
  }

  @Override
  public String description() {
    return "Fastly's log as its JSON example has it";
  }

  @Override
  public LineParser parser() {
    return SHAPE.parser();
  }
}
