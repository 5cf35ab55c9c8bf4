package org.gabion.guard.wire;

import org.gabion.guard.GuardConfig;

/// The time and rate limits of readers' connections, in the units that the sweeps compare:
/// nanoseconds, bytes per second. Immutable.
record ConnectionLimits(
    long headNanos,
    long keepAliveNanos,
    long idleNanos,
    long graceNanos,
    long minBodyRate,
    long minReadRate,
    long maxRequestNanos,
    long tunnelIdleNanos,
    int maxRequests) {
  static ConnectionLimits of(GuardConfig.HttpLimits http) {
    return new ConnectionLimits(
        http.headDeadline().toNanos(),
        http.keepAlive().toNanos(),
        http.idleTimeout().toNanos(),
        http.bodyGrace().toNanos(),
        http.minBodyRate(),
        http.minReadRate(),
        http.maxRequestTime().toNanos(),
        http.tunnelIdle().toNanos(),
        http.maxRequestsPerConnection());
  }

  /// The same, where readers take and send at least so many bytes a second, looked at every
  /// `grace`.
  ConnectionLimits withLeastRates(long read, long body, long grace) {
    return new ConnectionLimits(
        headNanos,
        keepAliveNanos,
        idleNanos,
        Math.min(graceNanos, grace),
        Math.max(minBodyRate, body),
        Math.max(minReadRate, read),
        maxRequestNanos,
        tunnelIdleNanos,
        maxRequests);
  }
}
