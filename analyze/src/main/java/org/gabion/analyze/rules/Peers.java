package org.gabion.analyze.rules;

import java.util.HashMap;
import java.util.Map;
import org.gabion.core.request.ClientKey;

/// Tells whether the addresses of a log are those of visitors, or of something that stands before
/// the server: a few addresses, or known ones, that everybody seems to come from. Merges in any
/// order as long as there are few addresses, which is the case that it is asked about. Not thread
/// safe.
final class Peers {
  private static final int TRACKED = 64;
  private static final int FEW = 4;
  private static final long ENOUGH = 200;

  private final Map<ClientKey, Long> first = new HashMap<>();
  private long all;
  private long shared;

  void add(ClientKey key) {
    all++;
    if (CdnRanges.isShared(key)) {
      shared++;
    }
    if (first.size() < TRACKED || first.containsKey(key)) {
      first.merge(key, 1L, Long::sum);
    }
  }

  void merge(Peers other) {
    all += other.all;
    shared += other.shared;
    other.first.forEach(
        (key, count) -> {
          if (first.size() < TRACKED || first.containsKey(key)) {
            first.merge(key, count, Long::sum);
          }
        });
  }

  /// Whether a rule by address would hit whoever comes the same way.
  boolean areProxies() {
    long few =
        first.values().stream()
            .sorted(java.util.Comparator.reverseOrder())
            .limit(FEW)
            .mapToLong(Long::longValue)
            .sum();
    return 2 * shared > all || all >= ENOUGH && few * 10 >= all * 9;
  }
}
