package org.gabion.core.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Decides for any number of keys whether each stays within its [Quota], in one fixed array of 16
/// bytes a slot.
///
/// The rule is the Generic Cell Rate Algorithm in its virtual-scheduling form (ITU-T I.371 annex A,
/// ATM Forum Traffic Management 4.0 section 4.4): a key's whole state is its theoretical arrival
/// time (TAT), the moment at which all it used is forgiven. Bent: a request weighs any number of
/// units, and a key at rest conforms whatever the weight, or a request dearer than the burst could
/// never pass.
///
/// ```
///  long[]   | set 0                                          | set 1 ...
///           | tag, TAT | tag, TAT | tag, TAT | tag, TAT      |
///  tag      the key, a 64-bit value of a keyed hash; 0 = empty
///  TAT      nanoseconds on the caller's clock
/// ```
///
/// A key lives in one set of four ways. When a new key finds its set full, it takes an empty or
/// expired slot first, then the slot with the least backlog, whose key is thereby forgiven. So **a
/// fresh key is never refused**, however many keys there are, and those who used most are forgotten
/// last.
///
/// Invariants: memory never grows; an error of a full table or of a race lets somebody pass who
/// should have waited. (One race can add the charge of one request to another key: an eviction
/// between a look-up and its write. It is never more than what that request conformed with.)
///
/// Safe for any number of threads, without locks. Keys must come from a keyed hash
/// ([org.gabion.core.request.KeyedHash]); times may wrap.
public final class RateLimiter {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int WAYS = 4;
  private static final int SET_LONGS = 2 * WAYS;
  private static final int MAX_TRIES = 64;

  private final long[] table;
  private final int setMask;

  /// @param slots how many keys are remembered at once; rounded up to a power of two, at least 4
  /// @throws IllegalArgumentException if more than 2^29 slots are asked for
  public RateLimiter(int slots) {
    int size = Tables.powerOfTwo(slots, WAYS);
    this.table = new long[2 * size];
    this.setMask = size / WAYS - 1;
  }

  /// Charges `units` to the key if it conforms.
  ///
  /// @return 0 if it conforms and was charged; else the nanoseconds until it would, uncharged
  public long acquire(long key, long units, Quota quota, long now) {
    return update(key, quota.cost(units), quota, now, false);
  }

  /// What [#acquire] would return, without charging.
  public long peek(long key, long units, Quota quota, long now) {
    return wait(backlog(key, now), quota.cost(units), quota);
  }

  /// Charges without refusing, for a cost known only afterwards. Debt is capped at four bursts.
  public void charge(long key, long units, Quota quota, long now) {
    update(key, quota.cost(units), quota, now, true);
  }

  /// How far a key is over its burst: nanoseconds until its backlog is back at the tolerance; 0 if
  /// it is within.
  public long excess(long key, Quota quota, long now) {
    return Math.max(0, backlog(key, now) - quota.toleranceNanos());
  }

  /// The nanoseconds until all that a key used is forgiven; 0 for an unknown key.
  public long backlog(long key, long now) {
    int slot = find(set(key), tag(key));
    return slot < 0 ? 0 : Math.max(0, (long) CELL.getOpaque(table, slot + 1) - now);
  }

  private static long wait(long backlog, long cost, Quota quota) {
    long over = backlog + cost - quota.toleranceNanos();
    return over <= 0 || backlog == 0 ? 0 : Math.min(over, backlog);
  }

  private long update(long key, long cost, Quota quota, long now, boolean force) {
    long tag = tag(key);
    int set = set(key);
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      int slot = find(set, tag);
      if (slot < 0) {
        if (insert(set, tag, now + Math.min(cost, quota.maxDebt()), now)) {
          return 0;
        }
        continue;
      }
      long tat = (long) CELL.getOpaque(table, slot + 1);
      long backlog = Math.max(0, tat - now);
      long wait = force ? 0 : wait(backlog, cost, quota);
      if (wait > 0) {
        return wait;
      }
      // A larger debt than the cap can stand there only from a quota that was replaced by a smaller
      // one.
      long debt = Math.max(backlog, Math.min(backlog + cost, quota.maxDebt()));
      if (CELL.weakCompareAndSetPlain(table, slot + 1, tat, now + debt)) {
        return 0;
      }
    }
    // So many others changed this key meanwhile that its charge is lost: somebody passes.
    return 0;
  }

  /// The position of the tag in its set, or -1.
  private int find(int set, long tag) {
    for (int slot = set; slot < set + SET_LONGS; slot += 2) {
      if ((long) CELL.getOpaque(table, slot) == tag) {
        return slot;
      }
    }
    return -1;
  }

  private boolean insert(int set, long tag, long tat, long now) {
    int victim = set;
    long victimTat = 0;
    long least = Long.MAX_VALUE;
    for (int slot = set; slot < set + SET_LONGS && least > 0; slot += 2) {
      long other = (long) CELL.getOpaque(table, slot + 1);
      boolean empty = (long) CELL.getOpaque(table, slot) == 0;
      long backlog = empty ? 0 : Math.max(0, other - now);
      if (backlog < least) {
        least = backlog;
        victim = slot;
        victimTat = other;
      }
    }
    // The time is claimed before the tag is written: whoever loses the race looks again, and until
    // the tag changes the
    // evicted key sees a newcomer's small backlog instead of its own.
    if (!CELL.compareAndSet(table, victim + 1, victimTat, tat)) {
      return false;
    }
    CELL.setOpaque(table, victim, tag);
    return true;
  }

  private int set(long key) {
    return ((int) key & setMask) * SET_LONGS;
  }

  private static long tag(long key) {
    return key == 0 ? 1 : key;
  }

  /// How many keys are remembered at once.
  public int slots() {
    return table.length / 2;
  }

  /// The memory of the table in bytes.
  public long bytes() {
    return 8L * table.length;
  }
}
