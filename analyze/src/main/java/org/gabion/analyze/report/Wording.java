package org.gabion.analyze.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.gabion.core.detect.Kind;

/// Figures, times and verdicts in words that a reader understands without the glossary; the same in
/// every report. Times are UTC. Stateless.
final class Wording {
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final DateTimeFormatter MINUTE_OF_DAY =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND_OF_DAY =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Wording() {}

  /// RFC 3339, which has years 0000 to 9999 only.
  static String rfc3339(Instant time) {
    return bounded(time).toString();
  }

  private static Instant bounded(Instant time) {
    return time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
  }

  static String time(Instant time) {
    return SECOND.format(bounded(time));
  }

  static String minuteOfDay(Instant time) {
    return MINUTE_OF_DAY.format(bounded(time));
  }

  static String day(Instant time) {
    return DAY.format(bounded(time));
  }

  /// `2026-11-20 18:02:11 to 18:34:50 UTC`, with the second day only if it is another.
  static String fromTo(Instant from, Instant to) {
    String end = day(from).equals(day(to)) ? SECOND_OF_DAY.format(bounded(to)) : time(to);
    return time(from) + " to " + end + " UTC";
  }

  /// The two largest units: `3 days 4 hours`, `32 min 39 s`.
  static String duration(Instant from, Instant to) {
    long seconds = Duration.between(from, to).truncatedTo(ChronoUnit.SECONDS).toSeconds();
    if (seconds < 1) {
      return "less than a second";
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return two(seconds / 60, " min", seconds % 60, " s");
    }
    if (seconds < 86_400) {
      return two(seconds / 3600, " h", seconds % 3600 / 60, " min");
    }
    long days = seconds / 86_400;
    return two(days, days == 1 ? " day" : " days", seconds % 86_400 / 3600, " h");
  }

  private static String two(long first, String firstUnit, long second, String secondUnit) {
    return second == 0 ? first + firstUnit : first + firstUnit + " " + second + secondUnit;
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// `1 request`, `2,000 requests`.
  static String count(long number, String one) {
    String many = one.endsWith("s") ? one + "es" : one + "s";
    return count(number) + " " + (number == 1 ? one : many);
  }

  /// A share as per cent: as many digits as it takes to tell it from nothing and from all.
  static String share(double share) {
    if (!Double.isFinite(share)) {
      return "unknown";
    }
    if (share <= 0) {
      return "0 %";
    }
    if (share >= 1) {
      return "100 %";
    }
    if (share < 0.0001) {
      return "less than 0.01 %";
    }
    if (share > 0.9999) {
      return "more than 99.99 %";
    }
    boolean nearAnEnd = share < 0.01 || share > 0.99;
    return String.format(Locale.ROOT, nearAnEnd ? "%.2f %%" : "%.1f %%", share * 100);
  }

  static String bytes(long bytes) {
    if (bytes < 1000) {
      return count(bytes, "byte");
    }
    double value = bytes;
    String unit = "";
    for (String next : new String[] {"kB", "MB", "GB", "TB", "PB"}) {
      value /= 1000;
      unit = next;
      if (value < 999.5) {
        break;
      }
    }
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, unit);
  }

  static String millis(double millis) {
    if (!Double.isFinite(millis) || millis < 0) {
      return "not in the log";
    }
    return millis < 1000
        ? String.format(Locale.ROOT, "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.1f s", millis / 1000);
  }

  static String perMinute(double rate) {
    return String.format(Locale.ROOT, rate < 10 ? "%.1f" : "%,.0f", rate) + " a minute";
  }

  /// What happened, as a noun with its article.
  static String what(Kind kind) {
    return switch (kind) {
      case FLOOD -> "a flood of requests";
      case LOGIN_FLOOD -> "a flood of login attempts";
      case SCAN -> "a scan for weak places";
      case BULK_DOWNLOAD -> "a bulk download";
      case SCRAPER -> "a scraper";
      case CRAWLER -> "a crawler";
      case FLASH_CROWD -> "a crowd of real visitors";
      case OWN_MONITOR -> "your own monitoring";
      case UNCLEAR -> "something unusual";
    };
  }

  /// What the kind means, in one sentence.
  static String meaning(Kind kind) {
    return switch (kind) {
      case FLOOD -> "Many requests that serve no reader.";
      case LOGIN_FLOOD -> "Passwords or accounts were tried, over and over.";
      case SCAN -> "Somebody looked for weak places: many paths that do not exist.";
      case BULK_DOWNLOAD -> "Documents were carried off in bulk.";
      case SCRAPER -> "Pages were taken systematically by a program that does not say what it is.";
      case CRAWLER -> "Pages were taken by a program that says what it is.";
      case FLASH_CROWD -> "Many real people came at once. Do not block them.";
      case OWN_MONITOR -> "A health check asks again and again. It is harmless.";
      case UNCLEAR -> "Something changed, and the log can not tell what it was.";
    };
  }
}
