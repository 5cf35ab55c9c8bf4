package org.gabion.lab.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.gabion.lab.load.LoopbackSockets;
import org.gabion.lab.load.LoopbackUrl;

/// A full TLS 1.3 handshake for every request: connect, handshake, one `GET` with `Connection:
/// close`, and the answer read until the target closes. A time is from connect to the last byte of
/// the body.
///
/// wrk cannot do this, as it resumes sessions, and h2load does not end when it is given a time.
/// Every connection here has an engine that knows no peer, so that there is no session to resume.
///
/// One event loop does everything.
final class HandshakeLoad implements Load {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int MOST_HEAD_BYTES = 8192;

  private final int connections;
  private final SslContext tls;

  HandshakeLoad(int connections, ServerCertificate certificate) throws IOException {
    this.connections = connections;
    this.tls =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL)
            .protocols("TLSv1.3")
            .trustManager(certificate.certificate())
            .endpointIdentificationAlgorithm(null)
            .build();
  }

  @Override
  public int connections() {
    return connections;
  }

  @Override
  public Figures run(LoopbackUrl url, Duration length) throws IOException, InterruptedException {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      Interval interval = new Interval(group.next(), url, System.nanoTime() + length.toNanos());
      long start = System.nanoTime();
      interval.start();
      if (!interval.done.await(length.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("connections were still open long after the load's end");
      }
      return interval.figures((System.nanoTime() - start) / 1e9);
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }
  }

  /// One measured time; its counters belong to the event loop until [#done] is open.
  private final class Interval {
    private final EventLoop loop;
    private final LoopbackUrl url;
    private final long deadline;
    private final InetAddress source = LoopbackSockets.resolve("127.0.0.1", 0).getAddress();
    private final byte[] request;
    private final Histogram micros = new Histogram(60_000_000, 3);
    private final CountDownLatch done = new CountDownLatch(connections);
    private long answered;
    private long bytes;
    private long errors;
    private long refused;

    private Interval(EventLoop loop, LoopbackUrl url, long deadline) {
      this.loop = loop;
      this.url = url;
      this.deadline = deadline;
      this.request =
          "GET %s HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\n\r\n"
              .formatted(
                  url.path(), url.address().getAddress().getHostAddress(), url.address().getPort())
              .getBytes(StandardCharsets.US_ASCII);
    }

    void start() {
      for (int i = 0; i < connections; i++) {
        loop.execute(this::next);
      }
    }

    void next() {
      long now = System.nanoTime();
      if (now - deadline >= 0) {
        done.countDown();
        return;
      }
      try {
        SocketChannel socket = LoopbackSockets.begin(source, url.address());
        // On loopback the kernel has connected before `connect` returns, unless the target's
        // backlog is full.
        while (!socket.finishConnect()) {
          Thread.onSpinWait();
        }
        NioSocketChannel channel = new NioSocketChannel(socket);
        channel.pipeline().addLast(tls.newHandler(channel.alloc()), new Visit(this, now));
        loop.register(channel);
      } catch (IOException e) {
        errors++;
        loop.schedule(this::next, 10, TimeUnit.MILLISECONDS);
      }
    }

    void answered(int status, int length, long nanos) {
      answered++;
      bytes += length;
      refused += status >= 400 ? 1 : 0;
      micros.recordValue(Math.min(TimeUnit.NANOSECONDS.toMicros(nanos), 60_000_000));
    }

    Figures figures(double seconds) {
      return new Figures(
          answered,
          seconds,
          bytes,
          errors,
          refused,
          micros.getValueAtPercentile(50) / 1e3,
          micros.getValueAtPercentile(99) / 1e3);
    }
  }

  /// One connection, from the handshake to the target's close.
  private static final class Visit extends ChannelInboundHandlerAdapter {
    private final Interval interval;
    private final long began;
    private final ByteBuf answer = Unpooled.buffer(4096);
    private boolean complete;

    private Visit(Interval interval, long began) {
      this.interval = interval;
      this.began = began;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslHandshakeCompletionEvent handshake) {
        if (handshake.isSuccess()) {
          context.writeAndFlush(Unpooled.wrappedBuffer(interval.request), context.voidPromise());
        } else {
          context.close();
        }
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
      try {
        answer.writeBytes((ByteBuf) message);
      } finally {
        ReferenceCountUtil.release(message);
      }
      if (!complete) {
        check();
      }
    }

    private void check() throws IOException {
      String text = answer.toString(StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      if (end < 0 && text.length() > MOST_HEAD_BYTES) {
        throw new IOException("no end of the head in sight");
      }
      String head = end < 0 ? "" : text.substring(0, end + 4);
      OptionalInt length = Probe.contentLength(head);
      if (length.isPresent() && text.length() >= head.length() + length.getAsInt()) {
        complete = true;
        interval.answered(Probe.status(head), text.length(), System.nanoTime() - began);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      answer.release();
      if (!complete) {
        interval.errors++;
      }
      interval.next();
    }
  }
}
