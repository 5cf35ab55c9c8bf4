package org.gabion.analyze.format;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.gabion.core.request.ClientKey;

/// Reads lines of the common and the combined format.
final class CombinedParser implements LineParser {
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private byte[] b = {};
  private int at;
  private int end;

  @Override
  public LineOutcome parse(byte[] bytes, int from, int to, LogRecord record) {
    record.clear();
    b = bytes;
    at = from;
    end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
    if (at == end) {
      return LineOutcome.EMPTY;
    }
    int client = at;
    int clientEnd = until((byte) ' ');
    if (clientEnd < 0 || !skipWord() || !skipWord() || at >= end || b[at] != '[') {
      return LineOutcome.SHAPE;
    }
    client(record, client, clientEnd);
    if (!time(record)) {
      return LineOutcome.TIME;
    }
    if (at >= end || b[at] != '"') {
      return LineOutcome.SHAPE;
    }
    int start = at + 1;
    int stop = quoted();
    if (stop < 0) {
      return LineOutcome.UNFINISHED;
    }
    request(record, start, stop);
    at = stop + 2;
    record.status = number();
    record.bytesOut = number();
    if (record.status < 0 || record.status > 999) {
      return LineOutcome.STATUS;
    }
    if (at < end && b[at] == '"') {
      start = at + 1;
      stop = quoted();
      if (stop < 0) {
        return LineOutcome.UNFINISHED;
      }
      text(record.referer, start, stop);
      at = stop + 2;
      if (at < end && b[at] == '"') {
        start = at + 1;
        stop = quoted();
        if (stop < 0) {
          return LineOutcome.UNFINISHED;
        }
        text(record.userAgent, start, stop);
      }
    }
    return LineOutcome.PARSED;
  }

  private void client(LogRecord record, int from, int to) {
    Optional<ClientKey> key = ClientKey.parse(b, from, to);
    if (key.isPresent()) {
      record.clientKnown = true;
      record.clientHigh = key.get().high();
      record.clientLow = key.get().low();
    } else {
      record.clientName.set(b, from, to);
    }
  }

  private int until(byte c) {
    for (int i = at; i < end; i++) {
      if (b[i] == c) {
        at = i + 1;
        return i;
      }
    }
    return -1;
  }

  private boolean skipWord() {
    return until((byte) ' ') >= 0;
  }

  private int quoted() {
    for (int i = at + 1; i < end; i++) {
      if (b[i] == '"' && b[i - 1] != '\\') {
        return i;
      }
    }
    return -1;
  }

  private long number() {
    long value = 0;
    int i = at;
    while (i < end && b[i] >= '0' && b[i] <= '9') {
      value = value * 10 + b[i++] - '0';
    }
    long result = i == at ? -1 : value;
    while (i < end && b[i] != ' ') {
      i++;
    }
    at = i + 1;
    return result;
  }

  private static void set(org.gabion.core.request.Slice slice, byte[] b, int from, int to) {
    slice.set(b, from, to);
  }

  private void text(org.gabion.core.request.Slice slice, int from, int to) {
    if (to - from == 1 && b[from] == '-') {
      return;
    }
    set(slice, b, from, to);
  }

  private void request(LogRecord record, int from, int to) {
    int first = -1;
    int last = -1;
    for (int i = from; i < to; i++) {
      if (b[i] == ' ') {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    if (first < 0) {
      return;
    }
    record.method.set(b, from, first);
    boolean versioned = last > first && to - last > 5 && b[last + 1] == 'H';
    record.target.set(b, first + 1, versioned ? last : to);
    if (versioned) {
      record.protocol.set(b, last + 1, to);
    }
  }

  private boolean time(LogRecord record) {
    // [10/Oct/2000:13:55:36 -0700]
    if (end - at < 29) {
      return false;
    }
    int i = at + 1;
    int month = MONTHS.indexOf(new String(b, i + 3, 3, StandardCharsets.US_ASCII));
    if (month < 0 || month % 3 != 0) {
      return false;
    }
    long days =
        java.time.LocalDate.of(two(i + 7) * 100 + two(i + 9), month / 3 + 1, Math.max(1, two(i)))
            .toEpochDay();
    long seconds = days * 86400 + two(i + 12) * 3600L + two(i + 15) * 60L + two(i + 18);
    long zone = two(i + 22) * 3600L + two(i + 24) * 60L;
    seconds -= b[i + 21] == '-' ? -zone : zone;
    record.timeMicros = seconds * 1_000_000;
    at = i + 28;
    return true;
  }

  private int two(int i) {
    return (b[i] - '0') * 10 + b[i + 1] - '0';
  }
}
