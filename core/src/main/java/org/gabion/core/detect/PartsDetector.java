package org.gabion.core.detect;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathClass;
import org.gabion.core.signature.ValueWeights;
import org.gabion.core.statistics.Tails;
import org.gabion.core.window.Sample;

/// Sees that far more parts of pages (pictures, styles) than usual are asked for by clients that
/// open no page in that minute, where others are hurt by it or the parts are asked for with queries
/// that they never had before: these pass every cache.
///
/// A page with many pictures draws them along, and a picture that other sites or letters show is
/// fetched once by each client. Only who asks again and again in one minute for the same part, with
/// a new query and from no page, is no browser.
final class PartsDetector implements Detector {
  private static final double LEAST = 40;
  private static final double LEAST_LOG10 = -9;
  private static final double LEAST_RATIO = 3;

  /// This share of what pages draw along may come in another minute than the page.
  private static final double LATE = 0.3;

  /// So often in a minute no browser asks for a part that it has.
  private static final double AGAIN = 3;

  private static final double MOST = 0.5;
  private static final double FEW = 0.2;

  @Override
  public List<Suspicion> step(Block block, Baseline baseline) {
    // Only a minute tells which of its clients open pages.
    if (block.minutes() > 1) {
      return List.of();
    }
    Sample parts = withoutPages(block);
    double count = parts.totalWeight();
    if (count < LEAST) {
      return List.of();
    }
    double level = level(block, baseline) / baseline.sampledMinutes();
    double late = LATE * usualParts(baseline) * level;
    if (count < LEAST_RATIO * late) {
      return List.of();
    }
    double expected = Math.max(late, usualWithoutPages(baseline) * level);
    double unit = parts.unit();
    boolean surge =
        count >= LEAST_RATIO * expected
            && Tails.negativeBinomial(
                    (long) (count / unit), Math.max(0.5, expected / unit), baseline.dispersion())
                <= LEAST_LOG10;
    boolean felt = block.impact(baseline).isFelt();
    boolean newQueries = surge && newQueries(parts, block, baseline) >= MOST * count;
    if (!surge || !felt && !newQueries) {
      return List.of();
    }
    boolean noBrowser =
        newQueries && again(parts) >= MOST * count && comeFromNoPage(parts, baseline);
    if (!noBrowser && !felt) {
      return List.of();
    }
    return List.of(suspicion(parts, expected, noBrowser));
  }

  private static Suspicion suspicion(Sample parts, double expected, boolean noBrowser) {
    double count = parts.totalWeight();
    String reason =
        String.format(
            Locale.ROOT,
            "%.0f requests in a minute for parts of pages from clients that open no page, where"
                + " %.0f were to be expected",
            count,
            expected);
    String why =
        noBrowser
            ? "each asks again and again for the same part, with queries that it never had before"
            : "browsers may do the same for a picture that others show";
    return new Suspicion(
        parts,
        count - expected,
        EnumSet.complementOf(EnumSet.of(Attribute.STATUS, Attribute.ASSETS)),
        noBrowser ? Kind.FLOOD : Kind.UNCLEAR,
        noBrowser ? Judgement.ATTACK : Judgement.UNCLEAR,
        Optional.empty(),
        List.of(reason, why));
  }

  /// Rows for parts of pages whose clients ask for nothing else, scaled up by those whose clients
  /// are not sampled.
  private static Sample withoutPages(Block block) {
    Sample rows = block.rows;
    double[] pages = new double[rows.size()];
    double all = 0;
    double told = 0;
    for (int row = 0; row < rows.size(); row++) {
      pages[row] = -1;
      if (rows.pathClass(row) == PathClass.ASSET) {
        pages[row] = block.pages(rows.client(row));
        all += rows.weight(row);
        told += pages[row] >= 0 ? rows.weight(row) : 0;
      }
    }
    Sample parts = new Sample(64);
    for (int row = 0; row < rows.size(); row++) {
      if (pages[row] == 0) {
        parts.add(rows, row, rows.weight(row) * all / told);
      }
    }
    return parts;
  }

  /// How busy the minute is expected to be, by its hour or its readers.
  private static double level(Block block, Baseline baseline) {
    double readers =
        block.visits(Block.Crowd.READERS) / Math.max(1, baseline.rate(Block.Crowd.READERS));
    return Math.max(baseline.level(block.fromMicros / 60_000_000L), readers);
  }

  private static double usualParts(Baseline baseline) {
    Sample usual = baseline.rows();
    double sum = 0;
    for (int row = 0; row < usual.size(); row++) {
      sum += usual.pathClass(row) == PathClass.ASSET ? usual.weight(row) : 0;
    }
    return sum;
  }

  /// A site may have pictures that other sites show: nobody opens a page for them.
  private static double usualWithoutPages(Baseline baseline) {
    return withoutPages(baseline.block()).totalWeight();
  }

  /// Weight of those with a set of query keys that parts hardly had before.
  private static double newQueries(Sample parts, Block block, Baseline baseline) {
    ValueWeights now = queries(parts);
    ValueWeights usual = queries(baseline.rows());
    double scale = baseline.level(block.fromMicros / 60_000_000L) / baseline.sampledMinutes();
    double sum = 0;
    for (int row = 0; row < parts.size(); row++) {
      int keys = parts.value(row, Attribute.QUERY_KEYS);
      boolean isNew = keys != 0 && now.weight(keys) >= LEAST_RATIO * usual.weight(keys) * scale;
      sum += isNew ? parts.weight(row) : 0;
    }
    return sum;
  }

  private static ValueWeights queries(Sample rows) {
    ValueWeights weights = new ValueWeights(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      int keys = rows.value(row, Attribute.QUERY_KEYS);
      if (keys != 0 && rows.pathClass(row) == PathClass.ASSET) {
        weights.add(keys, rows.weight(row));
      }
    }
    return weights;
  }

  private record Ask(long client, int path) {}

  /// Weight of those whose client asked for the same part often.
  private static double again(Sample parts) {
    Map<Ask, Double> asked = new HashMap<>();
    for (int row = 0; row < parts.size(); row++) {
      Ask ask = new Ask(parts.client(row), parts.value(row, Attribute.PATH));
      asked.merge(ask, parts.weight(row), Double::sum);
    }
    return asked.values().stream().filter(w -> w >= AGAIN).mapToDouble(w -> w).sum();
  }

  /// Whether hardly any says which page it belongs to, or nobody ever does.
  private static boolean comeFromNoPage(Sample parts, Baseline baseline) {
    return linked(baseline.rows()) < MOST || linked(parts) < FEW;
  }

  private static double linked(Sample rows) {
    double all = 0;
    double linked = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (rows.pathClass(row) == PathClass.ASSET) {
        all += rows.weight(row);
        linked += Referers.has(rows, row) ? rows.weight(row) : 0;
      }
    }
    return all == 0 ? 0 : linked / all;
  }
}
