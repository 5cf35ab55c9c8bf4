package org.gabion.lab.scene;

import java.util.List;

/// The server behind a scene: what is asked beyond its capacity waits, fails or is given up by whom
/// asked. Files cost next to nothing and hardly ever fail. Not thread safe.
final class Origin {
  private static final double MEMORY_SECONDS = 5;

  private final double capacity;
  private final Chance chance;

  Origin(Stage stage) {
    this.capacity = stage.site.size.capacity;
    this.chance = new Chance(stage.seed, "origin");
  }

  /// Answers requests in the order in which they came.
  void answer(List<Hit> hits) {
    double load = 0;
    long last = 0;
    for (Hit hit : hits) {
      double seconds = (hit.start - last) / 1e6;
      last = hit.start;
      load = load * Math.exp(-seconds / MEMORY_SECONDS) + hit.cost;
      answer(hit, load / MEMORY_SECONDS / capacity);
    }
  }

  /// @param busy what is asked of the origin, against what it bears
  private void answer(Hit hit, double busy) {
    boolean isFile = hit.cost < 0.1;
    double queue = isFile ? 1 : 1 / Math.max(0.03, 1 - Math.min(busy, 0.97));
    double millis = isFile ? chance.logNormal(2, 0.5) : chance.logNormal(30 + 60 * hit.cost, 0.5);
    hit.took = (long) (1000 * millis * queue);
    double fails = busy <= 0.9 ? 0.0004 : Math.min(0.95, 1 - 0.9 / busy);
    if (chance.happens(isFile ? fails / 50 : fails)) {
      fail(hit);
    }
  }

  private void fail(Hit hit) {
    int kind = chance.below(100);
    if (kind < 30) {
      hit.status = 502;
      hit.bytes = 166;
    } else if (kind < 55) {
      hit.status = 503;
      hit.bytes = 206;
    } else if (kind < 80) {
      hit.status = 504;
      hit.bytes = 176;
      hit.took = 30_000_000L + chance.below(200_000);
    } else {
      hit.status = 499;
      hit.bytes = 0;
      hit.took = (long) (1e6 * chance.logNormal(8, 0.6));
    }
  }
}
