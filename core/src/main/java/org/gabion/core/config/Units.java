package org.gabion.core.config;

import java.time.Duration;
import java.util.Optional;

/// Durations and sizes as people write them: `500ms`, `10s`, `5m`, `2h`, `7d`; `512B`, `32KiB`,
/// `64MiB`, `2GiB`. Stateless.
public final class Units {
  private enum Time {
    D("d", 86_400_000L),
    H("h", 3_600_000L),
    M("m", 60_000L),
    S("s", 1_000L),
    MS("ms", 1L);

    final String suffix;
    final long millis;

    Time(String suffix, long millis) {
      this.suffix = suffix;
      this.millis = millis;
    }
  }

  private enum Size {
    GIB("GiB", 1L << 30),
    MIB("MiB", 1L << 20),
    KIB("KiB", 1L << 10),
    B("B", 1L);

    final String suffix;
    final long bytes;

    Size(String suffix, long bytes) {
      this.suffix = suffix;
      this.bytes = bytes;
    }
  }

  private Units() {}

  public static Optional<Duration> duration(String text) {
    if (text.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    String suffix = suffix(text);
    for (Time unit : Time.values()) {
      if (unit.suffix.equals(suffix)) {
        return scaled(text, suffix, unit.millis).map(Duration::ofMillis);
      }
    }
    return Optional.empty();
  }

  public static Optional<Long> size(String text) {
    String suffix = suffix(text);
    if (suffix.isEmpty()) {
      return scaled(text, suffix, 1);
    }
    for (Size unit : Size.values()) {
      if (unit.suffix.equals(suffix)) {
        return scaled(text, suffix, unit.bytes);
      }
    }
    return Optional.empty();
  }

  /// The shortest exact text.
  static String format(Duration duration) {
    long millis = duration.toMillis();
    for (Time unit : Time.values()) {
      if (millis != 0 && millis % unit.millis == 0) {
        return millis / unit.millis + unit.suffix;
      }
    }
    return "0";
  }

  static String format(long bytes) {
    for (Size unit : Size.values()) {
      if (bytes != 0 && bytes % unit.bytes == 0) {
        return bytes / unit.bytes + unit.suffix;
      }
    }
    return "0";
  }

  private static String suffix(String text) {
    int at = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return text.substring(at);
  }

  private static Optional<Long> scaled(String text, String suffix, long unit) {
    String digits = text.substring(0, text.length() - suffix.length());
    try {
      return digits.isEmpty()
          ? Optional.empty()
          : Optional.of(Math.multiplyExact(Long.parseLong(digits), unit));
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
