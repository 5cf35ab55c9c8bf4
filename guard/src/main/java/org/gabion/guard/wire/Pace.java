package org.gabion.guard.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/// How fast a reader sends, or takes, against the minimum rate; asked a few times a second.
///
/// Whoever asks makes one when there is something to wait for and forgets it when there is not:
/// time in which the reader had nothing to do does not count. One event loop.
final class Pace {
  private long since;
  private long before;
  private long movedAt;
  private long last;

  /// @param bytes that went before it began
  Pace(long now, long bytes) {
    this.since = now;
    this.before = bytes;
    this.movedAt = now;
    this.last = bytes;
  }

  /// Whether a request's payload comes too slowly.
  ///
  /// @param bytes that came until now
  boolean sendsTooSlowly(long now, long bytes, ConnectionLimits limits) {
    return tooSlow(now, bytes, limits.minBodyRate(), limits.graceNanos(), limits.idleNanos());
  }

  /// Whether what waits for the reader is taken too slowly.
  ///
  /// @param bytes that were taken until now
  /// @param streams how many share the minimum rate
  boolean readsTooSlowly(long now, long bytes, int streams, ConnectionLimits limits) {
    double rate = (double) limits.minReadRate() / streams;
    return tooSlow(now, bytes, rate, limits.graceNanos(), limits.idleNanos());
  }

  /// Whether it was below the rate for the last grace time, or at rest for the idle time.
  private boolean tooSlow(long now, long bytes, double rate, long grace, long idle) {
    if (bytes != last) {
      last = bytes;
      movedAt = now;
    } else if (now - movedAt > idle) {
      return true;
    }
    if (now - since <= grace) {
      return false;
    }
    boolean slow = bytes - before < rate * ((now - since) / 1e9);
    since = now;
    before = bytes;
    return slow;
  }

  /// Bytes written to a channel that its socket has not taken.
  static long inSocket(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }
}
