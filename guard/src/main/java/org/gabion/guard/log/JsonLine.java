package org.gabion.guard.log;

import java.nio.charset.StandardCharsets;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Request;
import org.gabion.core.window.Observation;

/// The access log's own format: one JSON object a line, every fact of an [Observation] that the
/// detector reads, in pure ASCII.
///
/// Nothing is cut and nothing is guessed: see [Ascii#escaped] for the mapping of bytes. A field
/// that would say nothing (empty, 0 or false where `docs/reference/access-log.md` says so) is left
/// out. Never written: values of Cookie and Authorization.
final class JsonLine implements LineFormat {
  /// Keys, numbers, addresses, the words of our own.
  static final int FIXED = 2048;

  /// The name a server is asked for by TLS, and the cipher; longer ones are not logged.
  private static final int MAX_WORD = 255;

  private static final AccessField[] TEXT_FIELDS = {
    AccessField.USER_AGENT,
    AccessField.REFERER,
    AccessField.ACCEPT,
    AccessField.ACCEPT_LANGUAGE,
    AccessField.ACCEPT_ENCODING,
    AccessField.CONTENT_TYPE,
    AccessField.SEC_FETCH_DEST,
    AccessField.SEC_FETCH_MODE,
    AccessField.SEC_FETCH_SITE
  };
  static final KnownHeader[] TEXT_HEADERS = {
    KnownHeader.USER_AGENT,
    KnownHeader.REFERER,
    KnownHeader.ACCEPT,
    KnownHeader.ACCEPT_LANGUAGE,
    KnownHeader.ACCEPT_ENCODING,
    KnownHeader.CONTENT_TYPE,
    KnownHeader.SEC_FETCH_DEST,
    KnownHeader.SEC_FETCH_MODE,
    KnownHeader.SEC_FETCH_SITE
  };
  private static final byte[] HTTP_10 = ascii("HTTP/1.0");
  private static final byte[] HTTP_11 = ascii("HTTP/1.1");
  private static final byte[] HTTP_2 = ascii("HTTP/2");
  private static final byte[] GAP = ascii("{\"gap\":");
  private static final byte[] FROM = ascii(",\"from\":");
  private static final byte[] TO = ascii(",\"to\":");

  private final NameTable sites;
  private final NameTable origins;

