package org.gabion.analyze;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.gabion.analyze.report.Analysis;
import org.gabion.analyze.report.SignatureWords;
import org.gabion.analyze.rules.IncidentRules;
import org.gabion.core.detect.Finding;
import org.gabion.core.detect.Judgement;
import org.gabion.core.signature.Clause;
import org.gabion.core.signature.Mined;
import org.gabion.core.sketch.BottomK;

/// Makes incidents from findings, once it is known when they matched and how much. Stateless.
final class Incidents {
  private static final int TOP = 10;
  private static final int LEAST_PATHS = 10;
  private static final double SAME_LIST = 0.5;

  private Incidents() {}

  /// The stretches of each finding, those of one kind that overlap taken together.
  static List<Draft> drafts(List<Finding> findings, List<MinuteTally> tallies, double spanMinutes) {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < findings.size(); i++) {
      Finding finding = findings.get(i);
      List<Segment> segments =
          finding.signatures().isEmpty()
              ? List.of(new Segment(finding.fromMicros(), finding.toMicros() - 1, 0))
              : tallies.get(i).segments(finding, spanMinutes);
      for (Segment segment : segments) {
        add(
            drafts,
            new Draft(
                i,
                finding.kind(),
                finding.judgement(),
                segment,
                finding.signatures(),
                finding.calmPerMinute(),
                finding.reasons()));
      }
    }
    drafts.sort(
        Comparator.comparingLong((Draft draft) -> draft.segment().fromMicros())
            .thenComparing(Draft::kind));
    return drafts;
  }

  /// Attacks before what is unclear, and that before what is benign; larger before smaller. In the
  /// order they have.
  static List<Draft> gravest(List<Draft> drafts, int most) {
    if (drafts.size() <= most) {
      return drafts;
    }
    List<Draft> gravest = new ArrayList<>(drafts);
    gravest.sort(
        Comparator.comparingInt(Incidents::rank)
            .thenComparing(draft -> draft.segment().requests(), Comparator.reverseOrder()));
    List<Draft> kept = gravest.subList(0, most);
    return drafts.stream().filter(new HashSet<>(kept)::contains).toList();
  }

  private static int rank(Draft draft) {
    return switch (draft.judgement()) {
      case ATTACK -> 0;
      case UNCLEAR -> 1;
      case BENIGN -> 2;
    };
  }

  private static void add(List<Draft> drafts, Draft draft) {
    for (int i = 0; i < drafts.size(); i++) {
      Draft known = drafts.get(i);
      if (known.kind() == draft.kind()
          && known.judgement() == draft.judgement()
          && known.segment().overlaps(draft.segment())) {
        drafts.set(i, join(known, draft));
        return;
      }
    }
    drafts.add(draft);
  }

  private static Draft join(Draft one, Draft other) {
    double all = Math.max(1, one.segment().requests() + other.segment().requests());
    double share = one.segment().requests() / all;
    double bound = one.signatures().stream().mapToDouble(Mined::upperBound).max().orElse(0);
    List<Mined> signatures = new ArrayList<>();
    one.signatures().forEach(mined -> signatures.add(among(mined, share, 0)));
    for (Mined mined : other.signatures()) {
      if (signatures.stream().noneMatch(known -> known.signature().equals(mined.signature()))) {
        signatures.add(among(mined, 1 - share, bound));
      }
    }
    List<String> reasons = new ArrayList<>(one.reasons());
    other.reasons().stream().filter(reason -> !reasons.contains(reason)).forEach(reasons::add);
    return new Draft(
        Math.min(one.finding(), other.finding()),
        one.kind(),
        one.judgement(),
        one.segment().with(other.segment()),
        signatures,
        one.calmPerMinute() + other.calmPerMinute(),
        reasons);
  }

  /// As one of the signatures of two drafts: of all requests it covers less, and what it matches of
  /// innocents comes on top of what those before it do.
  private static Mined among(Mined mined, double share, double bound) {
    return new Mined(
        mined.signature(),
        mined.coverage() * share,
        mined.innocents(),
        Math.min(1, mined.upperBound() + bound));
  }

  /// The incidents as reports tell them.
  ///
  /// @param lines of each the numbers of its lines
  static List<Analysis.Incident> of(
      List<IncidentTally> tallies,
      List<List<Long>> lines,
      List<IncidentRules> rules,
      Facts facts,
      Analyzer.Span span,
      long allRequests) {
    List<Analysis.Incident> incidents = new ArrayList<>();
    long guilty =
        tallies.stream().mapToLong(tally -> tally.matched.requests - innocents(tally)).sum();
    for (int i = 0; i < tallies.size(); i++) {
      incidents.add(incident(i, tallies, lines.get(i), rules, facts, span, allRequests - guilty));
    }
    return List.copyOf(incidents);
  }

  /// Requests of others that match: of what is benign all that do, else what matches as usual.
  private static long innocents(IncidentTally tally) {
    return tally.draft.judgement() == Judgement.BENIGN
        ? tally.matched.requests
        : Math.min(
            tally.matched.requests, Math.round(tally.draft.calmPerMinute() * minutes(tally.draft)));
  }

  private static double minutes(Draft draft) {
    return Math.max(1, (draft.segment().toMicros() - draft.segment().fromMicros()) / 60e6);
  }

  private static Analysis.Incident incident(
      int index,
      List<IncidentTally> all,
      List<Long> lines,
      List<IncidentRules> rules,
      Facts facts,
      Analyzer.Span span,
      long innocentRequests) {
    IncidentTally tally = all.get(index);
    Draft draft = tally.draft;
    Segment segment = draft.segment();
    boolean quiet = !tally.hasSignatures();
    IncidentTally.Group group = quiet ? tally.others : tally.matched;
    long innocents = innocents(tally);
    double bound = draft.signatures().stream().mapToDouble(Mined::upperBound).max().orElse(0);
    List<Analysis.MinedSignature> signatures = signatures(tally);
    return new Analysis.Incident(
        id(index),
        draft.kind(),
        draft.judgement(),
        instant(segment.fromMicros()),
        instant(segment.toMicros()),
        group.requests,
        Math.min(group.requests, group.clients.count()),
        tally.seconds().peak(),
        group.bytes,
        signatures,
        SignatureWords.of(signatures),
        Math.min(1, draft.signatures().stream().mapToDouble(Mined::coverage).sum()),
        new Analysis.Innocents(innocents, share(innocents, innocentRequests), bound),
        Hurts.of(tally, facts),
        Reasons.of(
            draft.reasons(),
            all.stream().filter(each -> each.draft.finding() == draft.finding()).count() > 1),
        related(index, all),
        of(id(index), rules, IncidentRules::rules),
        of(id(index), rules, IncidentRules::withheld),
        lines,
        detail(tally, minutes(draft), span));
  }

  /// At most 1, also where a request matches several incidents.
  private static double share(long innocents, long all) {
    return innocents == 0 ? 0 : (double) innocents / Math.max(innocents, all);
  }

  private static <T> List<T> of(
      String id, List<IncidentRules> rules, Function<IncidentRules, List<T>> part) {
    return rules.stream()
        .filter(each -> each.incident().equals(id))
        .flatMap(each -> part.apply(each).stream())
        .toList();
  }

  /// The id of an incident in reports, by its place.
  static String id(int index) {
    return "i" + (index + 1);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
  }

  private static List<Analysis.MinedSignature> signatures(IncidentTally tally) {
    List<Analysis.MinedSignature> signatures = new ArrayList<>();
    for (int i = 0; i < tally.bySignature.length; i++) {
      Mined mined = tally.draft.signatures().get(i);
      if (tally.bySignature[i] > 0) {
        List<Analysis.Condition> conditions = new ArrayList<>();
        for (Clause clause : mined.signature().clauses()) {
          conditions.add(
              new Analysis.Condition(
                  clause.attribute().word(), tally.texts.getOrDefault(clause, "")));
        }
        double share = (double) tally.bySignature[i] / Math.max(1, tally.matched.requests);
        signatures.add(new Analysis.MinedSignature(conditions, share, mined.innocents()));
      }
    }
    return signatures;
  }

  /// Waves of the same finding, and incidents of attack whose signatures share a clause.
  private static List<Analysis.Link> related(int index, List<IncidentTally> all) {
    List<Analysis.Link> links = new ArrayList<>();
    Draft mine = all.get(index).draft;
    for (int i = 0; i < all.size(); i++) {
      Draft other = all.get(i).draft;
      if (i == index) {
        continue;
      }
      if (other.finding() == mine.finding()) {
        links.add(new Analysis.Link(id(i), "another wave of requests with the same signature"));
      } else if (sameList(all.get(index), all.get(i))) {
        links.add(new Analysis.Link(id(i), "other sources asked for the same list of paths"));
      } else if (alike(mine, other)) {
        links.add(
            new Analysis.Link(id(i), "of the same kind, and the signatures have a part in common"));
      }
    }
    return links;
  }

  /// Whether both asked for many paths, most of which are the same (Jaccard's index, from samples:
  /// Broder, "On the resemblance and containment of documents", 1997).
  private static boolean sameList(IncidentTally mine, IncidentTally other) {
    int both = 0;
    int either = 0;
    int size = Math.min(mine.askedFor.size(), other.askedFor.size());
    if (size < LEAST_PATHS
        || mine.draft.judgement() == Judgement.BENIGN
        || other.draft.judgement() == Judgement.BENIGN) {
      return false;
    }
    BottomK union = new BottomK(mine.askedFor.capacity(), 0, 0, (into, at, from, slot) -> {});
    union.mergeFrom(mine.askedFor);
    union.mergeFrom(other.askedFor);
    for (int slot = 0; slot < union.size(); slot++) {
      long path = union.hash(slot);
      either++;
      both += mine.askedFor.slotOf(path) >= 0 && other.askedFor.slotOf(path) >= 0 ? 1 : 0;
    }
    return both >= SAME_LIST * either;
  }

  private static boolean alike(Draft mine, Draft other) {
    boolean bothAttacks =
        mine.judgement() == Judgement.ATTACK && other.judgement() == Judgement.ATTACK;
    return bothAttacks
        && mine.kind() == other.kind()
        && mine.signatures().stream()
            .anyMatch(
                one ->
                    other.signatures().stream()
                        .anyMatch(two -> one.signature().shared(two.signature()) > 0));
  }

  /// Where nothing sets the requests apart, all of its time stand for it, and no others.
  private static Analysis.Detail detail(IncidentTally tally, double minutes, Analyzer.Span span) {
    boolean apart = tally.hasSignatures();
    return new Analysis.Detail(
        traffic(tally.before, tally.minutesBefore(span)),
        traffic(apart ? tally.matched : tally.others, minutes),
        traffic(apart ? tally.others : new IncidentTally.Group(), minutes),
        traffic(tally.after, tally.minutesAfter(span)),
        tally.networks.top(TOP),
        tally.paths.top(TOP),
        tally.agents.top(TOP),
        tally.statuses.top(TOP));
  }

  private static Analysis.Traffic traffic(IncidentTally.Group group, double minutes) {
    return new Analysis.Traffic(
        group.requests,
        group.bytes,
        Math.min(group.requests, group.clients.count()),
        group.errors,
        Double.parseDouble(
            String.format(Locale.ROOT, "%.2f", group.requests / Math.max(1, minutes))));
  }
}
