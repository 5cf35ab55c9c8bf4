package org.gabion.core.detect;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.signature.Mined;
import org.gabion.core.signature.Signature;
import org.gabion.core.signature.SignatureMiner;
import org.gabion.core.signature.TestClients;
import org.gabion.core.window.Sample;

/// A finding that may still go on. What it shares with a later block is told by its signatures; of
/// these it has at most 8. Not thread safe.
final class OpenFinding {
  private static final int MAX_SIGNATURES = 8;
  private static final int MAX_REASONS = 4;
  private static final double TRACE = 0.03;

  /// A signature, and how many of all blocks' abnormal requests it matched.
  private static final class Part {
    Mined mined;
    double covered;

    Part(Mined mined) {
      this.mined = mined;
    }
  }

  /// What one block told.
  ///
  /// @param excess how many requests were abnormal
  /// @param mined what they share
  /// @param calm how many requests a minute match that on an ordinary day
  /// @param guilty what of the baseline is the same thing, and no innocent
  record Told(
      Kind kind,
      Judgement judgement,
      double excess,
      List<Mined> mined,
      double calm,
      List<Signature> guilty,
      List<String> reasons) {}

  final Kind kind;
  private Judgement judgement;
  long fromMicros;
  long toMicros;
  private final List<Part> parts = new ArrayList<>();
  private final Set<Signature> guilty = new LinkedHashSet<>();
  private double excess;
  private double calmPerMinute;
  private double peakPerMinute;
  Impact impact = Impact.NONE;
  private final List<String> reasons = new ArrayList<>();

  OpenFinding(Kind kind, Judgement judgement, long fromMicros, long toMicros) {
    this.kind = kind;
    this.judgement = judgement;
    this.fromMicros = fromMicros;
    this.toMicros = toMicros;
  }

  /// Whether the same thing is told, and there is room for what is new about it: the same verdict,
  /// and signatures with a clause in common, unless they name sources. The very same requests may
  /// turn out to be less harmless than they seemed.
  boolean isLike(Told told) {
    if (kind != told.kind) {
      return false;
    }
    if (parts.isEmpty() || told.mined.isEmpty()) {
      return judgement == told.judgement;
    }
    long news = told.mined.stream().filter(each -> part(each).isEmpty()).count();
    boolean same = news < told.mined.size();
    boolean accuses = judgement == Judgement.ATTACK || told.judgement == Judgement.ATTACK;
    boolean agrees = judgement == told.judgement || same && !accuses;
    boolean together = same || isOfSources() || shares(told.mined);
    return agrees && parts.size() + news <= MAX_SIGNATURES && together;
  }

  /// Whether the very same requests are told.
  boolean isSame(Told told) {
    return kind == told.kind
        && !told.mined.isEmpty()
        && told.mined.stream().allMatch(each -> part(each).isPresent());
  }

  private Optional<Part> part(Mined mined) {
    return parts.stream()
        .filter(each -> each.mined.signature().equals(mined.signature()))
        .findFirst();
  }

  private boolean shares(List<Mined> mined) {
    return parts.stream()
        .anyMatch(
            mine ->
                mined.stream()
                    .anyMatch(theirs -> mine.mined.signature().shared(theirs.signature()) > 0));
  }

  /// Takes in what another block told of the same thing.
  ///
  /// @param clients to test signatures on
  void extend(long from, long to, Told told, TestClients clients) {
    fromMicros = Math.min(fromMicros, from);
    toMicros = Math.max(toMicros, to);
    excess += told.excess;
    guilty.addAll(told.guilty);
    if (told.judgement != judgement) {
      judgement = Judgement.UNCLEAR;
    }
    for (Mined each : told.mined) {
      Optional<Part> known = part(each);
      Part part = known.orElseGet(() -> new Part(each));
      part.covered += each.coverage() * told.excess;
      if (known.isEmpty()) {
        parts.add(part);
        calmPerMinute += told.calm / told.mined.size();
      }
    }
    List<Mined> tested = SignatureMiner.tested(mined(), clients);
    for (int i = 0; i < tested.size(); i++) {
      parts.get(i).mined = tested.get(i);
    }
    for (String reason : told.reasons) {
      if (reasons.size() < MAX_REASONS && !reasons.contains(reason)) {
        reasons.add(reason);
      }
    }
  }

  /// What of the baseline is the same thing, and no innocent, once this is told too.
  List<Signature> guilty(Told told) {
    Set<Signature> all = new LinkedHashSet<>(guilty);
    all.addAll(told.guilty);
    return List.copyOf(all);
  }

  private List<Mined> mined() {
    return parts.stream().map(part -> part.mined).toList();
  }

  boolean matches(Sample rows, int row) {
    for (Part part : parts) {
      if (part.mined.signature().matches(rows, row)) {
        return true;
      }
    }
    return false;
  }

  static boolean matchesAny(List<Mined> mined, Sample rows, int row) {
    for (Mined each : mined) {
      if (each.signature().matches(rows, row)) {
        return true;
      }
    }
    return false;
  }

  double weight(Sample rows) {
    double sum = 0;
    for (int row = 0; row < rows.size(); row++) {
      sum += matches(rows, row) ? rows.weight(row) : 0;
    }
    return sum;
  }

  /// Whether so many matching requests in a minute are more than usual, and not a mere trace of
  /// what they were.
  boolean goesOn(double perMinute) {
    peakPerMinute = Math.max(peakPerMinute, perMinute);
    return perMinute >= Math.max(1, Math.max(3 * calmPerMinute, TRACE * peakPerMinute));
  }

  /// Whether each signature is of another source, so that they need have nothing in common.
  private boolean isOfSources() {
    return switch (kind) {
      case SCAN, BULK_DOWNLOAD, SCRAPER, OWN_MONITOR -> true;
      case FLOOD, LOGIN_FLOOD, FLASH_CROWD, CRAWLER, UNCLEAR -> false;
    };
  }

  /// Whether its traffic would spoil the baseline.
  boolean spoilsLearning() {
    return switch (kind) {
      case FLOOD, LOGIN_FLOOD, FLASH_CROWD, UNCLEAR -> true;
      case SCAN, BULK_DOWNLOAD, SCRAPER, CRAWLER, OWN_MONITOR -> false;
    };
  }

  /// Whether its requests are set aside before others are judged.
  boolean explains() {
    return isAttack() || kind == Kind.OWN_MONITOR || kind == Kind.SCRAPER;
  }

  boolean isAttack() {
    return judgement == Judgement.ATTACK;
  }

  /// As it is now. What a signature covers is told of all blocks together, in which others may have
  /// matched more.
  Finding freeze() {
    return new Finding(
        kind,
        judgement,
        fromMicros,
        toMicros,
        parts.stream().map(this::freeze).toList(),
        calmPerMinute,
        impact,
        List.copyOf(reasons));
  }

  private Mined freeze(Part part) {
    Mined mined = part.mined;
    double coverage = excess <= 0 ? 0 : Math.min(1, part.covered / excess);
    return new Mined(mined.signature(), coverage, mined.innocents(), mined.upperBound());
  }
}
