package org.gabion.guard.wire;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Optional;
import org.gabion.guard.origin.OriginState;
import org.gabion.guard.tls.OriginTls;
import org.jspecify.annotations.Nullable;

/// The connections of one event loop to one origin. Idle ones are used again last in, first out, so
/// that the rest can age and close.
final class OriginPool {
  private final EdgeLoop loop;
  private final OriginState origin;
  private final OriginDialer dialer;
  private final int maxIdle;
  private final long keepAliveNanos;
  private final ArrayDeque<OriginConnection> idle = new ArrayDeque<>();
  private int open;

  // Connections that wait for a reader: in this sweep, and as told last.
  private int held;
  private int heldTold;

  OriginPool(EdgeLoop loop, OriginState origin, Optional<OriginTls> tls, int maxIdle) {
    this.loop = loop;
    this.origin = origin;
    this.dialer = new OriginDialer(loop, origin, tls);
    this.maxIdle = maxIdle;
    this.keepAliveNanos = origin.group().keepAlive().toNanos();
  }

  int openCount() {
    return open;
  }

  /// Gives an exchange a connection, at once or later: [Upstream#ready] or [Upstream#unreachable].
  void acquire(Upstream exchange, boolean fresh) {
    if (fresh) {
      loop.metrics().originRetried(origin.number());
    }
    OriginConnection connection = fresh ? null : takeIdle();
    while (connection != null && !connection.usable()) {
      connection = takeIdle();
    }
    if (connection != null) {
      exchange.ready(connection);
    } else if (!origin.takeConnection()) {
      exchange.unreachable(
          "all " + origin.group().maxConnections() + " connections to " + origin + " are in use",
          false);
    } else {
      open++;
      count(0, 1);
      connect(exchange);
    }
  }

  private @Nullable OriginConnection takeIdle() {
    OriginConnection first = idle.pollFirst();
    if (first != null) {
      count(-1, 1);
    }
    return first;
  }

  private void count(int moreIdle, int moreActive) {
    loop.metrics().pool(origin.number(), moreIdle, moreActive);
  }

  private void connect(Upstream exchange) {
    OriginConnection connection = new OriginConnection(loop, this);
    dialer.dial(
        connection,
        new OriginDialer.Dialled() {
          @Override
          public void connected(Channel channel) {
            loop.metrics().originConnected(origin.number());
            connection.ready(channel);
            if (connection.usable()) {
              exchange.ready(connection);
            } else {
              exchange.unreachable(origin + " closed the new connection", true);
            }
          }

          @Override
          public void failed(String why) {
            loop.metrics().originConnectFailed(origin.number());
            connection.close();
            exchange.unreachable(why, true);
          }
        });
  }

  /// Takes back a connection that may carry another exchange.
  void release(OriginConnection connection) {
    if (idle.size() >= maxIdle) {
      connection.close();
      return;
    }
    connection.idleSince = System.nanoTime();
    idle.addFirst(connection);
    count(1, -1);
  }

  void closed(OriginConnection connection) {
    boolean wasIdle = idle.remove(connection);
    count(wasIdle ? -1 : 0, wasIdle ? 0 : -1);
    open--;
    origin.giveConnection();
  }

  /// Closes what has been idle for longer than the keep-alive time.
  void sweep(long now) {
    for (OriginConnection last = idle.peekLast();
        last != null && now - last.idleSince > keepAliveNanos;
        last = idle.peekLast()) {
      last.close();
    }
  }

  /// One of its connections waits for a reader now; said by each sweep.
  void held() {
    held++;
  }

  /// Tells the other event loops how many were held in the sweep that ends.
  void tellHeld() {
    origin.held(held - heldTold);
    heldTold = held;
    held = 0;
  }

  void closeIdle() {
    while (!idle.isEmpty()) {
      idle.getFirst().close();
    }
  }
}
