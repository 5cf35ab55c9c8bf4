package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Error;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.metrics.LoopMetrics;
import org.jspecify.annotations.Nullable;

/// One reader's HTTP/2 connection (RFC 9113): from its SETTINGS to its end, with what it may waste
/// on the way.
///
/// ```
/// FrameReader -> Http2Frames -> Http2Stream -> Exchange     what the reader sends
/// FrameWriter <- Http2Output <- Http2Stream <- Exchange     what it gets
///
/// OPEN -> LINGER (GOAWAY sent, what comes is dropped) -> CLOSED
///   |  in good order: GOAWAY(all) and PING -> GOAWAY(last) -> streams finish -> LINGER
/// ```
///
/// A stream counts until the origin is done with it, also when the reader reset it: resets do not
/// raise the number of requests that the origin works on (CVE-2023-44487). One event loop.
final class Http2Connection extends ChannelInboundHandlerAdapter implements ReaderConnection {
  private enum State {
    OPEN,
    LINGER,
    CLOSED
  }

  /// How far an end in good order has come; section 6.8.
  private enum Going {
    NO,
    ANNOUNCED,
    LAST
  }

  private static final int MAX_CONCURRENT_STREAMS = 3;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int MAX_FRAME_SIZE = 5;
  private static final int MAX_HEADER_LIST_SIZE = 6;

  /// RFC 9218: the priorities of RFC 7540 are not looked at, so a client need not send them.
  private static final int NO_RFC7540_PRIORITIES = 9;

  private static final long DRAIN_PING = 0x676162696f6eL;
  private static final long DRAIN_NANOS = 1_000_000_000L;

  private final EdgeLoop loop;
  private final Channel channel;
  private final GuardConfig.Http2Limits limits;
  private final Http2Budget budget;
  private final Http2Streams streams;
  private final Http2Output output;
  private final Http2Input input;
  private final Http2Frames frames;
  private final FrameReader reading;
  private State state = State.OPEN;
  private Going going = Going.NO;

  /// The last stream of the last GOAWAY, which must not rise (RFC 9113 section 6.8).
  private int lastNamed;

  private boolean atOnce;
  private long since;
  private long goingSince;
  private long headSince;
  private long headFrame;
  private @Nullable Linger linger;

  Http2Connection(EdgeLoop loop, ReaderFacts reader, Channel channel) {
    this.loop = loop;
    this.channel = channel;
    this.limits = loop.view().config().http2();
    this.since = System.nanoTime();
    this.budget = new Http2Budget(limits, since);
    this.streams = new Http2Streams(limits.maxConcurrentStreams());
    this.output = new Http2Output(loop, channel, budget);
    this.input = new Http2Input(output, limits.initialWindowBytes());
    this.frames = new Http2Frames(this, loop, reader, limits, streams);
    this.reading =
        new FrameReader(
            frames,
            loop.allocator(),
            limits.maxFrameBytes(),
            limits.maxHeaderListBytes(),
            limits.maxContinuations());
  }

  Http2Input input() {
    return input;
  }

  Http2Output output() {
    return output;
  }

  // ---- reading

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    output
        .frames()
        .settings(
            MAX_CONCURRENT_STREAMS, limits.maxConcurrentStreams(),
            INITIAL_WINDOW_SIZE, Http2Output.DEFAULT_WINDOW,
            MAX_FRAME_SIZE, limits.maxFrameBytes(),
            MAX_HEADER_LIST_SIZE, limits.maxHeaderListBytes(),
            NO_RFC7540_PRIORITIES, 1);
    input.widen();
    loop.opened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (state == State.OPEN) {
        reading.read(in);
      } else {
        drop(in.readableBytes());
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    frames.readComplete();
    if (output.frames().wrote()) {
      output.flushSoon();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      channel.config().setAutoRead(true);
      output.pump(false);
    }
    for (Http2Stream stream : streams.all()) {
      stream.writabilityChanged();
    }
  }

  // ---- what the reader may waste

  /// Counts what serves nobody; ends the connection when it is too much.
  ///
  /// @return whether the connection goes on
  boolean afford(Http2Budget.Waste waste) {
    return calmIfNot(budget.spend(waste));
  }

  /// Counts a WINDOW_UPDATE, as [#afford] does.
  boolean affordWindowUpdate() {
    return calmIfNot(budget.windowUpdate());
  }

  private boolean calmIfNot(boolean affordable) {
    if (!affordable) {
      broken(Http2Error.ENHANCE_YOUR_CALM);
    }
    return affordable;
  }

  /// A request was answered to its end.
  void completed() {
    budget.completed();
  }

  /// How many streams share the connection, at least 1.
  int streamCount() {
    return Math.max(1, streams.count());
  }

