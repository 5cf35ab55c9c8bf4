package org.gabion.guard.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Request;
import org.gabion.core.window.Observation;

/// The combined log format that web servers share, for tools that read nothing else: `client - -
/// [time] "request" status bytes "referer" "agent"`.
///
/// Bytes outside visible ASCII, `"` and `\` are `\xXX`, as nginx writes them. Times are UTC. Not
/// thread safe: it keeps the text of the last second.
final class CombinedLine implements LineFormat {
  private static final int FIXED = 256;
  private static final int TIME_TEXT = 28;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss '+0000]'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final byte[] NOBODY = " - - ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HTTP_10 = " HTTP/1.0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HTTP_11 = " HTTP/1.1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HTTP_20 = " HTTP/2.0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private long second = Long.MIN_VALUE;
  private byte[] secondText = new byte[TIME_TEXT];

  @Override
  public int roughBound(Observation o) {
    return FIXED + Ascii.MAX_ESCAPED * o.request.length();
  }

  @Override
  public int bound(Observation o) {
    Request r = o.request;
    int bytes = r.methodEnd() - r.methodStart() + r.targetEnd() - r.targetStart();
    return FIXED
        + Ascii.MAX_ESCAPED
            * (bytes + length(r, KnownHeader.REFERER) + length(r, KnownHeader.USER_AGENT));
  }

  private static int length(Request r, KnownHeader header) {
    int field = r.find(header);
    return field < 0 ? 0 : r.valueEnd(field) - r.valueStart(field);
  }

  @Override
  public int render(Observation o, byte[] to, int at) {
    Request r = o.request;
    int out = Ascii.raw(to, Ascii.address(to, at, o.client), NOBODY);
    out = Ascii.raw(to, out, time(Math.floorDiv(o.startMicros, 1_000_000L)));
    to[out++] = ' ';
    to[out++] = '"';
    if (r.methodEnd() > r.methodStart()) {
      out = escaped(to, out, r, r.methodStart(), r.methodEnd());
      to[out++] = ' ';
      out = escaped(to, out, r, r.targetStart(), r.targetEnd());
      out = Ascii.raw(to, out, r.version() == 11 ? HTTP_11 : r.version() == 20 ? HTTP_20 : HTTP_10);
    }
    to[out++] = '"';
    to[out++] = ' ';
    out = Ascii.number(to, out, o.status);
    to[out++] = ' ';
    out = Ascii.number(to, out, o.bytesOut);
    out = quoted(to, out, r, KnownHeader.REFERER);
    out = quoted(to, out, r, KnownHeader.USER_AGENT);
    to[out] = '\n';
    return out + 1;
  }

  /// The time's text, made once a second.
  private byte[] time(long epochSecond) {
    if (epochSecond != second) {
      second = epochSecond;
      secondText =
          TIME.format(Instant.ofEpochSecond(epochSecond)).getBytes(StandardCharsets.US_ASCII);
    }
    return secondText;
  }

  private static int quoted(byte[] to, int at, Request r, KnownHeader header) {
    int field = r.find(header);
    int out = at;
    to[out++] = ' ';
    to[out++] = '"';
    if (field < 0) {
      to[out++] = '-';
    } else {
      out = escaped(to, out, r, r.valueStart(field), r.valueEnd(field));
    }
    to[out] = '"';
    return out + 1;
  }

  private static int escaped(byte[] to, int at, Request r, int from, int end) {
    byte[] bytes = r.bytes();
    int out = at;
    for (int i = from; i < end; i++) {
      int c = bytes[i] & 0xff;
      if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
        to[out++] = (byte) c;
      } else {
        to[out] = '\\';
        to[out + 1] = 'x';
        to[out + 2] = HEX[c >>> 4];
        to[out + 3] = HEX[c & 15];
        out += 4;
      }
    }
    return out;
  }

  @Override
  public int renderGap(long lines, long fromMicros, long toMicros, byte[] to, int at) {
    return at;
  }
}
