package org.gabion.lab.scene;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// Writes lines in the combined format. Not thread safe.
final class LineWriter {
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private byte[] bytes = new byte[1 << 20];
  private int length;
  private long lastSecond = Long.MIN_VALUE;
  private byte[] time = {};

  void write(Hit hit) {
    text(hit.visitor.address());
    text(" - - [");
    time(Math.floorDiv(hit.end(), 1_000_000L));
    text("] \"");
    text(hit.method);
    text(" ");
    text(hit.target);
    text(" ");
    text(hit.visitor.protocol());
    text("\" ");
    text(Integer.toString(hit.status));
    text(" ");
    text(Long.toString(hit.bytes));
    text(" \"");
    text(hit.referer);
    text("\" \"");
    text(hit.visitor.agent());
    text("\"\n");
  }

  private void time(long second) {
    if (second != lastSecond) {
      lastSecond = second;
      java.time.ZonedDateTime at =
          java.time.Instant.ofEpochSecond(second).atZone(java.time.ZoneOffset.UTC);
      int month = 3 * (at.getMonthValue() - 1);
      time =
          String.format(
                  Locale.ROOT,
                  "%02d/%s/%d:%02d:%02d:%02d +0000",
                  at.getDayOfMonth(),
                  MONTHS.substring(month, month + 3),
                  at.getYear(),
                  at.getHour(),
                  at.getMinute(),
                  at.getSecond())
              .getBytes(StandardCharsets.US_ASCII);
    }
    room(time.length);
    System.arraycopy(time, 0, bytes, length, time.length);
    length += time.length;
  }

  @SuppressWarnings("deprecation") // all text is ASCII, and this copies it without an array
  private void text(String text) {
    room(text.length());
    text.getBytes(0, text.length(), bytes, length);
    length += text.length();
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length + more);
    }
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }
}
