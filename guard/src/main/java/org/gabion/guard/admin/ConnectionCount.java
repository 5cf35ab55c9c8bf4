package org.gabion.guard.admin;

import io.netty.channel.Channel;

/// Closes connections beyond a number. Used on one event loop only.
final class ConnectionCount {
  private final int max;
  private int open;

  ConnectionCount(int max) {
    this.max = max;
  }

  /// Counts the connection until it ends, or closes it.
  boolean admit(Channel channel) {
    if (open >= max) {
      channel.close();
      return false;
    }
    open++;
    channel.closeFuture().addListener(_ -> open--);
    return true;
  }
}
