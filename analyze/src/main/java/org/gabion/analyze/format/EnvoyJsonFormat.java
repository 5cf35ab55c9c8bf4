package org.gabion.analyze.format;

/// Envoy's access log as JSON: the start of the request, `duration` milliseconds. The client is the
/// nearest one; what `x-forwarded-for` says anybody may have written.
public record EnvoyJsonFormat() implements LogFormat {
  private static final JsonShape SHAPE =
      JsonShape.table()
          .row(Fact.TIME, "start_time")
          .row(Fact.CLIENT, "downstream_remote_address")
          .row(Fact.CLIENT_PORT, "downstream_remote_address")
          .row(Fact.METHOD, "method")
          .row(Fact.TARGET, "x-envoy-origin-path", "path", "x-envoy-original-path")
          .row(Fact.PROTOCOL, "protocol")
          .row(Fact.HOST, ":authority", "authority")
          .row(Fact.USER_AGENT, "user-agent", "user_agent")
          .row(Fact.REFERER, "referer")
          .row(Fact.STATUS, "response_code")
          .row(Fact.BYTES_IN, "bytes_received")
          .row(Fact.BYTES_OUT, "bytes_sent")
          .row(Fact.TOTAL_MILLIS, "duration")
          .row(Fact.ORIGIN_MILLIS, "x-envoy-upstream-service-time", "upstream_service_time")
          .needs("response_code")
          .needs("start_time")
          .needs("downstream_remote_address")
          .shape();

  @Override
  public String name() {
    return "envoy-json";
  }

  @Override
  public String description() {
    return "Envoy's access log, JSON, as Envoy Gateway and Istio write it";
  }

  @Override
  public LineParser parser() {
    return SHAPE.parser();
  }
}
