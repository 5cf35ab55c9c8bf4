package org.gabion.guard.log;

import static org.gabion.guard.log.AccessField.Type.FLAG;
import static org.gabion.guard.log.AccessField.Type.HEX;
import static org.gabion.guard.log.AccessField.Type.NUMBER;
import static org.gabion.guard.log.AccessField.Type.TEXT;

/// The fields of a line of the access log, in their order. `docs/reference/access-log.md` documents
/// each; a test holds the two together.
enum AccessField {
  TIME("time", NUMBER),
  CLIENT("client", TEXT),
  CLIENT_PORT("client_port", NUMBER),
  PEER("peer", TEXT),
  METHOD("method", TEXT),
  TARGET("target", TEXT),
  HOST("host", TEXT),
  PROTOCOL("protocol", TEXT),
  STATUS("status", NUMBER),
  ORIGIN_STATUS("origin_status", NUMBER),
  BYTES_IN("bytes_in", NUMBER),
  BYTES_OUT("bytes_out", NUMBER),
  TOTAL("total_us", NUMBER),
  QUEUE("queue_us", NUMBER),
  ORIGIN_FIRST("origin_us", NUMBER),
  ORIGIN_TOTAL("origin_total_us", NUMBER),
  VERDICT("verdict", TEXT),
  REASON("reason", TEXT),
  WOULD_BE("would_be", TEXT),
  REFUSAL("refusal", TEXT),
  STANDING("standing", TEXT),
  SITE("site", TEXT),
  ORIGIN("origin", TEXT),
  ORIGIN_REUSED("origin_reused", FLAG),
  REQUEST_NUMBER("request_number", NUMBER),
  TEMPLATE("template", HEX),
  HEADER_ORDER("header_order", HEX),
  HEADERS("headers", HEX),
  USER_AGENT("user_agent", TEXT),
  REFERER("referer", TEXT),
  ACCEPT("accept", TEXT),
  ACCEPT_LANGUAGE("accept_language", TEXT),
  ACCEPT_ENCODING("accept_encoding", TEXT),
  CONTENT_TYPE("content_type", TEXT),
  SEC_FETCH_DEST("sec_fetch_dest", TEXT),
  SEC_FETCH_MODE("sec_fetch_mode", TEXT),
  SEC_FETCH_SITE("sec_fetch_site", TEXT),
  COOKIE("cookie", FLAG),
  RANGE("range", FLAG),
  TLS("tls", TEXT),
  TLS_CIPHER("tls_cipher", TEXT),
  TLS_RESUMED("tls_resumed", FLAG),
  SNI("sni", TEXT);

  enum Type {
    /// A decimal integer, at most 2^63 - 1.
    NUMBER,
    /// A string; a character is a byte.
    TEXT,
    /// A string of 16 hexadecimal digits: 64 bits, which many JSON readers would round as a number.
    HEX,
    /// `true`, or left out.
    FLAG
  }

  /// `,"name":` and for TEXT and HEX the opening quote, rendered once.
  final Fragment key;

  final String field;
  final Type type;

  AccessField(String field, Type type) {
    this.field = field;
    this.type = type;
    String value =
        switch (type) {
          case NUMBER -> "";
          case TEXT, HEX -> "\"";
          case FLAG -> "true";
        };
    this.key = Fragment.of(",\"" + field + "\":" + value);
  }
}
