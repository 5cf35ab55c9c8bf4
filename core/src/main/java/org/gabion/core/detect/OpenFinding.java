package org.gabion.core.detect;

import java.util.ArrayList;
import java.util.List;
import org.gabion.core.request.Attribute;
import org.gabion.core.signature.Clause;
import org.gabion.core.signature.Mined;
import org.gabion.core.signature.Signature;
import org.gabion.core.window.Sample;

/// A finding that may still go on. Not thread safe.
final class OpenFinding {
  private static final int MAX_SIGNATURES = 8;
  private static final int MAX_REASONS = 4;
  private static final double TRACE = 0.03;

  final Kind kind;
  final Judgement judgement;
  long fromMicros;
  long toMicros;
  private final List<Mined> signatures = new ArrayList<>();
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

  /// Takes in what another block told of the same thing.
  void extend(long from, long to, List<Mined> mined, double calm, List<String> why) {
    fromMicros = Math.min(fromMicros, from);
    toMicros = Math.max(toMicros, to);
    for (Mined each : mined) {
      boolean known = signatures.stream().anyMatch(old -> old.signature().equals(each.signature()));
      if (!known && signatures.size() < MAX_SIGNATURES) {
        signatures.add(each);
        calmPerMinute += calm / mined.size();
      }
    }
    for (String reason : why) {
      if (reasons.size() < MAX_REASONS) {
        reasons.add(reason);
      }
    }
  }

  /// Whether nothing but time would tell two findings apart.
  boolean isLike(Kind otherKind, List<Mined> mined) {
    if (kind != otherKind) {
      return false;
    }
    if (signatures.isEmpty() || mined.isEmpty()) {
      return true;
    }
    return switch (kind) {
      case FLOOD, LOGIN_FLOOD, SCAN, BULK_DOWNLOAD, SCRAPER, CRAWLER, OWN_MONITOR, UNCLEAR -> true;
      case FLASH_CROWD ->
          signatures.stream()
              .anyMatch(
                  mine ->
                      mined.stream()
                          .anyMatch(theirs -> mine.signature().shared(theirs.signature()) > 0));
    };
  }

  boolean matches(Sample rows, int row) {
    return matchesAny(signatures, rows, row);
  }

  static boolean matchesAny(List<Mined> mined, Sample rows, int row) {
    for (Mined each : mined) {
      if (matches(each.signature(), rows, row)) {
        return true;
      }
    }
    return false;
  }

  static boolean matches(Signature signature, Sample rows, int row) {
    for (Clause clause : signature.clauses()) {
      int value = rows.value(row, clause.attribute());
      boolean unknown = clause.attribute() == Attribute.ASSETS && value == 0;
      if (value != clause.value() && !unknown) {
        return false;
      }
    }
    return true;
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

  /// Whether its traffic would spoil the baseline.
  boolean spoilsLearning() {
    return switch (kind) {
      case FLOOD, LOGIN_FLOOD, FLASH_CROWD, UNCLEAR -> true;
      case SCAN, BULK_DOWNLOAD, SCRAPER, CRAWLER, OWN_MONITOR -> false;
    };
  }

  /// Whether its requests are set aside before others are judged.
  boolean explains() {
    return judgement == Judgement.ATTACK || kind == Kind.OWN_MONITOR || kind == Kind.SCRAPER;
  }

  Finding freeze() {
    return new Finding(
        kind,
        judgement,
        fromMicros,
        toMicros,
        List.copyOf(signatures),
        calmPerMinute,
        impact,
        List.copyOf(reasons));
  }
}