  // ---- the end

  /// What came is no HTTP/2, or more than is allowed.
  void broken(Http2Error error) {
    if (state == State.OPEN) {
      boolean abuse = error == Http2Error.ENHANCE_YOUR_CALM;
      end(error, abuse ? LoopMetrics.Cutoff.HTTP2_ABUSE : LoopMetrics.Cutoff.PROTOCOL_ERROR);
    }
  }

  private void end(Http2Error error, LoopMetrics.Cutoff why) {
    loop.metrics().cutOff(why);
    output.frames().goAway(going == Going.LAST ? lastNamed : streams.last(), error);
    end();
  }

  /// Something of the stream is over; it is forgotten when nothing of it is left.
  void settled(Http2Stream stream) {
    if (!stream.over() || !streams.remove(stream) || !streams.isEmpty()) {
      return;
    }
    since = System.nanoTime();
    if (state == State.CLOSED) {
      loop.closed(this);
    } else if (going == Going.LAST && state == State.OPEN) {
      end();
    }
  }

  @Override
  public void drain() {
    if (state != State.OPEN || going != Going.NO) {
      return;
    }
    if (!reading.greeted()) {
      close();
      return;
    }
    going = Going.ANNOUNCED;
    goingSince = System.nanoTime();
    output.frames().goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR);
    output.frames().ping(DRAIN_PING, false);
    output.flushSoon();
  }

  /// A PING came back. If it is ours, all that the reader sent before it knew of the end has come.
  ///
  /// @return whether it is ours
  boolean drained(long opaque) {
    boolean ours = going == Going.ANNOUNCED && opaque == DRAIN_PING;
    if (ours) {
      lastGoAway();
    }
    return ours;
  }

  private void lastGoAway() {
    going = Going.LAST;
    lastNamed = streams.last();
    output.frames().goAway(lastNamed, Http2Error.NO_ERROR);
    output.flushSoon();
    if (streams.isEmpty()) {
      end();
    }
  }

  /// Whether the last stream was named: what comes after it is not taken.
  boolean takesNoMore() {
    return going == Going.LAST;
  }

  /// Closes so that the reader gets what was written: our side ends first, and what comes is
  /// dropped for a short time.
  private void end() {
    state = State.LINGER;
    since = System.nanoTime();
    stop();
    linger = Linger.begin(channel);
    channel.config().setAutoRead(true);
  }

  private void stop() {
    reading.stop();
    input.stop();
    for (Http2Stream stream : streams.all()) {
      stream.left(atOnce);
    }
    output.stop();
  }

  private void drop(int count) {
    if (linger != null) {
      linger.drop(count);
    }
  }

  @Override
  public void close() {
    atOnce = true;
    stop();
    channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    state = State.CLOSED;
    stop();
    output.release();
    if (streams.isEmpty()) {
      loop.closed(this);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    channel.close();
  }

  // ---- what takes too long

  @Override
  public void sweep(long now) {
    ConnectionLimits times = loop.limits();
    for (Http2Stream stream : streams.all()) {
      stream.sweep(now, times);
      output.enqueue(stream.output());
    }
    switch (state) {
      case OPEN -> sweepOpen(now, times);
      case LINGER -> sweepLinger(now, times);
      case CLOSED -> {}
    }
  }

  private void sweepLinger(long now, ConnectionLimits times) {
    if (linger != null) {
      linger.sweep(now);
    }
    if (output.readTooSlowly(now, times)) {
      cutOff(LoopMetrics.Cutoff.SLOW_READER);
    }
  }

  private void cutOff(LoopMetrics.Cutoff why) {
    loop.metrics().cutOff(why);
    channel.close();
  }

  private void sweepOpen(long now, ConnectionLimits times) {
    budget.tick(now);
    output.pump(true);
    if (headTooSlow(now, times)) {
      end(Http2Error.NO_ERROR, LoopMetrics.Cutoff.HEAD_DEADLINE);
    } else if (output.readTooSlowly(now, times)) {
      cutOff(LoopMetrics.Cutoff.SLOW_READER);
    } else if (going == Going.ANNOUNCED && now - goingSince > DRAIN_NANOS) {
      lastGoAway();
    } else if (going == Going.NO && streams.isEmpty() && now - since > times.keepAliveNanos()) {
      loop.metrics().cutOff(LoopMetrics.Cutoff.IDLE);
      drain();
    }
  }

  /// Whether the greeting, or one and the same frame or header block, has been coming for too long.
  private boolean headTooSlow(long now, ConnectionLimits times) {
    if (!reading.withinHead() || reading.frame() != headFrame || headSince == 0) {
      headSince = now;
      headFrame = reading.frame();
      return false;
    }
    return now - headSince > times.headNanos();
  }
}
