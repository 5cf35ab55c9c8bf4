package org.gabion.analyze.format;

import org.gabion.core.request.Slice;

/// The facts that one line of an access log tells, as its [LogFormat] read them: text as the bytes
/// that were on the wire (the log's own escapes are undone), numbers in fixed units.
///
/// What the line does not tell is absent: a [Slice] that is not present, a number of [#UNKNOWN].
/// Reused for every line; slices are valid until the next line is parsed. Not thread safe.
public final class LogRecord {
  /// A number that the line does not tell.
  public static final long UNKNOWN = -1;

  /// Microseconds since 1970, as the server wrote it: of the start of a request for some servers,
  /// of its end for others.
  public long timeMicros;

  /// Whether the time stood there without a zone, where only the server knows it: it was taken for
  /// UTC.
  public boolean zoneUnknown;

  /// Whether the line has more columns than its format knows, which were not read.
  public boolean hasMore;

  /// The client's address: 128 bits, IPv4 as IPv4-mapped IPv6; valid if [#clientKnown].
  public long clientHigh;

  public long clientLow;
  public boolean clientKnown;

  /// The client's host name, where the log has one instead of an address.
  public final Slice clientName = new Slice();

  public long clientPort = UNKNOWN;

  public final Slice method = new Slice();

  /// Path and query as sent.
  public final Slice target = new Slice();

  /// `HTTP/1.1` ...
  public final Slice protocol = new Slice();

  /// The Host asked for.
  public final Slice host = new Slice();

  public final Slice userAgent = new Slice();
  public final Slice referer = new Slice();
  public final Slice accept = new Slice();
  public final Slice acceptLanguage = new Slice();
  public final Slice acceptEncoding = new Slice();

  /// `TLSv1.3` ...
  public final Slice tlsVersion = new Slice();

  public final Slice tlsCipher = new Slice();

  /// A fingerprint of the TLS hello, as the log has it (JA3 or JA4).
  public final Slice tlsFingerprint = new Slice();

  /// HAProxy's four letters of how the session ended.
  public final Slice termination = new Slice();

  /// Gabion's own verdict and reason.
  public final Slice verdict = new Slice();

  public final Slice reason = new Slice();

  /// What the verdict would have been, where Gabion only observed.
  public final Slice wouldBe = new Slice();

  /// How well Gabion knew the visitor.
  public final Slice standing = new Slice();

  /// 0 where the server wrote `-` or `-1`: nothing was sent.
  public long status = UNKNOWN;

  public long originStatus = UNKNOWN;
  public long bytesIn = UNKNOWN;
  public long bytesOut = UNKNOWN;

  /// Whole request, microseconds.
  public long totalMicros = UNKNOWN;

  /// Waiting before the origin was asked, microseconds.
  public long queueMicros = UNKNOWN;

  /// The origin's answer, microseconds: to its first byte where the log tells that, else whole.
  public long originMicros = UNKNOWN;

  /// The origin's answer to its last byte, microseconds.
  public long originTotalMicros = UNKNOWN;

  /// Gabion's own: hash of the names of all header fields in their order, and one bit for each
  /// known field; valid if [#headersKnown]. Such a line is complete: what it leaves out was not
  /// there.
  public long headerOrder;

  public long headerBits;
  public boolean headersKnown;

  /// Gabion's own: requests lost before this line, the first begun at [#timeMicros], the last at
  /// [#gapUntilMicros].
  public long gap;

  public long gapUntilMicros;

  /// The time that decides the request's window: its end where Gabion's own log tells it, as in the
  /// guard, else [#timeMicros].
  public long windowMicros() {
    return headersKnown ? timeMicros + Math.max(0, totalMicros) : timeMicros;
  }

  /// All facts absent.
  public void clear() {
    timeMicros = 0;
    zoneUnknown = false;
    hasMore = false;
    clientHigh = 0;
    clientLow = 0;
    clientKnown = false;
    clientPort = UNKNOWN;
    for (Slice slice : texts) {
      // Most lines have few of them.
      if (slice.present) {
        slice.clear();
      }
    }
    status = UNKNOWN;
    originStatus = UNKNOWN;
    bytesIn = UNKNOWN;
    bytesOut = UNKNOWN;
    totalMicros = UNKNOWN;
    queueMicros = UNKNOWN;
    originMicros = UNKNOWN;
    originTotalMicros = UNKNOWN;
    headerOrder = 0;
    headerBits = 0;
    headersKnown = false;
    gap = 0;
    gapUntilMicros = 0;
  }

  private final Slice[] texts = {
    clientName,
    method,
    target,
    protocol,
    host,
    userAgent,
    referer,
    accept,
    acceptLanguage,
    acceptEncoding,
    tlsVersion,
    tlsCipher,
    tlsFingerprint,
    termination,
    verdict,
    reason,
    wouldBe,
    standing
  };
}
