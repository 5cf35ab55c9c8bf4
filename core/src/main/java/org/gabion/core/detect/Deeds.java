package org.gabion.core.detect;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathClass;
import org.gabion.core.request.UserAgentClass;
import org.gabion.core.window.Sample;

/// What each client did, from those rows of a block that matter: finds the few that did much, where
/// the sample of clients would hold the many. Read only once made.
final class Deeds {
  /// One client's rows.
  static final class Deed {
    double requests;
    double probes;

    /// Probes that ask for a document.
    double fileProbes;

    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    boolean declared;
    boolean fetchesAssets;

    /// Requests by an agent that a person may have before them.
    double people;

    /// Those of them that came by a link.
    double linked;

    /// Those of them by other programs than browsers that came by none: they send no referer
    /// anyway.
    double apps;

    private final Set<Integer> paths = new HashSet<>();

    /// Different paths among the rows.
    int paths() {
      return paths.size();
    }
  }

  private final Map<Long, Deed> byClient = new LinkedHashMap<>();

  Deeds(Block block, IntPredicate matters) {
    Sample rows = block.rows;
    for (int row = 0; row < rows.size(); row++) {
      if (matters.test(row)) {
        Deed deed = byClient.computeIfAbsent(rows.client(row), c -> new Deed());
        deed.requests += rows.weight(row);
        if (rows.isProbe(row)) {
          deed.probes += rows.weight(row);
          deed.fileProbes += rows.pathClass(row) == PathClass.DOCUMENT ? rows.weight(row) : 0;
        }
        deed.first = Math.min(deed.first, rows.time(row));
        deed.last = Math.max(deed.last, rows.time(row));
        deed.fetchesAssets |= rows.value(row, Attribute.ASSETS) == Block.HAS_ASSETS;
        deed.declared |= block.crowd(row) == Block.Crowd.DECLARED;
        deed.paths.add(rows.value(row, Attribute.PATH));
        if (mayBePerson(rows.agentClass(row))) {
          deed.people += rows.weight(row);
          boolean linked = Referers.has(rows, row);
          boolean app = rows.agentClass(row) == UserAgentClass.OTHER;
          deed.linked += linked ? rows.weight(row) : 0;
          deed.apps += !linked && app ? rows.weight(row) : 0;
        }
      }
    }
  }

  private static boolean mayBePerson(UserAgentClass agent) {
    return switch (agent) {
      case BROWSER, OTHER -> true;
      case CRAWLER, FEED_READER, MONITOR, TOOL, EMPTY -> false;
    };
  }

  /// Whether any client asked for so many different paths.
  boolean anyWithPaths(int least) {
    return byClient.values().stream().anyMatch(deed -> deed.paths() >= least);
  }

  Map<Long, Deed> byClient() {
    return byClient;
  }

  /// Requests by client over all rows that matter.
  static Map<Long, Double> requests(Block block, IntPredicate matters) {
    Map<Long, Double> sums = new HashMap<>();
    for (int row = 0; row < block.rows.size(); row++) {
      if (matters.test(row)) {
        sums.merge(block.rows.client(row), block.rows.weight(row), Double::sum);
      }
    }
    return sums;
  }
}
