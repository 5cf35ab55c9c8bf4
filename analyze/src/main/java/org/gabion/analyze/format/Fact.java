package org.gabion.analyze.format;

import org.gabion.core.request.Slice;

/// What a field of a log tells: how its text becomes a fact of a [LogRecord]. A format is a table
/// from the names of its fields to these.
///
/// Text that does not tell the fact (a port that is none, a duration of -1) leaves it absent,
/// except of a time, a status and the numbers of a gap: without these a line is not read.
enum Fact {
  /// An address or a name, alone, with a port, or the first of a list.
  CLIENT(
      (f, b, from, to) -> {
        if (!f.record().clientKnown && !f.record().clientName.present) {
          ClientText.put(b, from, to, f.record());
        }
      }),
  CLIENT_PORT(
      (f, b, from, to) -> {
        if (f.record().clientPort == LogRecord.UNKNOWN) {
          ClientText.port(b, from, to, f.record());
        }
      }),

  /// A point in time in any form that [TimeText] knows.
  TIME(
      (f, b, from, to) -> {
        long micros = TimeText.parse(b, from, to);
        if (micros != TimeText.BAD) {
          f.record().zoneUnknown = TimeText.isZoneless(b, from, to);
          f.time(micros);
        }
      }),
  /// A point in time as microseconds since 1970, however small.
  TIME_MICROS(
      (f, b, from, to) -> {
        long micros = Decimal.integer(b, from, to);
        if (micros != Decimal.BAD) {
          f.time(micros);
        }
      }),
  /// The end of the request.
  END_TIME(
      (f, b, from, to) -> {
        long micros = TimeText.parse(b, from, to);
        if (micros != TimeText.BAD) {
          f.until(micros);
        }
      }),
  DATE(
      (f, b, from, to) -> {
        long micros = to - from == 10 ? TimeText.date(b, from, to) : TimeText.BAD;
        if (micros != TimeText.BAD) {
          f.day(micros);
        }
      }),
  CLOCK(
      (f, b, from, to) -> {
        long micros = TimeText.clock(b, from, to);
        if (micros != TimeText.BAD) {
          f.clock(micros);
        }
      }),

  METHOD(text(r -> r.method)),
  /// Path and query; also as a whole URL.
  TARGET(LineFacts::url),
  /// Path and query, or whatever else was sent in their place.
  RAW_TARGET(text(r -> r.target)),
  /// A host and a path.
  HOST_AND_PATH(LineFacts::hostAndPath),
  PATH(LineFacts::path),
  QUERY(LineFacts::query),
  /// `GET /path HTTP/1.1`.
  REQUEST_LINE(LineFacts::requestLine),
  PROTOCOL(text(r -> r.protocol)),
  HOST(text(r -> r.host)),
  USER_AGENT(text(r -> r.userAgent)),
  /// A user agent with `+` for its blanks.
  PLUS_AGENT((f, b, from, to) -> f.replaced(f.record().userAgent, b, from, to, '+', ' ')),
  /// A user agent in percent-encoding.
  ENCODED_AGENT((f, b, from, to) -> f.percentDecoded(f.record().userAgent, b, from, to)),
  REFERER(text(r -> r.referer)),
  ENCODED_REFERER((f, b, from, to) -> f.percentDecoded(f.record().referer, b, from, to)),
  ACCEPT(text(r -> r.accept)),
  ACCEPT_LANGUAGE(text(r -> r.acceptLanguage)),
  ACCEPT_ENCODING(text(r -> r.acceptEncoding)),
  TLS_VERSION(text(r -> r.tlsVersion)),
  TLS_CIPHER(text(r -> r.tlsCipher)),
  TLS_FINGERPRINT(text(r -> r.tlsFingerprint)),

  STATUS(
      (f, b, from, to) -> {
        if (f.record().status == LogRecord.UNKNOWN) {
          long status = Decimal.integer(b, from, to);
          if (status < -1 || status > 999) {
            f.become(LineOutcome.STATUS);
          } else {
            f.record().status = Math.max(0, status);
          }
        }
      }),
  ORIGIN_STATUS(
      (f, b, from, to) -> {
        long status = Decimal.integer(b, LineFacts.lastItem(b, from, to), to);
        if (f.record().originStatus == LogRecord.UNKNOWN && status > 0 && status <= 999) {
          f.record().originStatus = status;
        }
      }),
  BYTES_IN(number(r -> r.bytesIn, (r, v) -> r.bytesIn = v)),
  BYTES_OUT(number(r -> r.bytesOut, (r, v) -> r.bytesOut = v)),

