package org.gabion.analyze.format;

/// Gabion's own access log, `docs/reference/access-log.md`: a character of a text is a byte.
///
/// The record of the file's form is a directive, and so is a record of a gap, which tells
/// [LogRecord#gap] and the times of the first and last request that is missing.
public record GabionFormat() implements LogFormat {
  private static final JsonShape SHAPE =
      JsonShape.table()
          .bytes()
          .row(Fact.SCHEMA, "schema")
          .row(Fact.GAP, "gap")
          .row(Fact.GAP_FROM, "from")
          .row(Fact.GAP_TO, "to")
          .row(Fact.TIME_MICROS, "time")
          .row(Fact.CLIENT, "client")
          .row(Fact.CLIENT_PORT, "client_port")
          .row(Fact.METHOD, "method")
          .row(Fact.RAW_TARGET, "target")
          .row(Fact.HOST, "host")
          .row(Fact.PROTOCOL, "protocol")
          .row(Fact.STATUS, "status")
          .row(Fact.ORIGIN_STATUS, "origin_status")
          .row(Fact.BYTES_IN, "bytes_in")
          .row(Fact.BYTES_OUT, "bytes_out")
          .row(Fact.TOTAL_MICROS, "total_us")
          .row(Fact.QUEUE_MICROS, "queue_us")
          .row(Fact.ORIGIN_MICROS, "origin_us")
          .row(Fact.ORIGIN_TOTAL_MICROS, "origin_total_us")
          .row(Fact.VERDICT, "verdict")
          .row(Fact.REASON, "reason")
          .row(Fact.WOULD_BE, "would_be")
          .row(Fact.STANDING, "standing")
          .row(Fact.HEADER_ORDER, "header_order")
          .row(Fact.HEADERS, "headers")
          .row(Fact.USER_AGENT, "user_agent")
          .row(Fact.REFERER, "referer")
          .row(Fact.ACCEPT, "accept")
          .row(Fact.ACCEPT_LANGUAGE, "accept_language")
          .row(Fact.ACCEPT_ENCODING, "accept_encoding")
          .row(Fact.TLS_VERSION, "tls")
          .row(Fact.TLS_CIPHER, "tls_cipher")
          .needs("schema", "gap", "total_us")
          .needs("schema", "gap", "header_order")
          .shape();

  @Override
  public String name() {
    return "gabion";
  }

  @Override
  public String description() {
    return "Gabion's own access log";
  }

  @Override
  public LineParser parser() {
    return SHAPE.parser();
  }
}
