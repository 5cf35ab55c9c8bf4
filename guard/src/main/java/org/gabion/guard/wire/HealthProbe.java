package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.gabion.core.request.Parsed;
import org.gabion.core.request.Response;
import org.gabion.core.request.ResponseParser;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.origin.OriginState;
import org.gabion.guard.tls.OriginTls;
import org.jspecify.annotations.Nullable;

/// Asks one origin for the path of its health check, again and again, each time on a new
/// connection. One event loop.
///
/// A status below 400 in time is healthy. The origin's state changes after as many equal results in
/// a row as configured.
final class HealthProbe {
  private final EdgeLoop loop;
  private final OriginState origin;
  private final GuardConfig.HealthCheck check;
  private final OriginDialer dialer;
  private long nextAt;
  private int healthyInRow;
  private int unhealthyInRow;
  private @Nullable Attempt running;

  HealthProbe(
      EdgeLoop loop,
      OriginState origin,
      GuardConfig.HealthCheck check,
      Optional<OriginTls> tls,
      long now) {
    this.loop = loop;
    this.origin = origin;
    this.check = check;
    this.dialer = new OriginDialer(loop, origin, tls);
    this.nextAt = now;
  }

  /// Begins a check when it is due and ends one that takes too long.
  void tick(long now) {
    Attempt current = running;
    if (current != null) {
      if (now - current.begunAt > check.timeout().toNanos()) {
        current.end(false);
      }
      return;
    }
    if (now - nextAt >= 0) {
      nextAt = now + check.interval().toNanos();
      Attempt begun = new Attempt(now);
      running = begun;
      dialer.dial(begun, begun);
    }
  }

  private void result(boolean healthy) {
    healthyInRow = healthy ? healthyInRow + 1 : 0;
    unhealthyInRow = healthy ? 0 : unhealthyInRow + 1;
    if (healthyInRow == check.healthyAfter()) {
      origin.checked(true);
    } else if (unhealthyInRow == check.unhealthyAfter()) {
      origin.checked(false);
    }
  }

  private final class Attempt extends ChannelInboundHandlerAdapter implements OriginDialer.Dialled {
    private final long begunAt;
    private final Response response = new Response(512);
    private final ResponseParser parser = new ResponseParser();
    private @Nullable Channel channel;

    Attempt(long begunAt) {
      this.begunAt = begunAt;
    }

    @Override
    public void connected(Channel opened) {
      channel = opened;
      if (running != this) {
        opened.close();
        return;
      }
      String request =
          "GET "
              + check.path()
              + " HTTP/1.1\r\nHost: "
              + origin.address().authority()
              + "\r\nUser-Agent: gabion-health\r\nConnection: close\r\n\r\n";
      byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
      opened.writeAndFlush(loop.allocator().directBuffer(bytes.length).writeBytes(bytes));
    }

    @Override
    public void failed(String why) {
      end(false);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf in = (ByteBuf) message;
      try {
        int count = in.readableBytes();
        response.ensure(count);
        in.readBytes(response.bytes(), response.length(), count);
        response.grow(count);
      } finally {
        in.release();
      }
      switch (parser.parse(response, loop.originHeadLimits(), false)) {
        case Parsed.Incomplete incomplete -> {
          // The timeout bounds the wait.
        }
        case Parsed.Refused refused -> end(false);
        case Parsed.Complete complete -> end(response.status() < 400);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      end(false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      end(false);
    }

    private void end(boolean healthy) {
      if (running == this) {
        running = null;
        result(healthy);
      }
      if (channel != null) {
        channel.close();
      }
    }
  }
}
