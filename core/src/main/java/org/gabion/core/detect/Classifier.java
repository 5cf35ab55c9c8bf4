package org.gabion.core.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gabion.core.signature.Mined;
import org.gabion.core.window.Sample;

/// Says what a surge is, from the requests that its signatures match. Stateless.
final class Classifier {
  private static final double MOST = 0.6;
  private static final double BULK = 0.85;
  private static final int FEW = 5;
  private static final double SLOW = 2;

  /// The word, the judgement and why.
  record Outcome(Kind kind, Judgement judgement, List<String> reasons) {}

  private Classifier() {}

  static Outcome classify(Suspicion suspicion, List<Mined> mined, Block block, Baseline baseline) {
    List<String> reasons = new ArrayList<>(suspicion.reasons());
    if (suspicion.kind() == Kind.LOGIN_FLOOD && coverage(mined) < 0.5) {
      reasons.add("nothing sets them apart from those of readers");
      return new Outcome(Kind.UNCLEAR, Judgement.UNCLEAR, reasons);
    }
    boolean surge = suspicion.kind() == Kind.FLOOD || suspicion.kind() == Kind.LOGIN_FLOOD;
    if (surge && !baseline.assetsTell()) {
      Sample matched = matched(suspicion.suspects(), mined);
      if (!PagesOnly.tells(mined, matched, block, baseline)) {
        reasons.add(
            "this log has too few style, script and image requests to tell a crowd of readers from"
                + " programs");
        return new Outcome(Kind.UNCLEAR, Judgement.UNCLEAR, reasons);
      }
    }
    if (suspicion.kind() != Kind.FLOOD) {
      return new Outcome(suspicion.kind(), suspicion.judgement(), suspicion.reasons());
    }
    double coverage = coverage(mined);
    double innocents = mined.stream().mapToDouble(Mined::innocents).sum();
    if (mined.isEmpty() || coverage < 0.5 || innocents > 0.05 || isPatchwork(suspicion, mined)) {
      reasons.add("nothing sets these requests apart from those of readers");
      return new Outcome(Kind.UNCLEAR, Judgement.UNCLEAR, reasons);
    }
    Sample matched = matched(suspicion.suspects(), mined);
    Profile profile = Profile.of(matched);
    if (profile.logins() >= MOST && RefusedLogins.areLetIn(matched)) {
      reasons.add("most of those who try to log in are let in at last");
      return new Outcome(Kind.UNCLEAR, Judgement.UNCLEAR, reasons);
    }
    Outcome outcome = byProfile(profile, block.minutes(), reasons);
    if (outcome.judgement == Judgement.BENIGN
        && Impact.isFeltByOthers(
            block, baseline, row -> OpenFinding.matchesAny(mined, block.rows, row))) {
      reasons.add("others were hurt meanwhile");
      outcome = new Outcome(outcome.kind, Judgement.UNCLEAR, reasons);
    }
    outcome.reasons.add(describe(profile));
    return outcome;
  }

  private static double coverage(List<Mined> mined) {
    return mined.stream().mapToDouble(Mined::coverage).sum();
  }

  /// Whether no signature has most of a small excess: what they have in common is chance.
  private static boolean isPatchwork(Suspicion suspicion, List<Mined> mined) {
    return mined.getFirst().coverage() < 0.5
        && suspicion.excess() < BULK * suspicion.suspects().totalWeight();
  }

  private static Sample matched(Sample suspects, List<Mined> mined) {
    Sample rows = new Sample(64);
    for (int row = 0; row < suspects.size(); row++) {
      if (OpenFinding.matchesAny(mined, suspects, row)) {
        rows.add(suspects, row, suspects.weight(row));
      }
    }
    return rows;
  }

  private static Outcome byProfile(Profile p, double minutes, List<String> reasons) {
    double perSecond = p.requests() / (60 * minutes);
    if (p.logins() >= MOST) {
      reasons.add("most of them try to log in");
      return new Outcome(Kind.LOGIN_FLOOD, Judgement.ATTACK, reasons);
    }
    if (p.missing() >= MOST && p.paths() >= 10 && p.pathsPerRequest() > 0.1) {
      reasons.add("most of them ask for different paths that are not there");
      return new Outcome(Kind.SCAN, Judgement.ATTACK, reasons);
    }
    if (p.documents() >= MOST && p.paths() >= 20) {
      reasons.add("they take one document after the other");
      return new Outcome(Kind.BULK_DOWNLOAD, Judgement.ATTACK, reasons);
    }
    if (p.vanished() >= MOST) {
      reasons.add("most of them did not wait for the answer");
      return new Outcome(Kind.FLOOD, Judgement.ATTACK, reasons);
    }
    if (p.feeds() >= MOST) {
      reasons.add("they fetch a feed");
      return new Outcome(Kind.CRAWLER, Judgement.BENIGN, reasons);
    }
    boolean wanders = p.pathsPerRequest() >= 0.2 && p.queries() < 0.5 && p.paths() >= 20;
    if (p.clients() <= 5 && wanders) {
      reasons.add("few sources take many different pages");
      return new Outcome(Kind.SCRAPER, Judgement.UNCLEAR, reasons);
    }
    if (p.clients() <= FEW && perSecond < SLOW) {
      reasons.add("they come from few sources, and slowly");
      return new Outcome(Kind.UNCLEAR, Judgement.UNCLEAR, reasons);
    }
    return new Outcome(Kind.FLOOD, Judgement.ATTACK, reasons);
  }

  private static String describe(Profile p) {
    return String.format(
        Locale.ROOT,
        "%s, %.0f %% for one path, %s, %.0f %% came by a link",
        Wording.each(p.perClient()),
        100 * p.topPath(),
        Wording.agents(p.agentBits()),
        100 * p.referred());
  }
}
