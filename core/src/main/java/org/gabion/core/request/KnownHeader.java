package org.gabion.core.request;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The header fields that the guard itself reads or writes; every other field passes as it came.
public enum KnownHeader {
  HOST("host"),
  CONNECTION("connection"),
  CONTENT_LENGTH("content-length"),
  TRANSFER_ENCODING("transfer-encoding"),
  EXPECT("expect"),
  UPGRADE("upgrade"),
  TE("te"),
  TRAILER("trailer"),
  KEEP_ALIVE("keep-alive"),
  PROXY_CONNECTION("proxy-connection"),
  PROXY_AUTHORIZATION("proxy-authorization"),
  PROXY_AUTHENTICATE("proxy-authenticate"),
  HTTP2_SETTINGS("http2-settings"),
  PROXY("proxy"),
  VIA("via"),
  FORWARDED("forwarded"),
  X_FORWARDED_FOR("x-forwarded-for"),
  X_FORWARDED_PROTO("x-forwarded-proto"),
  X_FORWARDED_HOST("x-forwarded-host"),
  X_FORWARDED_PORT("x-forwarded-port"),
  X_REAL_IP("x-real-ip"),
  COOKIE("cookie"),
  SET_COOKIE("set-cookie"),
  USER_AGENT("user-agent"),
  REFERER("referer"),
  ACCEPT("accept"),
  ACCEPT_LANGUAGE("accept-language"),
  ACCEPT_ENCODING("accept-encoding"),
  AUTHORIZATION("authorization"),
  ORIGIN("origin"),
  RANGE("range"),
  CACHE_CONTROL("cache-control"),
  CONTENT_TYPE("content-type"),
  IF_NONE_MATCH("if-none-match"),
  IF_MODIFIED_SINCE("if-modified-since"),
  SEC_FETCH_DEST("sec-fetch-dest"),
  SEC_FETCH_MODE("sec-fetch-mode"),
  SEC_FETCH_SITE("sec-fetch-site"),
  SEC_CH_UA("sec-ch-ua"),
  UPGRADE_INSECURE_REQUESTS("upgrade-insecure-requests"),
  PRIORITY("priority"),
  DNT("dnt"),
  SEC_WEBSOCKET_KEY("sec-websocket-key"),
  X_REQUESTED_WITH("x-requested-with"),
  EXPIRES("expires");

  private static final int TABLE = 256;
  private static final @Nullable KnownHeader[] BY_HASH = new @Nullable KnownHeader[TABLE];

  static {
    for (KnownHeader header : values()) {
      int slot = slot(header.hash);
      while (BY_HASH[slot] != null) {
        slot = (slot + 1) & (TABLE - 1);
      }
      BY_HASH[slot] = header;
    }
  }

  private final byte[] name;
  private final int hash;

  KnownHeader(String name) {
    this.name = name.getBytes(StandardCharsets.US_ASCII);
    int h = 0;
    for (byte b : this.name) {
      h = FieldRules.step(h, b);
    }
    this.hash = h;
  }

  /// The field name in lower case.
  public String lowerCase() {
    return new String(name, StandardCharsets.US_ASCII);
  }

  /// The bit of this field in a presence bitmap.
  public long bit() {
    return 1L << ordinal();
  }

  /// The known field with this name, whose [FieldRules#step] hash is `hash`; null for any other.
  static @Nullable KnownHeader find(byte[] bytes, int from, int to, int hash) {
    int slot = slot(hash);
    for (KnownHeader known = BY_HASH[slot]; known != null; known = BY_HASH[slot]) {
      if (known.hash == hash && FieldRules.equalsLowerCase(bytes, from, to, known.name)) {
        return known;
      }
      slot = (slot + 1) & (TABLE - 1);
    }
    return null;
  }

  private static int slot(int hash) {
    return (hash ^ (hash >>> 15)) & (TABLE - 1);
  }
}