  JsonLine(NameTable sites, NameTable origins) {
    this.sites = sites;
    this.origins = origins;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public int roughBound(Observation o) {
    return fixedBound(o) + Ascii.MAX_ESCAPED * o.request.length();
  }

  @Override
  public int bound(Observation o) {
    Request r = o.request;
    int bytes =
        r.methodEnd()
            - r.methodStart()
            + r.targetEnd()
            - r.targetStart()
            + r.authorityEnd()
            - r.authorityStart();
    for (KnownHeader header : TEXT_HEADERS) {
      int field = r.find(header);
      bytes += field < 0 ? 0 : r.valueEnd(field) - r.valueStart(field);
    }
    return fixedBound(o) + Ascii.MAX_ESCAPED * bytes;
  }

  private int fixedBound(Observation o) {
    int words = word(o.tlsCipher).length() + word(o.sni).length() + word(o.tlsVersion).length();
    words +=
        word(o.verdict).length()
            + word(o.reason).length()
            + word(o.wouldBe).length()
            + word(o.standing).length();
    words += sites.bytes(o.site).length + origins.bytes(o.origin).length;
    return FIXED + Ascii.MAX_ESCAPED * words;
  }

  private static String word(String text) {
    return text.length() > MAX_WORD ? "" : text;
  }

  @Override
  public int render(Observation o, byte[] to, int at) {
    int out = asked(o, to, at);
    out = answered(o, to, out);
    out = decided(o, to, out);
    out = routed(o, to, out);
    out = looks(o.request, to, out);
    out = secured(o, to, out);
    to[out] = '}';
    to[out + 1] = '\n';
    return out + 2;
  }

  private static int asked(Observation o, byte[] to, int at) {
    Request r = o.request;
    int out = number(to, at, AccessField.TIME, o.startMicros);
    // Every key begins with a comma; the first one's place is the brace's.
    to[at] = '{';
    out = quote(to, Ascii.address(to, key(to, out, AccessField.CLIENT), o.client));
    out = number(to, out, AccessField.CLIENT_PORT, o.clientPort);
    if (!o.peer.equals(o.client)) {
      out = quote(to, Ascii.address(to, key(to, out, AccessField.PEER), o.peer));
    }
    out = range(to, out, AccessField.METHOD, r, r.methodStart(), r.methodEnd());
    out = range(to, out, AccessField.TARGET, r, r.targetStart(), r.targetEnd());
    out = range(to, out, AccessField.HOST, r, r.authorityStart(), r.authorityEnd());
    byte[] protocol = r.version() == 11 ? HTTP_11 : r.version() == 20 ? HTTP_2 : HTTP_10;
    return quote(to, Ascii.raw(to, key(to, out, AccessField.PROTOCOL), protocol));
  }

  private static int answered(Observation o, byte[] to, int at) {
    int out = number(to, at, AccessField.STATUS, o.status);
    out = o.originStatus == 0 ? out : number(to, out, AccessField.ORIGIN_STATUS, o.originStatus);
    out = number(to, out, AccessField.BYTES_IN, o.bytesIn);
    out = number(to, out, AccessField.BYTES_OUT, o.bytesOut);
    out = number(to, out, AccessField.TOTAL, o.totalMicros);
    out = o.queueMicros == 0 ? out : number(to, out, AccessField.QUEUE, o.queueMicros);
    out = o.originMicros == -1 ? out : number(to, out, AccessField.ORIGIN_FIRST, o.originMicros);
    return o.originTotalMicros == -1
        ? out
        : number(to, out, AccessField.ORIGIN_TOTAL, o.originTotalMicros);
  }

  private static int decided(Observation o, byte[] to, int at) {
    int out = text(to, at, AccessField.VERDICT, o.verdict);
    out = text(to, out, AccessField.REASON, o.reason);
    out = text(to, out, AccessField.WOULD_BE, o.wouldBe);
    if (o.refusalId != 0) {
      out = quote(to, RefusalId.write(o.refusalId, to, key(to, out, AccessField.REFUSAL)));
    }
    return text(to, out, AccessField.STANDING, o.standing);
  }

  private int routed(Observation o, byte[] to, int at) {
    int out = name(to, at, AccessField.SITE, sites.bytes(o.site));
    out = name(to, out, AccessField.ORIGIN, origins.bytes(o.origin));
    out = o.originReused ? key(to, out, AccessField.ORIGIN_REUSED) : out;
    out = number(to, out, AccessField.REQUEST_NUMBER, o.requestOnConnection);
    return hex(to, out, AccessField.TEMPLATE, o.template);
  }

  private static int looks(Request r, byte[] to, int at) {
    int out = hex(to, at, AccessField.HEADER_ORDER, r.orderHash());
    out = hex(to, out, AccessField.HEADERS, r.presence());
    for (int i = 0; i < TEXT_HEADERS.length; i++) {
      int field = r.find(TEXT_HEADERS[i]);
      if (field >= 0) {
        out = range(to, out, TEXT_FIELDS[i], r, r.valueStart(field), r.valueEnd(field));
      }
    }
    out = r.has(KnownHeader.COOKIE) ? key(to, out, AccessField.COOKIE) : out;
    return r.has(KnownHeader.RANGE) ? key(to, out, AccessField.RANGE) : out;
  }

  private static int secured(Observation o, byte[] to, int at) {
    int out = text(to, at, AccessField.TLS, o.tlsVersion);
    out = text(to, out, AccessField.TLS_CIPHER, o.tlsCipher);
    out = o.tlsResumed ? key(to, out, AccessField.TLS_RESUMED) : out;
    return text(to, out, AccessField.SNI, o.sni);
  }

  @Override
  public int renderGap(long lines, long fromMicros, long toMicros, byte[] to, int at) {
    int out = Ascii.number(to, Ascii.raw(to, at, GAP), lines);
    out = Ascii.number(to, Ascii.raw(to, out, FROM), fromMicros);
    out = Ascii.number(to, Ascii.raw(to, out, TO), toMicros);
    to[out] = '}';
    to[out + 1] = '\n';
    return out + 2;
  }

  private static int key(byte[] to, int at, AccessField field) {
    return Ascii.raw(to, at, field.key);
  }

  private static int quote(byte[] to, int at) {
    to[at] = '"';
    return at + 1;
  }

  private static int number(byte[] to, int at, AccessField field, long value) {
    return Ascii.number(to, key(to, at, field), value);
  }

  private static int hex(byte[] to, int at, AccessField field, long value) {
    return quote(to, Ascii.hex(to, key(to, at, field), value));
  }

  private static int text(byte[] to, int at, AccessField field, String value) {
    String shown = word(value);
    return shown.isEmpty() ? at : quote(to, Ascii.escaped(to, key(to, at, field), shown));
  }

  private static int name(byte[] to, int at, AccessField field, byte[] value) {
    return value.length == 0
        ? at
        : quote(to, Ascii.escaped(to, key(to, at, field), value, 0, value.length));
  }

  private static int range(byte[] to, int at, AccessField field, Request r, int from, int end) {
    if (from < 0 || end <= from) {
      return at;
    }
    return quote(to, Ascii.escaped(to, key(to, at, field), r.bytes(), from, end));
  }
}
