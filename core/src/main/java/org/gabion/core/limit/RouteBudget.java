package org.gabion.core.limit;

/// Bounds the share of the origin's time that one route (a path template's hash) may take, by a
/// [RateLimiter] whose unit is a microsecond of the origin.
///
/// Meant to lower the order of unknown visitors while the guard is under load, never to refuse: a
/// crowd for one new article looks the same. Safe for any number of threads; [#capacity] has one
/// writer.
public final class RouteBudget {
  private static final double BURST_SECONDS = 2;

  private final RateLimiter table;
  private final double share;
  private volatile Quota quota;

  /// @param slots routes remembered at once, 16 bytes each
  /// @param share of the origin's time for one route, above 0 and at most 1
  /// @param concurrency how many requests the origin works on at once, as far as known
  public RouteBudget(int slots, double share, int concurrency) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a share of " + share);
    }
    this.table = new RateLimiter(slots);
    this.share = share;
    this.quota = quota(share, concurrency);
  }

  private static Quota quota(double share, int concurrency) {
    double microsPerSecond = Math.min(1e9, 1e6 * Math.max(1, concurrency) * share);
    return Quota.perSecond(microsPerSecond, Math.max(1, microsPerSecond * BURST_SECONDS));
  }

  /// Adapts to the origin's capacity: [ConcurrencyLimit#limit] from time to time.
  public void capacity(int concurrency) {
    quota = quota(share, concurrency);
  }

  /// Nanoseconds until the route may take `micros` more; 0 if it may now. Charges nothing.
  public long peek(long route, long micros, long now) {
    return table.peek(route, micros, quota, now);
  }

  /// Notes what a request of this route took.
  public void charge(long route, long micros, long now) {
    table.charge(route, micros, quota, now);
  }

  /// The memory of the table in bytes.
  public long bytes() {
    return table.bytes();
  }
}
