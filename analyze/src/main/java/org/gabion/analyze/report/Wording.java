package org.gabion.analyze.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.gabion.analyze.report.Analysis.Count;
import org.gabion.analyze.report.Analysis.Detail;
import org.gabion.analyze.report.Analysis.Incident;
import org.gabion.analyze.report.Analysis.Measure;
import org.gabion.analyze.report.Analysis.PasteRule;
import org.gabion.analyze.report.Analysis.Traffic;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;

/// Figures, times and verdicts in words that a reader understands without the glossary; the same in
/// every report. Times are UTC. Stateless.
final class Wording {
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final DateTimeFormatter MINUTE_OF_DAY =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY_OF_MONTH =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND_OF_DAY =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  static final String NOT_GIVEN = "(none given)";

  /// A blank at which no line is broken.
  static final char HOLDING = '\u00a0';

  private static final Pattern UNIT =
      Pattern.compile("(?<=\\d) (?=%|(?:s|ms|min|h|days?|bytes?|kB|MB|GB|TB|PB)\\b)");

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

  /// `20 Nov`.
  static String dayOfMonth(Instant time) {
    return DAY_OF_MONTH.format(bounded(time));
  }

  static String day(Instant time) {
    return DAY.format(bounded(time));
  }

  /// `2026-11-20 18:02:11 to 18:34:50 UTC`, with the second day only if it is another.
  static String fromTo(Instant from, Instant to) {
    String end = day(from).equals(day(to)) ? SECOND_OF_DAY.format(bounded(to)) : time(to);
    return time(from) + " to " + end + " UTC";
  }

  /// When an incident was, and how long; to the minute only if no signature tells its requests.
  static String when(Incident incident) {
    return fromTo(incident)
        + " ("
        + (isToTheMinute(incident)
            ? duration(minute(incident.start()), minuteAfter(incident.end())) + ", to the minute"
            : duration(incident.start(), incident.end()))
        + ")";
  }

  private static String fromTo(Incident incident) {
    if (!isToTheMinute(incident)) {
      return fromTo(incident.start(), incident.end());
    }
    Instant end = minuteAfter(incident.end());
    boolean isSameDay = day(incident.start()).equals(day(end));
    return start(incident)
        + " to "
        + (isSameDay ? minuteOfDay(end) : day(end) + " " + minuteOfDay(end))
        + " UTC";
  }

  /// When it began.
  static String start(Incident incident) {
    return isToTheMinute(incident)
        ? "about " + day(incident.start()) + " " + minuteOfDay(incident.start())
        : time(incident.start());
  }

  /// Whether nothing tells its requests from others, so that its first and last are not known.
  private static boolean isToTheMinute(Incident incident) {
    return incident.signatures().isEmpty();
  }

  private static Instant minute(Instant time) {
    return time.truncatedTo(ChronoUnit.MINUTES);
  }

  private static Instant minuteAfter(Instant time) {
    Instant minute = minute(time);
    return minute.equals(time) ? minute : minute.plus(1, ChronoUnit.MINUTES);
  }

  /// The two largest units: `3 days 4 hours`, `32 min 39 s`.
  static String duration(Instant from, Instant to) {
    // From 7:59.9 to 8:02.1 are 3 s to who reads 7:59 and 8:02.
    return duration(
        Duration.between(from.truncatedTo(ChronoUnit.SECONDS), to.truncatedTo(ChronoUnit.SECONDS)));
  }

