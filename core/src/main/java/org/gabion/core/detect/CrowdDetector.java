package org.gabion.core.detect;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathClass;
import org.gabion.core.signature.Clause;
import org.gabion.core.signature.Signature;
import org.gabion.core.signature.ValueWeights;
import org.gabion.core.statistics.Tails;
import org.gabion.core.window.Sample;

/// Sees that far more readers come than usual: a crowd when most want one page, and otherwise
/// something that the log can not explain. Also sees a wave of programs that say what they are:
/// benign as long as nobody else is hurt. Never an attack.
final class CrowdDetector implements Detector {
  private static final double LEAST_LOG10 = -9;
  private static final double LEAST_RATIO = 3;
  private static final double ONE_PAGE = 0.3;

  @Override
  public List<Suspicion> step(Block block, Baseline baseline) {
    if (block.minutes() < 5) {
      return List.of();
    }
    return List.of(Block.Crowd.READERS, Block.Crowd.DECLARED).stream()
        .map(crowd -> wave(block, baseline, crowd))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Suspicion> wave(Block block, Baseline baseline, Block.Crowd crowd) {
    Sample rows = new Sample(256);
    for (int row = 0; row < block.rows.size(); row++) {
      if (block.isVisit(row)
          && block.crowd(row) == crowd
          && block.rows.pathClass(row) != PathClass.SERVICE) {
        rows.add(block.rows, row, block.known(row));
      }
    }
    double count = rows.totalWeight();
    double scale = block.minutes() * baseline.level(block.fromMicros / 60_000_000L);
    double expected = baseline.rate(crowd) * scale;
    boolean surge =
        count >= 150
            && count >= LEAST_RATIO * expected
            && Tails.negativeBinomial(
                    (long) (count / rows.unit()),
                    Math.max(0.5, expected / rows.unit()),
                    baseline.dispersion())
                <= LEAST_LOG10;
    if (!surge) {
      return Optional.empty();
    }
    Profile profile = Profile.of(rows);
    boolean onePage = profile.topPath() >= ONE_PAGE;
    boolean readers = crowd == Block.Crowd.READERS;
    Kind kind = !readers ? Kind.CRAWLER : onePage ? Kind.FLASH_CROWD : Kind.UNCLEAR;
    // Anybody can say that he is a crawler.
    boolean hurts =
        !readers && Impact.isFeltByOthers(block, baseline, row -> block.crowd(row) == crowd);
    Judgement judgement = readers && !onePage || hurts ? Judgement.UNCLEAR : Judgement.BENIGN;
    String who =
        readers
            ? "clients that fetch pages with their style, scripts and images, as browsers do"
            : "programs that say what they are (crawlers, feed readers, monitors)";
    String reason =
        String.format(
            Locale.ROOT,
            "%.0f requests in %.0f min from %s, where %.0f were to be expected; %.0f %% asked for"
                + " one page, %s",
            count,
            block.minutes(),
            who,
            expected,
            100 * profile.topPath(),
            Wording.agents(profile.agentBits()));
    Attribute common = readers ? Attribute.PATH : Attribute.USER_AGENT_FAMILY;
    ValueWeights values = new ValueWeights(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      if (rows.value(row, common) != 0) {
        values.add(rows.value(row, common), rows.weight(row));
      }
    }
    Optional<Signature> signature =
        kind == Kind.UNCLEAR
            ? Optional.empty()
            : values.top(1, 0).stream()
                .map(value -> new Signature(List.of(new Clause(common, value))))
                .findFirst();
    List<String> reasons =
        hurts
            ? List.of(
                reason,
                "others were hurt meanwhile, and anybody can say that he is a crawler: look at"
                    + " where these come from")
            : List.of(reason);
    return Optional.of(
        new Suspicion(rows, count - expected, Set.of(common), kind, judgement, signature, reasons));
  }
}
