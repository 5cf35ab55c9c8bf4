package org.gabion.analyze.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gabion.analyze.report.Analysis.Count;
import org.gabion.analyze.report.Analysis.Incident;
import org.gabion.core.detect.Kind;

/// What to do about what was found, for somebody who has other work too: few steps, the most urgent
/// first. Commands stand between backquotes, and nothing in a step comes from a log but counts.
/// Stateless.
final class Advice {
  private static final String GUARD = "`gabion guard --origin URL`";

  private Advice() {}

  static List<String> onEmptyLog() {
    return List.of(
        "Look whether the web server writes its log somewhere else, or whether it was rotated:"
            + " older files are often named `access.log.1` or `access.log.2.gz`.");
  }

  static List<String> onUnreadLog() {
    return List.of(
        "Say how the lines are written: `--format NAME`, or paste the server's own directive:"
            + " `--log-format '...'`.");
  }

  /// @param isSure whether the log was read whole and is long enough
  static List<String> onCalm(boolean isCrowd, boolean isSure) {
    if (isCrowd) {
      return List.of(
          "Block nobody: these are your readers.",
          "If the site was slow meanwhile, let the guard serve them in an order that the server"
              + " can bear: "
              + GUARD
              + ".");
    }
    return List.of(
        isSure
            ? "Nothing needs to be done."
            : "Nothing needs to be done as far as this log tells; see above how sure that is.");
  }

  static List<String> onUnclear(Incident worst) {
    List<String> steps = new ArrayList<>();
    if (!worst.hurt().isFelt()) {
      steps.add("Nothing is urgent: nobody else was hurt, as far as the log can tell.");
    }
    steps.add("Block nobody before you have looked at the details: they may be real readers.");
    if (worst.hurt().isFelt()) {
      steps.add(
          "If it is still going on, run the guard, which protects readers without having to know"
              + " who is to blame: "
              + GUARD
              + ".");
    }
    return steps;
  }

  /// @param worst the attack that is told first
  /// @param isStill whether it went on when the log ended
  /// @param beside what was written already
  static List<String> onAttack(
      Incident worst, List<Incident> attacks, boolean isStill, Set<Written> beside) {
    List<String> steps = new ArrayList<>();
    steps.add(stop(worst, attacks, isStill, beside));
    byKind(worst).ifPresent(steps::add);
    if (!beside.contains(Written.EVIDENCE)) {
      steps.add("Keep the proof before the log rotates: `gabion analyze FILE... --evidence DIR`.");
    }
    steps.add(
        "Be ready for the next one, which seldom looks the same: "
            + GUARD
            + " keeps known readers served meanwhile.");
    return steps;
  }

  private static String stop(
      Incident worst, List<Incident> attacks, boolean isStill, Set<Written> beside) {
    String stop = isStill ? "It may still go on. Stop it: " : "It is over. If it comes back: ";
    if (!worst.rules().isEmpty()) {
      return stop
          + "paste the rule for your server, after a look at it"
          + (beside.contains(Written.RULES)
              ? "."
              : " (`gabion analyze FILE... --rules DIR` writes them as files).")
          + tried(worst);
    }
    // What was withheld was asked for.
    if (worst.withheld().isEmpty()
        && attacks.stream().anyMatch(incident -> !incident.signatures().isEmpty())) {
      return stop
          + "let rules be made, look at them, and paste the one for your server: `gabion analyze"
          + " FILE... --rules DIR`. Each is tried on this log first, and none is made that would"
          + " turn readers away.";
    }
    return stop
        + "there is no rule that turns these requests away and spares readers. Limit what one"
        + " address may use, or put the guard in front: "
        + GUARD
        + ".";
  }

  private static String tried(Incident incident) {
    double removes = 0;
    long innocents = 0;
    for (Analysis.PasteRule rule : incident.rules()) {
      removes = Math.max(removes, rule.removes());
      innocents = Math.max(innocents, rule.innocentsHit());
    }
    return " Tried on this log, the best keeps off "
        + Wording.share(removes)
        + " of these requests, and "
        + (innocents == 0
            ? "none meets anybody else."
            : "none meets more than "
                + Wording.count(innocents, "request")
                + " of other visitors.");
  }

  private static Optional<String> byKind(Incident incident) {
    long served =
        incident.detail().statuses().stream()
            .filter(status -> status.value().startsWith("2"))
            .mapToLong(Count::requests)
            .sum();
    return switch (incident.kind()) {
      case LOGIN_FLOOD ->
          Optional.of(
              "Look whether anybody got in: logins just then, and accounts that changed since. Let"
                  + " the owners of accounts that were tried choose new passwords.");
      case SCAN ->
          served == 0
              ? Optional.of("Nothing they asked for was served, so most likely they found nothing.")
              : Optional.of(
                  "Look at what they were served: "
                      + Wording.count(served, "request")
                      + " got an answer. Is there anything among it that is not for everybody?");
      case BULK_DOWNLOAD, SCRAPER ->
          Optional.of("Look at the paths below: was anything taken that is not for everybody?");
      case FLOOD, CRAWLER, FLASH_CROWD, OWN_MONITOR, UNCLEAR -> Optional.empty();
    };
  }

  /// Whether a kind of benign incident is one of people.
  static boolean isCrowd(List<Incident> benign) {
    return benign.stream().anyMatch(incident -> incident.kind() == Kind.FLASH_CROWD);
  }
}
