package org.gabion.core.detect;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathClass;
import org.gabion.core.statistics.Tails;
import org.gabion.core.window.Sample;

/// Sees that far more clients than usual try to log in that do not behave as readers: passwords are
/// tried. Where that has gone on since the log began, [RefusedLogins] tell.
final class LoginDetector implements Detector {
  private static final double LEAST = 25;
  private static final double LEAST_RATIO = 4;
  private static final double LEAST_LOG10 = -9;

  @Override
  public List<Suspicion> step(Block block, Baseline baseline) {
    boolean assetsTell = baseline.assetsTell();
    Sample rows = logins(block, assetsTell);
    double count = rows.totalWeight();
    if (count < LEAST) {
      return List.of();
    }
    double readers =
        block.visits(Block.Crowd.READERS)
            / Math.max(1, baseline.rate(Block.Crowd.READERS) * block.minutes());
    // More readers log in more often.
    double level = Math.max(baseline.level(block.fromMicros / 60_000_000L), readers);
    double scale = block.minutes() * level;
    double usual = logins(baseline.block(), assetsTell).totalWeight() / baseline.sampledMinutes();
    // With readers come some who fetch nothing: their browsers have it.
    double along = assetsTell ? InnocentSample.along(baseline) * readerLogins(block) : 0;
    double expected = usual * scale + along;
    boolean surge =
        count >= LEAST_RATIO * expected
            && Tails.negativeBinomial(
                    (long) (count / rows.unit()),
                    Math.max(0.5, expected / rows.unit()),
                    baseline.dispersion())
                <= LEAST_LOG10;
    if (!surge) {
      return RefusedLogins.step(block, baseline, rows);
    }
    String reason =
        String.format(
            Locale.ROOT,
            "%.0f logins tried in %.0f min, where %.1f were to be expected",
            count,
            block.minutes(),
            expected);
    return List.of(
        new Suspicion(
            rows,
            count - expected,
            EnumSet.complementOf(EnumSet.of(Attribute.STATUS)),
            Kind.LOGIN_FLOOD,
            Judgement.ATTACK,
            Optional.empty(),
            List.of(reason)));
  }

  /// Those of clients that are not let in at last, and do not behave as readers, where fetching
  /// assets tells: people who all want in at once open the page that they log in on.
  private static Sample logins(Block block, boolean assetsTell) {
    Sample rows = new Sample(64);
    for (int row = 0; row < block.rows.size(); row++) {
      if (block.rows.isPost(row) && block.rows.pathClass(row) == PathClass.LOGIN) {
        if (!assetsTell) {
          rows.add(block.rows, row, block.rows.weight(row));
        } else if (isNoReader(block.crowd(row))) {
          rows.add(block.rows, row, block.known(row));
        }
      }
    }
    Set<Long> letIn = RefusedLogins.letIn(rows);
    Sample left = new Sample(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      if (!letIn.contains(rows.client(row))) {
        left.add(rows, row, rows.weight(row));
      }
    }
    return left;
  }

  /// No crawler logs in: who says that he is one and does is none.
  private static boolean isNoReader(Block.Crowd crowd) {
    return crowd == Block.Crowd.OTHERS || crowd == Block.Crowd.DECLARED;
  }

  private static double readerLogins(Block block) {
    double sum = 0;
    for (int row = 0; row < block.rows.size(); row++) {
      boolean login = block.rows.isPost(row) && block.rows.pathClass(row) == PathClass.LOGIN;
      sum += login && block.crowd(row) == Block.Crowd.READERS ? block.known(row) : 0;
    }
    return sum;
  }
}
