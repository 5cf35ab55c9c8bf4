package org.gabion.core.detect;

import java.util.HashSet;
import java.util.Set;
import org.gabion.core.request.Attribute;
import org.gabion.core.window.Panel;
import org.gabion.core.window.Sample;

/// Gathers the requests that a signature should not match: what is usual, scaled to the block's
/// time, and what else came in the block. Of what is usual, clients that a panel may hold are left
/// out, because signatures are tested on what they did then: the other half stands for them. Who is
/// here now is spared in any case, and is all there: half of them would hide whom a rule hits.
///
/// For each visit of a reader it holds also one who fetches nothing, by the weight of those who
/// come along on an ordinary day: they hide among the suspects. Stateless.
final class InnocentSample {
  private static final int MOST = 8192;

  /// More clauses than these speak of what many do, fewer of who somebody is.
  private static final int BY_NAME = 6;

  private static final double MOST_ALONG = 2;

  private InnocentSample() {}

  static Sample of(Suspicion suspicion, Block block, Baseline baseline) {
    Sample innocents = new Sample(1024);
    Set<Long> suspects = new HashSet<>();
    for (int row = 0; row < suspicion.suspects().size(); row++) {
      suspects.add(suspicion.suspects().client(row));
    }
    addBlock(innocents, suspects, block, along(baseline));
    if (baseline.minutes() > 0) {
      addUsual(innocents, suspects, suspicion, block, baseline);
    }
    return innocents.thinned(MOST);
  }

  /// How many who fetch nothing come along with each reader on an ordinary day.
  static double along(Baseline baseline) {
    double readers = baseline.rate(Block.Crowd.READERS);
    return readers > 0
        ? Math.min(MOST_ALONG, baseline.rate(Block.Crowd.OTHERS) / readers)
        : baseline.rate(Block.Crowd.OTHERS) > 0 ? MOST_ALONG : 0;
  }

  private static void addBlock(Sample innocents, Set<Long> suspects, Block block, double along) {
    for (int row = 0; row < block.rows.size(); row++) {
      long client = block.rows.client(row);
      if (!suspects.contains(client)) {
        double weight = block.rows.weight(row);
        innocents.add(block.rows, row, weight);
        if (block.crowd(row) == Block.Crowd.READERS && block.isVisit(row) && along > 0) {
          innocents.add(block.rows, row, weight * along);
          innocents.assets(innocents.size() - 1, Block.NO_ASSETS);
          innocents.hidden(innocents.size() - 1, weight * along);
        }
      }
    }
  }

  private static void addUsual(
      Sample innocents, Set<Long> suspects, Suspicion suspicion, Block block, Baseline baseline) {
    Block usual = baseline.block();
    double level = baseline.level(block.fromMicros / 60_000_000L);
    double scale = block.minutes() * level / baseline.sampledMinutes();
    boolean byName =
        suspicion.attributes().size() < BY_NAME
            && suspicion.attributes().contains(Attribute.SOURCE);
    for (int row = 0; row < usual.rows.size(); row++) {
      long client = usual.rows.client(row);
      // Who is meant by name is no innocent on other days either.
      if (Panel.mayHold(client)
          || byName && suspects.contains(client)
          || suspicion.isGuilty(usual.rows, row)) {
        continue;
      }
      double weight = 2 * usual.rows.weight(row) * scale;
      innocents.add(usual.rows, row, weight);
      boolean hides = usual.crowd(row) == Block.Crowd.OTHERS || suspicion.kind() != Kind.FLOOD;
      innocents.hidden(innocents.size() - 1, hides ? weight : 0);
    }
  }
}
