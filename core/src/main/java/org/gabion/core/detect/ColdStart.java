package org.gabion.core.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.gabion.core.window.WindowSummary;
import org.jspecify.annotations.Nullable;

/// Picks the calmest part of the first minutes, so that a log needs no history: an attack that is
/// under way in part of them is not learnt. Stateless.
final class ColdStart {
  private static final int PART = 5;
  private static final double CALM = 1.6;
  private static final int RESPECTS = 6;

  /// @param loads what came a minute, in several respects
  private record Part(List<Long> minutes, double[] loads) {}

  private ColdStart() {}

  /// Parts of five minutes whose load is in every respect near that of the calmest quarter.
  static List<Long> calmMinutes(NavigableMap<Long, @Nullable WindowSummary> minutes) {
    List<Part> parts = new ArrayList<>();
    List<Long> keys = new ArrayList<>(minutes.keySet());
    for (int i = 0; i < keys.size(); i += PART) {
      List<Long> part = keys.subList(i, Math.min(keys.size(), i + PART));
      double[] loads = new double[RESPECTS];
      for (long minute : part) {
        @Nullable WindowSummary summary = minutes.get(minute);
        if (summary != null) {
          addLoads(summary, loads);
        }
      }
      for (int r = 0; r < RESPECTS; r++) {
        loads[r] /= part.size();
      }
      parts.add(new Part(part, loads));
    }
    boolean[] calm = new boolean[parts.size()];
    java.util.Arrays.fill(calm, true);
    for (int r = 0; r < RESPECTS; r++) {
      int respect = r;
      double quarter =
          parts.stream()
              .mapToDouble(part -> part.loads[respect])
              .sorted()
              .skip(parts.size() / 4)
              .findFirst()
              .orElse(0);
      for (int i = 0; i < calm.length; i++) {
        // Chance alone moves small counts by a few.
        calm[i] &= parts.get(i).loads[r] <= CALM * quarter + 3;
      }
    }
    List<Long> chosen = new ArrayList<>();
    for (int i = 0; i < calm.length; i++) {
      if (calm[i]) {
        chosen.addAll(parts.get(i).minutes);
      }
    }
    return chosen;
  }

  private static void addLoads(WindowSummary summary, double[] loads) {
    Block block = new Block(summary, 0, 1);
    for (int row = 0; row < block.rows.size(); row++) {
      double weight = block.known(row);
      int status = block.rows.status(row);
      boolean visit = block.isVisit(row);
      loads[0] += visit && block.crowd(row) == Block.Crowd.OTHERS ? weight : 0;
      loads[1] += visit && block.crowd(row) == Block.Crowd.READERS ? weight : 0;
      loads[2] += visit && block.crowd(row) == Block.Crowd.DECLARED ? weight : 0;
      loads[3] += block.rows.isPost(row) ? weight : 0;
      loads[4] += status >= 400 && status < 499 ? weight : 0;
      loads[5] += status == 0 || status >= 499 ? weight : 0;
    }
  }
}
