package org.gabion.core.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What a request of each route costs: the origin's time in microseconds, smoothed, in a fixed
/// table of 16 bytes a route.
///
/// Times are recorded as they would be without load (divided by [ConcurrencyLimit#loadRatio]), so
/// that a cost is the work a request makes and not the queue it met: in a storm costs would
/// otherwise rise for everybody, and everybody would be over budget at once. A route is the keyed
/// hash of a path template.
///
/// ```
///  long[]   | tag, state | tag, state | tag, state | tag, state |  one set of four ways
///  state      weight (8 bits) . cost in 1/16 microseconds (40 bits, up to 19 hours)
/// ```
///
/// A new route takes an empty way, or else lowers the weight of the lightest by one and takes its
/// place when that reached zero (Misra and Gries, "Finding repeated elements", 1982, per set):
/// routes in use stay, a stream of paths made up by an attacker passes through one way. A route
/// that found no place costs the site's mean.
///
/// Safe for any number of threads, without locks; a lost race loses one sample.
public final class RouteCosts {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int WAYS = 4;
  private static final int SET_LONGS = 2 * WAYS;
  private static final int MAX_WEIGHT = 255;
  private static final long MAX_MICROS = 3_600_000_000L;

  /// The weight of a new sample is 1/n up to this n, then stays: fast at first, then smooth.
  private static final int SMOOTHING = 16;

  private static final int SITE_SMOOTHING = 64;
  private static final int FRACTION_BITS = 4;
  private static final int COST_BITS = 40;
  private static final long COST_MASK = (1L << COST_BITS) - 1;

  private final long[] table;
  private final int setMask;

  /// The mean over all requests, in the last cell's form: it is read as often as any route.
  private final long[] site = new long[1];

  /// @param routes how many are remembered; rounded up to a power of two
  /// @param defaultMicros the cost of a request before anything was measured
  /// @throws IllegalArgumentException if the default is not between 1 and an hour
  public RouteCosts(int routes, long defaultMicros) {
    if (defaultMicros < 1 || defaultMicros > MAX_MICROS) {
      throw new IllegalArgumentException("a default cost of " + defaultMicros + " us");
    }
    int size = Tables.powerOfTwo(routes, WAYS);
    this.table = new long[2 * size];
    this.setMask = size / WAYS - 1;
    this.site[0] = defaultMicros << FRACTION_BITS;
  }

  /// The expected cost in microseconds, at least 1; the site's mean for a route that is not known.
  public long cost(long route) {
    int slot = find(set(route), tag(route));
    long state = (long) CELL.getOpaque(slot < 0 ? site : table, slot < 0 ? 0 : slot + 1);
    return Math.max(1, (state & COST_MASK) >> FRACTION_BITS);
  }

  /// The mean over all requests in microseconds, at least 1.
  public long siteMean() {
    return Math.max(1, ((long) CELL.getOpaque(site, 0) & COST_MASK) >> FRACTION_BITS);
  }

  /// Whether the route has a cost of its own.
  public boolean knows(long route) {
    return find(set(route), tag(route)) >= 0;
  }

  /// Takes in one answer of the origin.
  ///
  /// @param micros how long the origin took
  /// @param loadRatio how much of that was load: [ConcurrencyLimit#loadRatio] at the time; below 1
  ///   counts as 1
  public void record(long route, long micros, double loadRatio) {
    double unloaded = Math.clamp(micros, 0, MAX_MICROS) / Math.max(1, loadRatio);
    long sample = Math.round(unloaded * (1 << FRACTION_BITS));
    long mean = (long) CELL.getOpaque(site, 0);
    CELL.weakCompareAndSetPlain(site, 0, mean, smooth(mean, sample, SITE_SMOOTHING));
    long tag = tag(route);
    int set = set(route);
    int slot = find(set, tag);
    if (slot < 0) {
      insert(set, tag, sample);
      return;
    }
    long state = (long) CELL.getOpaque(table, slot + 1);
    int weight = (int) (state >>> COST_BITS);
    long cost = smooth(state & COST_MASK, sample, Math.min(weight + 1, SMOOTHING));
    long heavier = Math.min(MAX_WEIGHT, weight + 1);
    CELL.weakCompareAndSetPlain(table, slot + 1, state, heavier << COST_BITS | cost);
  }

  private static long smooth(long mean, long sample, int n) {
    // Rounded away from the mean, or small differences would never be taken in.
    long step = sample - mean;
    return mean + (step + Long.signum(step) * (n - 1L)) / n;
  }

  private int find(int set, long tag) {
    for (int slot = set; slot < set + SET_LONGS; slot += 2) {
      if ((long) CELL.getOpaque(table, slot) == tag) {
        return slot;
      }
    }
    return -1;
  }

  private void insert(int set, long tag, long sample) {
    int lightest = set;
    int least = Integer.MAX_VALUE;
    for (int slot = set; slot < set + SET_LONGS; slot += 2) {
      boolean empty = (long) CELL.getOpaque(table, slot) == 0;
      int weight = empty ? 0 : (int) ((long) CELL.getOpaque(table, slot + 1) >>> COST_BITS);
      if (weight < least) {
        least = weight;
        lightest = slot;
      }
    }
    long state = (long) CELL.getOpaque(table, lightest + 1);
    boolean takes = least <= 1;
    long next = takes ? 1L << COST_BITS | sample : state - (1L << COST_BITS);
    if (CELL.compareAndSet(table, lightest + 1, state, next) && takes) {
      CELL.setOpaque(table, lightest, tag);
    }
  }

  private int set(long route) {
    return ((int) route & setMask) * SET_LONGS;
  }

  private static long tag(long route) {
    return route == 0 ? 1 : route;
  }

  /// The memory of the table in bytes.
  public long bytes() {
    return 8L * table.length;
  }
}
