package org.gabion.guard.metrics;

import java.util.HashMap;
import java.util.Map;
import org.gabion.core.policy.Reason;
import org.gabion.core.window.Observation;
import org.gabion.guard.copy.CopyMiss;

/// What one event loop counts. One writer: that event loop; [Metrics] sums all loops when somebody
/// reads.
///
/// Fixed arrays, no allocation, no contention. A site or origin number outside the tables' size is
/// counted nowhere but in the totals.
public final class LoopMetrics {
  /// What became of a TLS handshake.
  public enum Handshake {
    FULL,
    RESUMED,
    FAILED
  }

  /// Something that an HTTP/2 or HTTP/1.1 connection was closed for, other than the course of
  /// things.
  public enum Cutoff {
    HEAD_DEADLINE,
    SLOW_BODY,
    SLOW_READER,
    IDLE,
    TOO_LONG,
    HTTP2_ABUSE,
    PROTOCOL_ERROR
  }

  static final String[] VERDICTS = {
    "pass", "queue", "copy", "throttle", "deny", "malformed", "fail", "other"
  };
  static final int OTHER = VERDICTS.length - 1;

  /// 0 for no status at all, then 1xx to 5xx.
  static final int STATUS_CLASSES = 6;

  static final int CLASSES_PER_SITE = VERDICTS.length * STATUS_CLASSES;

  private static final Map<String, Integer> REASONS = new HashMap<>();

  static {
    for (Reason reason : Reason.values()) {
      REASONS.put(reason.id(), reason.ordinal());
    }
  }

  private final int sites;
  private final int origins;
  final Tallies requests;
  final Tallies reasons = new Tallies(Reason.values().length);
  final Tallies wouldBe = new Tallies(VERDICTS.length);
  final Tallies bytes = new Tallies(2);
  final Durations total = new Durations(1);
  final Durations guard = new Durations(1);
  final Durations queue = new Durations(1);
  final Durations originFirst;
  final Durations originTotal;
  final Tallies originAnswers;
  final Tallies connections = new Tallies(2);
  final Tallies refused = new Tallies(Reason.values().length);
  final Tallies handshakes = new Tallies(Handshake.values().length);
  final Tallies cutoffs = new Tallies(Cutoff.values().length);
  final Tallies copiesMissed = new Tallies(CopyMiss.values().length);
  final Tallies originConnects;
  final Tallies pool;

  LoopMetrics(int sites, int origins) {
    this.sites = sites;
    this.origins = origins;
    this.requests = new Tallies((sites + 1) * CLASSES_PER_SITE);
    this.originFirst = new Durations(sites);
    this.originTotal = new Durations(sites);
    this.originAnswers = new Tallies(origins * STATUS_CLASSES);
    this.originConnects = new Tallies(origins * 3);
    this.pool = new Tallies(origins * 2);
  }

  /// Counts a finished request, also one that was refused or malformed.
  public void record(Observation o) {
    int site = o.site >= 0 && o.site < sites ? o.site : sites;
    int verdict = verdict(o.verdict);
    requests.add(site * CLASSES_PER_SITE + verdict * STATUS_CLASSES + statusClass(o.status), 1);
    if (!o.reason.isEmpty()) {
      countReason(o.reason);
    }
    if (!o.wouldBe.isEmpty()) {
      wouldBe.add(verdict(o.wouldBe), 1);
    }
    // A counter that falls would make every reading fail.
    bytes.add(0, Math.max(0, o.bytesIn));
    bytes.add(1, Math.max(0, o.bytesOut));
    total.record(0, o.totalMicros);
    if (o.queueMicros > 0) {
      queue.record(0, o.queueMicros);
    }
    guard.record(0, o.totalMicros - o.queueMicros - Math.max(0, o.originTotalMicros));
    recordOrigin(o, site);
  }

  private void recordOrigin(Observation o, int site) {
    if (site < sites && o.originMicros >= 0) {
      originFirst.record(site, o.originMicros);
    }
    if (site < sites && o.originTotalMicros >= 0) {
      originTotal.record(site, o.originTotalMicros);
    }
    if (o.origin >= 0 && o.origin < origins) {
      originAnswers.add(o.origin * STATUS_CLASSES + statusClass(o.originStatus), 1);
    }
  }

  private void countReason(String id) {
    Integer ordinal = REASONS.get(id);
    if (ordinal != null) {
      reasons.add(ordinal, 1);
    }
  }

  private static int verdict(String word) {
    for (int i = 0; i < OTHER; i++) {
      if (VERDICTS[i].equals(word)) {
        return i;
      }
    }
    return OTHER;
  }

  private static int statusClass(int status) {
    return status >= 100 && status < 600 ? status / 100 : 0;
  }

  /// A reader's connection was accepted.
  public void connectionOpened() {
    connections.add(0, 1);
  }

  /// An accepted connection has ended.
  public void connectionClosed() {
    connections.add(1, 1);
  }

  /// A connection was closed at accept for this reason; it counts neither as opened nor as closed.
  public void connectionRefused(Reason reason) {
    refused.add(reason.ordinal(), 1);
  }

  public void handshake(Handshake result) {
    handshakes.add(result.ordinal(), 1);
  }

  /// A connection or stream was ended by a limit.
  public void cutOff(Cutoff why) {
    cutoffs.add(why.ordinal(), 1);
  }

  /// A visit that a copy was due to got none.
  public void copyMissed(CopyMiss why) {
    copiesMissed.add(why.ordinal(), 1);
  }

  /// A connection to the origin was made.
  public void originConnected(int origin) {
    count(originConnects, origin, 3, 0);
  }

  /// A connection to the origin could not be made.
  public void originConnectFailed(int origin) {
    count(originConnects, origin, 3, 1);
  }

  /// A request was sent again, because a kept connection turned out to be closed.
  public void originRetried(int origin) {
    count(originConnects, origin, 3, 2);
  }

  private void count(Tallies tallies, int origin, int width, int offset) {
    if (origin >= 0 && origin < origins) {
      tallies.add(origin * width + offset, 1);
    }
  }

  /// This loop holds so many more (or fewer) connections to this origin; origins of several sites
  /// may share a number.
  public void pool(int origin, int idle, int active) {
    if (origin >= 0 && origin < origins) {
      pool.add(origin * 2, idle);
      pool.add(origin * 2 + 1, active);
    }
  }

  /// Memory of the arrays.
  public long bytes() {
    long fixed =
        requests.bytes()
            + reasons.bytes()
            + wouldBe.bytes()
            + bytes.bytes()
            + connections.bytes()
            + refused.bytes();
    long perOrigin = originAnswers.bytes() + originConnects.bytes() + pool.bytes();
    long durations =
        total.bytes() + guard.bytes() + queue.bytes() + originFirst.bytes() + originTotal.bytes();
    long causes = handshakes.bytes() + cutoffs.bytes() + copiesMissed.bytes();
    return fixed + perOrigin + durations + causes;
  }
}
