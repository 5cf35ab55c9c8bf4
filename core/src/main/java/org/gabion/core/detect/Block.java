package org.gabion.core.detect;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathClass;
import org.gabion.core.request.UserAgentClass;
import org.gabion.core.window.ClientSample;
import org.gabion.core.window.Sample;
import org.gabion.core.window.WindowSummary;
import org.jspecify.annotations.Nullable;

/// A stretch of time as a detector reads it: sampled requests, sampled clients, and for each
/// request whether its client fetched what pages are made of. Read only once made.
final class Block {
  /// Values of [Attribute#ASSETS].
  static final int NO_ASSETS = 1;

  static final int HAS_ASSETS = 2;

  /// So many sampled rows of one client tell by themselves what it does.
  private static final int LOUD = 8;

  /// Who a request seems to come from.
  enum Crowd {
    /// A client that fetches pages with what belongs to them, as a browser does.
    READERS,
    /// A client that says that it is a program: crawler, feed reader, monitor.
    DECLARED,
    /// Everybody else.
    OTHERS,
    /// Of its client nothing is known: the sample of clients does not hold it.
    UNKNOWN
  }

  final long fromMicros;
  final long toMicros;

  /// A row whose crowd is known by its sampled client stands also for those whose client is not
  /// sampled, and has that weight.
  final Sample rows;

  private final WindowSummary summary;
  private final Crowd[] crowds;

  /// @param summary marked windows ([WindowSummary#mark]), merged: who fetched parts of pages is
  ///   told for the time of each visit. Whoever comes back for days has fetched them at some time;
  ///   held against that, the visits of any ten minutes would look strange.
  Block(WindowSummary summary, long fromMicros, long toMicros) {
    this.fromMicros = fromMicros;
    this.toMicros = toMicros;
    this.rows = summary.sample();
    this.summary = summary;
    this.crowds = new Crowd[rows.size()];
    boolean[] loud = markLoud(rows);
    Map<Long, Known> minutes = new HashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      crowds[row] = crowd(rows, row);
      if (!loud[row] && crowds[row] != Crowd.DECLARED) {
        Known known = minutes.computeIfAbsent(minute(row), m -> new Known());
        known.all += rows.weight(row);
        known.known += crowds[row] == Crowd.UNKNOWN ? 0 : rows.weight(row);
      }
    }
    for (int row = 0; row < rows.size(); row++) {
      if (!loud[row]) {
        @Nullable Known known = minutes.get(minute(row));
        rows.scale(row, known == null || known.known == 0 ? 1 : known.all / known.known);
      }
    }
  }

  /// Weights of a minute's requests: all, and those whose client is known. How many clients a
  /// window knows depends on how many came.
  private static final class Known {
    double all;
    double known;
  }

  private long minute(int row) {
    return Math.floorDiv(rows.time(row), 60_000_000L);
  }

  private Block(Block whole, Sample rows, Crowd[] crowds) {
    this.fromMicros = whole.fromMicros;
    this.toMicros = whole.toMicros;
    this.summary = whole.summary;
    this.rows = rows;
    this.crowds = crowds;
  }

  /// Marks the rows of clients with many sampled rows by what these rows show; which they are.
  /// Asked only where the clients of some rows are not known.
  private static boolean[] markLoud(Sample rows) {
    boolean[] loud = new boolean[rows.size()];
    if (isAllKnown(rows)) {
      return loud;
    }
    RowsByClient byClient = new RowsByClient(rows);
    for (int row = 0; row < rows.size(); row++) {
      if (byClient.rows(row) >= LOUD) {
        loud[row] = true;
        rows.assets(row, byClient.assets(row) > 0 ? HAS_ASSETS : NO_ASSETS);
      }
    }
    return loud;
  }

  private static boolean isAllKnown(Sample rows) {
    for (int row = 0; row < rows.size(); row++) {
      if (rows.value(row, Attribute.ASSETS) == 0) {
        return false;
      }
    }
    return true;
  }

  /// The block without some of its rows.
  Block without(IntPredicate dropped) {
    Sample kept = new Sample(rows.size());
    Crowd[] keptCrowds = new Crowd[rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      if (!dropped.test(row)) {
        keptCrowds[kept.size()] = crowds[row];
        kept.add(rows, row, rows.weight(row));
      }
    }
    return kept.size() == rows.size() ? this : new Block(this, kept, keptCrowds);
  }

  private static Crowd crowd(Sample rows, int row) {
    UserAgentClass agent = rows.agentClass(row);
    boolean declared =
        agent == UserAgentClass.CRAWLER
            || agent == UserAgentClass.FEED_READER
            || agent == UserAgentClass.MONITOR;
    if (declared) {
      return Crowd.DECLARED;
    }
    return switch (rows.value(row, Attribute.ASSETS)) {
      case HAS_ASSETS -> Crowd.READERS;
      case NO_ASSETS -> Crowd.OTHERS;
      default -> Crowd.UNKNOWN;
    };
  }

  Crowd crowd(int row) {
    return crowds[row];
  }

  /// Whether the row is a visit, and not one of the parts that a visit draws along.
  boolean isVisit(int row) {
    return rows.pathClass(row) != PathClass.ASSET;
  }

  /// The weight of a row among those of its crowd.
  double known(int row) {
    Crowd crowd = crowds[row];
    return crowd == Crowd.READERS || crowd == Crowd.OTHERS ? rows.scaled(row) : rows.weight(row);
  }

  /// Visits of this crowd.
  double visits(Crowd crowd) {
    double sum = 0;
    for (int row = 0; row < rows.size(); row++) {
      sum += crowds[row] == crowd && isVisit(row) ? known(row) : 0;
    }
    return sum;
  }

  /// The sampled clients of all the block. Allocates.
  ClientSample clients() {
    return summary.clients();
  }

  /// How many pages the client opened in the block; negative if that is not known.
  double pages(long client) {
    return summary.paths(client);
  }

  /// What all the block's time costs everybody.
  Impact impact(Baseline baseline) {
    return Impact.of(summary, baseline);
  }

  /// Memory of the rows, in bytes.
  long bytesHeld() {
    return rows.bytesHeld();
  }

  double minutes() {
    return (toMicros - fromMicros) / 60e6;
  }
}