  static String duration(Duration length) {
    long seconds = length.toSeconds();
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

  /// `12 addresses`, `about 1,947 addresses`: many are estimated.
  static String addresses(long clients) {
    return (clients > Analysis.MOST_EXACT ? "about " : "") + count(clients, "address");
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

  /// A number of requests a minute, without its unit.
  static String rate(double perMinute) {
    boolean whole = perMinute >= 10 || perMinute == Math.rint(perMinute);
    return String.format(Locale.ROOT, whole ? "%,.0f" : "%.1f", perMinute);
  }

  /// Errors over requests.
  static String errorShare(Traffic traffic) {
    return traffic.requests() == 0 ? "-" : share((double) traffic.errors() / traffic.requests());
  }

  /// The text with units and per cent signs held to their numbers where a line breaks.
  static String held(String text) {
    return UNIT.matcher(text).replaceAll(String.valueOf(HOLDING));
  }

  /// A value of the log for a table; what is not there in words of its own.
  static String value(String value) {
    return value.isEmpty() || value.equals("-") ? NOT_GIVEN : value;
  }

  /// Whether the log tells nothing of this: only lines without any value.
  static boolean isUntold(List<Count> counts) {
    return counts.stream().allMatch(count -> count.value().isEmpty());
  }

  /// What the requests of an incident are called beside those of others.
  static String during(Detail detail) {
    return detail.others().requests() == 0 ? "all then" : "these";
  }

  /// What a status means to a reader, with a space before it; nothing where the log's word is all
  /// there is.
  static String status(String status) {
    return switch (status) {
      case "0" -> " no answer";
      case "301", "302", "303", "307", "308" -> " sent to another page";
      case "304" -> " not changed";
      case "400" -> " not understood";
      case "401" -> " password asked for";
      case "403" -> " forbidden";
      case "404" -> " not found";
      case "405" -> " method not allowed";
      case "410" -> " gone";
      case "429" -> " too many requests";
      case "499" -> " left before the answer";
      case "500" -> " error of the server";
      case "502" -> " server behind it failed";
      case "503" -> " not available";
      case "504" -> " server behind it too slow";
      default -> status.matches("2\\d\\d") ? " served" : "";
    };
  }

  /// Whether anybody could think of a rule: then it matters whom else the signatures match.
  static boolean isForARule(Incident incident) {
    return !incident.signatureText().isBlank() && incident.verdict() != Judgement.BENIGN;
  }

  /// What the signatures match, of the incident and of others.
  static String match(Incident incident) {
    long innocents = incident.innocents().requests();
    return "This matches "
        + share(incident.coverage())
        + " of the unusual requests, and "
        + (innocents == 0
            ? "no request of other visitors in this log"
            : count(innocents, "request")
                + " of other visitors ("
                + share(incident.innocents().share())
                + " of theirs)")
        + ". With 95 % certainty it meets at most "
        + share(incident.innocents().upperBound95())
        + " of innocent visitors.";
  }

  /// What a rule would have done to this log, as the end of a sentence.
  static String meets(PasteRule rule) {
    String does =
        switch (rule.measure()) {
          case BLOCK -> "turns away ";
          case LIMIT -> "turns away at least ";
          case CHALLENGE -> "asks the browser behind ";
        };
    String others =
        rule.innocentsHit() == 0
            ? "nobody else"
            : "at most " + count(rule.innocentsHit(), "request") + " of others";
    return does
        + share(rule.removes())
        + " of the incident and "
        + others
        + (rule.measure() == Measure.CHALLENGE ? " to solve a task" : "")
        + " (at most "
        + share(rule.innocentsUpperBound95())
        + " of other visitors, with 95 % certainty)";
  }

  /// What a rule would have done to this log, until when to keep it, and who checked it.
  static String promise(PasteRule rule) {
    return "On this log it "
        + meets(rule)
        + ". It is meant until "
        + time(rule.expires())
        + " UTC. Check: "
        + Headline.sentence(rule.checked());
  }

  /// The verdict in words of its own.
  static String verdict(Judgement verdict) {
    return switch (verdict) {
      case ATTACK -> "Attack";
      case UNCLEAR -> "Unclear";
      case BENIGN -> "Harmless";
    };
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

  /// The same of several.
  static String many(Kind kind) {
    return switch (kind) {
      case FLOOD -> "floods of requests";
      case LOGIN_FLOOD -> "floods of login attempts";
      case SCAN -> "scans for weak places";
      case BULK_DOWNLOAD -> "bulk downloads";
      case SCRAPER -> "scrapers";
      case CRAWLER -> "crawlers";
      case FLASH_CROWD -> "crowds of real visitors";
      case OWN_MONITOR -> "your own monitoring";
      case UNCLEAR -> "unusual things";
    };
  }

  /// What the kind means, in one sentence.
  static String meaning(Kind kind) {
    return switch (kind) {
      case FLOOD -> "Many requests that serve no reader.";
      case LOGIN_FLOOD -> "Somebody tried passwords or accounts, over and over.";
      case SCAN -> "Somebody looked for weak places: many paths that do not exist.";
      case BULK_DOWNLOAD -> "Somebody carried off documents in bulk.";
      case SCRAPER -> "A program that does not say what it is took one page after the other.";
      case CRAWLER ->
          "A program that says what it is took pages, as search engines and feed readers do.";
      case FLASH_CROWD -> "Many real people came at once. Do not block them.";
      case OWN_MONITOR -> "A health check asks again and again. It is harmless.";
      case UNCLEAR -> "Something changed, and the log can not tell what it was.";
    };
  }
}
