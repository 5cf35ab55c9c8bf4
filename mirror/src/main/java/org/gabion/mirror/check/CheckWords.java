package org.gabion.mirror.check;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What text and page say of a report, in the same words. Stateless.
final class CheckWords {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private CheckWords() {}

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /// The first number.
  static String intact(CheckReport report) {
    return report.intact() + " of " + count(report.mirrors().size(), "mirror");
  }

  /// Who stands behind the second number.
  static String kill(KillNumber kill) {
    if (kill.number() == 0) {
      return "no copy is intact, so nobody needs to act";
    }
    String who =
        kill.parties().isEmpty()
            ? "it is not known who; one may be enough"
            : kill.parties().stream().map(Party::words).collect(Collectors.joining(" and "))
                + " could silence the site"
                + (kill.parties().size() > 1 ? " together" : " alone");
    return kill.isAtWorst() && !kill.parties().isEmpty()
        ? who + ", if the copies of which less is known depend on the same"
        : who;
  }

  /// What each kind of party alone would need.
  static String kinds(KillNumber kill) {
    return kill.kinds().stream()
        .map(
            one ->
                one.kind().word()
                    + " "
                    + one.number()
                    + (one.unknown() > 0
                        ? " (not known for "
                            + count(one.unknown(), "copy").replace("copys", "copies")
                            + ")"
                        : ""))
        .collect(Collectors.joining(", "));
  }

  /// Edition, roster, and how closely was looked.
  static String looked(CheckReport report) {
    CheckReport.Audited audited = report.audited();
    return "Edition "
        + report.newest().sequence()
        + " of "
        + time(report.newest().published())
        + " UTC, "
        + report.newest().age().word()
        + "; roster "
        + report.roster()
        + "; "
        + switch (report.kind()) {
          case LIGHT -> "light probe";
          case AUDIT ->
              audited.mirrors() == 0
                  ? "audit"
                  : String.format(
                      Locale.ROOT,
                      "audit of %d of %d files of each mirror, which finds damage of 5 %% with a"
                          + " probability of %d %%",
                      audited.sample(),
                      audited.files(),
                      (int) Math.floor(100 * audited.fivePercent()));
        }
        + " at "
        + time(report.at())
        + " UTC.";
  }

  /// The gravest first, mirrors of one class by their addresses.
  static List<CheckReport.Row> gravestFirst(CheckReport report) {
    return report.mirrors().stream()
        .sorted(
            Comparator.comparingInt((CheckReport.Row row) -> rank(row.verdict().kind()))
                .thenComparing(CheckReport.Row::url))
        .toList();
  }

  private static int rank(MirrorClass kind) {
    return switch (kind) {
      case TAMPERING -> 0;
      case CORRUPT -> 1;
      case ROLLED_BACK -> 2;
      case FROZEN -> 3;
      case PARTIAL -> 4;
      case STALE -> 5;
      case UNREACHABLE -> 6;
      case INTACT -> 7;
    };
  }

  static String edition(CheckReport.Row row) {
    return row.edition().map(String::valueOf).orElse("-");
  }

  static String millis(CheckReport.Row row) {
    return row.latency().map(time -> String.valueOf(time.toMillis())).orElse("-");
  }

  /// Country, network and hoster, as far as they are known.
  static String place(Place place) {
    return Stream.of(PartyKind.COUNTRY, PartyKind.NETWORK, PartyKind.HOSTER)
        .map(kind -> String.join("/", place.names(kind)))
        .filter(names -> !names.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /// How many there are of each class that occurs, the gravest first.
  static String classes(CheckReport report) {
    return Stream.of(MirrorClass.values())
        .sorted(Comparator.comparingInt(CheckWords::rank))
        .filter(kind -> report.count(kind) > 0)
        .map(kind -> report.count(kind) + " " + kind.word())
        .collect(Collectors.joining(", "));
  }

  /// What else should be known first; empty if nothing should.
  static Optional<String> alarm(CheckReport report) {
    int tampering = report.count(MirrorClass.TAMPERING);
    return tampering == 0
        ? Optional.empty()
        : Optional.of(
            count(tampering, "mirror")
                + (tampering == 1 ? " gives" : " give")
                + " a validly signed edition or root that is not the site's: a key is stolen, or"
                + " somebody shows different sites to different people.");
  }
}