  TOTAL_SECONDS(duration(6, r -> r.totalMicros, (r, v) -> r.totalMicros = v)),
  TOTAL_MILLIS(duration(3, r -> r.totalMicros, (r, v) -> r.totalMicros = v)),
  TOTAL_MICROS(duration(0, r -> r.totalMicros, (r, v) -> r.totalMicros = v)),
  TOTAL_NANOS(duration(-3, r -> r.totalMicros, (r, v) -> r.totalMicros = v)),
  QUEUE_SECONDS(duration(6, r -> r.queueMicros, (r, v) -> r.queueMicros = v)),
  QUEUE_MILLIS(duration(3, r -> r.queueMicros, (r, v) -> r.queueMicros = v)),
  QUEUE_MICROS(duration(0, r -> r.queueMicros, (r, v) -> r.queueMicros = v)),
  ORIGIN_SECONDS(duration(6, r -> r.originMicros, (r, v) -> r.originMicros = v)),
  ORIGIN_MILLIS(duration(3, r -> r.originMicros, (r, v) -> r.originMicros = v)),
  ORIGIN_MICROS(duration(0, r -> r.originMicros, (r, v) -> r.originMicros = v)),
  ORIGIN_NANOS(duration(-3, r -> r.originMicros, (r, v) -> r.originMicros = v)),
  ORIGIN_TOTAL_SECONDS(duration(6, r -> r.originTotalMicros, (r, v) -> r.originTotalMicros = v)),
  ORIGIN_TOTAL_MILLIS(duration(3, r -> r.originTotalMicros, (r, v) -> r.originTotalMicros = v)),
  ORIGIN_TOTAL_MICROS(duration(0, r -> r.originTotalMicros, (r, v) -> r.originTotalMicros = v)),
  ORIGIN_TOTAL_NANOS(duration(-3, r -> r.originTotalMicros, (r, v) -> r.originTotalMicros = v)),

  /// HAProxy's four letters of how the session ended.
  TERMINATION(text(r -> r.termination)),
  /// What is of no use to anybody here.
  IGNORED((f, b, from, to) -> {}),

  VERDICT(text(r -> r.verdict)),
  REASON(text(r -> r.reason)),
  WOULD_BE(text(r -> r.wouldBe)),
  STANDING(text(r -> r.standing)),
  HEADER_ORDER((f, b, from, to) -> f.record().headerOrder = hex(f, b, from, to)),
  /// The bits of header fields; with these the record has all of them.
  HEADERS(
      (f, b, from, to) -> {
        f.record().headerBits = hex(f, b, from, to);
        f.record().headersKnown = true;
      }),
  /// The record of a file's form: no request.
  SCHEMA((f, b, from, to) -> f.become(LineOutcome.DIRECTIVE)),
  /// How many requests are missing in the log.
  GAP(
      (f, b, from, to) -> {
        f.record().gap = Math.max(0, notice(f, b, from, to));
        f.become(LineOutcome.DIRECTIVE);
      }),
  GAP_FROM((f, b, from, to) -> f.record().timeMicros = notice(f, b, from, to)),
  GAP_TO((f, b, from, to) -> f.record().gapUntilMicros = notice(f, b, from, to)),

  /// A line of the server about something else than a request.
  NOTICE((f, b, from, to) -> f.become(LineOutcome.NO_REQUEST));

  /// Takes the text `b[from, to)`, which is not empty.
  interface Put {
    void put(LineFacts facts, byte[] b, int from, int to);
  }

  private interface SliceOf {
    Slice of(LogRecord record);
  }

  private interface NumberOf {
    long of(LogRecord record);
  }

  private interface SetNumber {
    void set(LogRecord record, long value);
  }

  private final Put put;

  Fact(Put put) {
    this.put = put;
  }

  void put(LineFacts facts, byte[] b, int from, int to) {
    put.put(facts, b, from, to);
  }

  private static Put text(SliceOf slice) {
    return (f, b, from, to) -> LineFacts.text(slice.of(f.record()), b, from, to);
  }

  private static Put number(NumberOf old, SetNumber set) {
    return (f, b, from, to) -> {
      long value = Decimal.scaled(b, from, to, 0);
      if (old.of(f.record()) == LogRecord.UNKNOWN && value >= 0) {
        set.set(f.record(), value);
      }
    };
  }

  private static Put duration(int scale, NumberOf old, SetNumber set) {
    return (f, b, from, to) -> {
      if (old.of(f.record()) == LogRecord.UNKNOWN) {
        set.set(f.record(), LineFacts.duration(b, from, to, scale));
      }
    };
  }

  private static long hex(LineFacts facts, byte[] b, int from, int to) {
    long value = 0;
    boolean sound = to - from == 16;
    for (int i = from; i < to; i++) {
      int digit = JsonText.hex(b[i]);
      sound &= digit >= 0;
      value = value << 4 | digit & 15;
    }
    if (!sound) {
      facts.become(LineOutcome.NUMBER);
    }
    return value;
  }

  private static long notice(LineFacts facts, byte[] b, int from, int to) {
    long value = Decimal.integer(b, from, to);
    if (value == Decimal.BAD) {
      facts.become(LineOutcome.NUMBER);
      return 0;
    }
    return value;
  }
}
