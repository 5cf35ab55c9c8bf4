package org.gabion.core.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;

/// Bounds how many connections are open at once: per prefix (/32, IPv6 /64), per network (/24, IPv6
/// /48), and overall.
///
/// Counts stand in a count-min sketch (Cormode and Muthukrishnan, "An improved data stream
/// summary", 2005): four rows of counters under a secret hash; a key's count is the least of its
/// four. A counter goes up when a connection opens and down when it closes, so nothing leaks: with
/// no connection open every counter is zero. That is why it is a sketch and not a table of exact
/// counts, which would have to forget somebody when full and then could not tell whose close it
/// sees.
///
/// An estimate is never too low, and too high only if other keys meet the key in all four rows. A
/// row has at least eight counters for each connection that may be open. So a key within one or two
/// connections of its budget may be refused early (none was in a test of 200,000 openings with all
/// places taken and many keys at their budget); a key well below it only if it meets others that
/// hold their full budget in all rows, with a probability of about (max / budget / width)^4, below
/// 1e-9 with 10,000 connections and a budget of 50. Nobody can choose whom to meet.
///
/// Safe for any number of threads, without locks. Two threads at once may each open the last
/// connection. Every [Outcome#OPEN] must be paired with exactly one [#close] of the same key.
public final class ConnectionBudget {
  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int ROWS = 4;
  private static final int COUNTERS_PER_CONNECTION = 8;

  /// What became of a connection.
  public enum Outcome {
    OPEN,
    /// The prefix (/32, /64) has all it may.
    PREFIX_FULL,
    /// The network (/24, /48) has all it may.
    NETWORK_FULL,
    /// There is no room at all, or only the reserve that is kept for known visitors.
    ALL_FULL
  }

  /// How many connections may be open; 0 switches a limit off, `max` excepted.
  ///
  /// @param max overall, at least 1
  /// @param reserve of `max`, kept for clients that are known; below `max`
  public record Limits(int max, int reserve, int perPrefix, int perNetwork) {
    private static final int MOST = 1 << 22;

    /// @throws IllegalArgumentException if a bound is broken
    public Limits {
      if (max < 1 || max > MOST || reserve < 0 || reserve >= max) {
        throw new IllegalArgumentException("max " + max + " with a reserve of " + reserve);
      }
      if (perPrefix < 0 || perNetwork < 0) {
        throw new IllegalArgumentException("a negative limit of connections");
      }
    }
  }

  private final PrefixKeys keys;
  private final int[] counters;
  private final int width;
  private final AtomicInteger open = new AtomicInteger();
  private volatile Limits limits;

  public ConnectionBudget(KeyedHash hash, Limits limits) {
    this.keys = new PrefixKeys(hash);
    this.limits = limits;
    this.width = Tables.powerOfTwo(COUNTERS_PER_CONNECTION * limits.max(), 1024);
    this.counters = new int[ROWS * width];
  }

  /// Puts other limits in force, for a reload; connections stay counted. The memory stays as it
  /// was, so far more connections than at construction make collisions likelier.
  public void limits(Limits changed) {
    limits = changed;
  }

  /// Counts one more connection of this client, if it may have one.
  ///
  /// @param known whether the client may use the reserve
  public Outcome tryOpen(ClientKey client, boolean known) {
    Limits now = limits;
    long prefix = keys.prefix(client);
    long network = keys.network(client);
    if (now.perPrefix() > 0 && count(prefix) >= now.perPrefix()) {
      return Outcome.PREFIX_FULL;
    }
    if (now.perNetwork() > 0 && count(network) >= now.perNetwork()) {
      return Outcome.NETWORK_FULL;
    }
    if (open.incrementAndGet() > (known ? now.max() : now.max() - now.reserve())) {
      open.decrementAndGet();
      return Outcome.ALL_FULL;
    }
    add(prefix, 1);
    add(network, 1);
    return Outcome.OPEN;
  }

  /// Counts a connection off that [#tryOpen] had let in.
  public void close(ClientKey client) {
    add(keys.prefix(client), -1);
    add(keys.network(client), -1);
    open.decrementAndGet();
  }

  /// How many connections are open.
  public int open() {
    return open.get();
  }

  /// At least how many connections the client's prefix (/32, /64) has open.
  public int openOfPrefix(ClientKey client) {
    return count(keys.prefix(client));
  }

  private int count(long key) {
    int least = Integer.MAX_VALUE;
    for (int row = 0; row < ROWS; row++) {
      least = Math.min(least, (int) COUNT.getOpaque(counters, cell(key, row)));
    }
    return least;
  }

  private void add(long key, int change) {
    for (int row = 0; row < ROWS; row++) {
      COUNT.getAndAdd(counters, cell(key, row), change);
    }
  }

  // Indices that are linear in each other would meet in all rows as soon as they meet in two; the
  // mixer breaks that.
  private int cell(long key, int row) {
    return row * width + ((int) Tables.mix(key + row) & (width - 1));
  }

  /// The memory of the counters in bytes.
  public long bytes() {
    return 4L * counters.length;
  }
}
