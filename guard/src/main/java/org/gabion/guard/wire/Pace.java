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

  /// Whether it is too slow over the last grace time, or has been at rest for the idle time.
  ///
  /// @param bytes that went until now, from the same start as those given before
  /// @param rate bytes a second at least; 0 for any
  boolean tooSlow(long now, long bytes, double rate, long graceNanos, long idleNanos) {
    if (bytes != last) {
      last = bytes;
      movedAt = now;
    } else if (now - movedAt > idleNanos) {
      return true;
    }
    if (now - since <= graceNanos) {
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
