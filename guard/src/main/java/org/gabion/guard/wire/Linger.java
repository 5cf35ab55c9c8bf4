package org.gabion.guard.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/// The end of a connection whose reader may still send: our side ends first, and what comes is
/// dropped for a short time. Else the reader's system would drop our last answer (RFC 9112 section
/// 9.6). One event loop.
final class Linger {
  private static final long MOST_NANOS = 2_000_000_000L;
  private static final int MOST_BYTES = 1 << 18;

  private final Channel channel;
  private boolean sent;
  private long since;
  private int dropped;

  private Linger(Channel channel) {
    this.channel = channel;
  }

  /// Sends what was written, and ends our side.
  static Linger begin(Channel channel) {
    Linger linger = new Linger(channel);
    ChannelFuture written = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    if (channel instanceof DuplexChannel duplex) {
      written.addListener(done -> linger.endOurs(duplex));
    } else {
      written.addListener(ChannelFutureListener.CLOSE);
    }
    return linger;
  }

  private void endOurs(DuplexChannel duplex) {
    sent = true;
    since = System.nanoTime();
    SslHandler tls = duplex.pipeline().get(SslHandler.class);
    if (tls == null) {
      duplex.shutdownOutput();
    } else {
      tls.closeOutbound().addListener(closed -> duplex.shutdownOutput());
    }
  }

  /// Bytes came that nobody wants.
  void drop(int count) {
    dropped += count;
    if (dropped > MOST_BYTES) {
      channel.close();
    }
  }

  void sweep(long now) {
    if (sent && now - since > MOST_NANOS) {
      channel.close();
    }
  }
}
