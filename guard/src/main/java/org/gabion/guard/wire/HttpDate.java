package org.gabion.guard.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The Date field (RFC 9110 section 5.6.7), made once a second. One event loop.
final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private long second = Long.MIN_VALUE;
  private byte[] text = new byte[0];

  byte[] text() {
    return text;
  }

  void tick(Instant now) {
    if (now.getEpochSecond() != second) {
      second = now.getEpochSecond();
      text = FORMAT.format(now).getBytes(StandardCharsets.US_ASCII);
    }
  }
}
