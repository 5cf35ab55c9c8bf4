package org.gabion.core.detect;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathClass;
import org.gabion.core.signature.ValueWeights;
import org.gabion.core.statistics.Tails;
import org.gabion.core.window.Sample;

/// Sees that far more visits come than usual from clients that do not behave as readers: they fetch
/// pages without what belongs to them.
///
/// Counts are held against the baseline in all, and for each value of some attributes, so that a
/// flood of one search page shows also on a busy site. The tail is that of a negative binomial. A
/// crowd of readers draws along some who fetch nothing (their browser has it); what is explained by
/// that is no excess. What only machines ask for counts once others are hurt.
final class SurgeDetector implements Detector {
  private static final double LEAST_LOG10 = -9;
  private static final double LEAST_RATIO = 3;
  private static final Attribute[] WATCHED = {
    Attribute.TEMPLATE,
    Attribute.PATH,
    Attribute.USER_AGENT,
    Attribute.USER_AGENT_FAMILY,
    Attribute.PREFIX,
    Attribute.SOURCE,
    Attribute.REFERER,
    Attribute.STATUS,
    Attribute.QUERY_KEYS,
    Attribute.PROTOCOL,
    Attribute.ACCEPT_LANGUAGE,
    Attribute.HEADER_ORDER,
  };

  /// The strongest excess found.
  private record Peak(double excess, double expected, Optional<Attribute> among) {}

  @Override
  public List<Suspicion> step(Block block, Baseline baseline) {
    boolean assetsTell = baseline.assetsTell();
    Sample suspects = new Sample(256);
    double others = 0;
    double readers = 0;
    boolean felt = block.impact(baseline).isFelt();
    for (int row = 0; row < block.rows.size(); row++) {
      boolean service = block.rows.pathClass(row) == PathClass.SERVICE;
      if (!block.isVisit(row) || service && !felt) {
        continue;
      }
      switch (block.crowd(row)) {
        case READERS -> readers += block.known(row);
        case OTHERS -> {
          suspects.add(block.rows, row, block.known(row));
          others += block.known(row);
        }
        case DECLARED, UNKNOWN -> {}
      }
    }
    double least = least(block.minutes());
    if (others < least) {
      return List.of();
    }
    double scale = block.minutes() * baseline.level(block.fromMicros / 60_000_000L);
    Peak peak = peak(suspects, others, readers, scale, least, baseline, block);
    return peak.excess < least
        ? List.of()
        : List.of(suspicion(suspects, peak, block, assetsTell, baseline));
  }

  /// Fewer are not worth a word.
  private static double least(double minutes) {
    return minutes <= 1 ? 40 : minutes <= 10 ? 80 : 200;
  }

  private static Peak peak(
      Sample suspects,
      double others,
      double readers,
      double scale,
      double least,
      Baseline baseline,
      Block block) {
    double alpha = baseline.dispersion();
    double unit = suspects.unit();
    double usualOthers = baseline.rate(Block.Crowd.OTHERS);
    double usualReaders = baseline.rate(Block.Crowd.READERS);
    // How many who fetch nothing come along with each reader on an ordinary day.
    double along = usualReaders > 0 ? Math.min(2, usualOthers / usualReaders) : 0;
    double crowd = Math.max(0, readers - 1.5 * usualReaders * scale) * along;
    Peak best = test(others, usualOthers * scale + 2 * crowd, alpha, unit, Optional.empty());
    for (Attribute attribute : WATCHED) {
      ValueWeights now = new ValueWeights(suspects.size());
      for (int row = 0; row < suspects.size(); row++) {
        int value = suspects.value(row, attribute);
        if (value != 0) {
          now.add(value, suspects.weight(row));
        }
      }
      List<Integer> top = now.top(12, least);
      if (top.isEmpty()) {
        continue;
      }
      ValueWeights usual = baseline.othersRates(attribute);
      ValueWeights read = readers(block, attribute, top);
      for (int value : top) {
        double expected = usual.weight(value) * scale + 2 * along * read.weight(value);
        Peak peak = test(now.weight(value), expected, alpha, unit, Optional.of(attribute));
        if (peak.excess > best.excess) {
          best = peak;
        }
      }
    }
    return best;
  }

  /// How often these values came from readers.
  private static ValueWeights readers(Block block, Attribute attribute, List<Integer> values) {
    ValueWeights weights = new ValueWeights(values.size());
    values.forEach(value -> weights.add(value, 0));
    for (int row = 0; row < block.rows.size(); row++) {
      int value = block.rows.value(row, attribute);
      if (value != 0 && block.isVisit(row) && block.crowd(row) == Block.Crowd.READERS) {
        weights.addIfKnown(value, block.known(row));
      }
    }
    return weights;
  }

  /// @param unit how many requests one sampled row stands for: only rows were counted
  private static Peak test(
      double count, double expected, double alpha, double unit, Optional<Attribute> among) {
    boolean many = count >= LEAST_RATIO * expected;
    boolean rare =
        many
            && Tails.negativeBinomial((long) (count / unit), Math.max(0.5, expected / unit), alpha)
                <= LEAST_LOG10;
    return new Peak(rare ? count - expected : 0, expected, among);
  }

  private static Suspicion suspicion(
      Sample suspects, Peak peak, Block block, boolean assetsTell, Baseline baseline) {
    List<String> reasons = new ArrayList<>();
    reasons.add(
        String.format(
            Locale.ROOT,
            "%.0f requests in %.0f min from clients that fetch no style, script or image, where"
                + " %.0f were to be expected%s",
            peak.excess + peak.expected,
            block.minutes(),
            peak.expected,
            peak.among.map(Wording::among).orElse("")));
    // What was answered tells of the site's state, and hits readers as well.
    Set<Attribute> attributes = EnumSet.complementOf(EnumSet.of(Attribute.STATUS));
    if (!assetsTell) {
      attributes.remove(Attribute.ASSETS);
    }
    if (baseline.minutes() == 0) {
      reasons.add("the log has no calm time to compare with");
    }
    return new Suspicion(
        suspects, peak.excess, attributes, Kind.FLOOD, Judgement.ATTACK, Optional.empty(), reasons);
  }
}
