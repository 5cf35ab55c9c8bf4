package org.gabion.guard.log;

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
  /// Keys, numbers, addresses.
  private static final int FIXED = 2048;

  /// A word of our own, a name of the configuration, or the name a server is asked for by TLS;
  /// longer ones are not logged.
  static final int MAX_WORD = 255;

  private static final int WORDS = 9;

  /// All of a line but what the request itself brings, at its widest.
  static final int ROUGH = FIXED + Ascii.MAX_ESCAPED * MAX_WORD * WORDS;

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
  private static final Fragment HTTP_10 = Fragment.of(",\"protocol\":\"HTTP/1.0\"");
  private static final Fragment HTTP_11 = Fragment.of(",\"protocol\":\"HTTP/1.1\"");
  private static final Fragment HTTP_2 = Fragment.of(",\"protocol\":\"HTTP/2\"");
  private static final Fragment GAP = Fragment.of("{\"gap\":");
  private static final Fragment FROM = Fragment.of(",\"from\":");
  private static final Fragment TO = Fragment.of(",\"to\":");

  private final NameTable sites;
  private final NameTable origins;
  private final WordField verdict = new WordField(AccessField.VERDICT);
  private final WordField reason = new WordField(AccessField.REASON);
  private final WordField wouldBe = new WordField(AccessField.WOULD_BE);
  private final WordField standing = new WordField(AccessField.STANDING);
  private final WordField tls = new WordField(AccessField.TLS);
  private final WordField cipher = new WordField(AccessField.TLS_CIPHER);

  JsonLine(NameTable sites, NameTable origins) {
    this.sites = sites;
    this.origins = origins;
  }

  @Override
  public int roughBound(Observation o) {
    return ROUGH + Ascii.MAX_ESCAPED * o.request.length();
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
    int words = o.verdict.length() + o.reason.length() + o.wouldBe.length() + o.standing.length();
    words += o.tlsVersion.length() + o.tlsCipher.length() + o.sni.length();
    words += sites.bytes(o.site).length + origins.bytes(o.origin).length;
    return FIXED + Ascii.MAX_ESCAPED * Math.min(words, MAX_WORD * WORDS);
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
    Fragment protocol = r.version() == 11 ? HTTP_11 : r.version() == 20 ? HTTP_2 : HTTP_10;
    return protocol.write(to, out);
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

  private int decided(Observation o, byte[] to, int at) {
    int out = verdict.write(to, at, o.verdict);
    out = reason.write(to, out, o.reason);
    out = wouldBe.write(to, out, o.wouldBe);
    if (o.refusalId != 0) {
      out = quote(to, RefusalId.write(o.refusalId, to, key(to, out, AccessField.REFUSAL)));
    }
    return standing.write(to, out, o.standing);
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

  private int secured(Observation o, byte[] to, int at) {
    int out = tls.write(to, at, o.tlsVersion);
    out = cipher.write(to, out, o.tlsCipher);
    out = o.tlsResumed ? key(to, out, AccessField.TLS_RESUMED) : out;
    if (o.sni.isEmpty() || o.sni.length() > MAX_WORD) {
      return out;
    }
    return quote(to, Ascii.escaped(to, key(to, out, AccessField.SNI), o.sni));
  }

  @Override
  public int renderGap(long lines, long fromMicros, long toMicros, byte[] to, int at) {
    int out = Ascii.number(to, GAP.write(to, at), lines);
    out = Ascii.number(to, FROM.write(to, out), fromMicros);
    out = Ascii.number(to, TO.write(to, out), toMicros);
    to[out] = '}';
    to[out + 1] = '\n';
    return out + 2;
  }

  private static int key(byte[] to, int at, AccessField field) {
    return field.key.write(to, at);
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
