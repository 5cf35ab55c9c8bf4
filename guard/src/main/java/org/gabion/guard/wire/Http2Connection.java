package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.collection.IntObjectHashMap;
import java.util.Optional;
import org.gabion.core.request.Malformed;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.metrics.LoopMetrics;
import org.jspecify.annotations.Nullable;

/// One reader's HTTP/2 connection (RFC 9113): its streams, its windows, what it may waste, and its
/// end.
///
/// ```
/// OPEN -> LINGER (GOAWAY sent, what comes is dropped) -> CLOSED
///   |  graceful: GOAWAY(all) and PING -> GOAWAY(last) -> streams finish -> LINGER
/// ```
///
/// A stream counts until the origin is done with it, also when the reader reset it: resets do not
/// raise the number of requests that the origin works on (CVE-2023-44487). One event loop.
final class Http2Connection extends ChannelInboundHandlerAdapter
    implements FrameReader.Frames, ReaderConnection {
  private enum State {
    OPEN,
    LINGER,
    CLOSED
  }

  /// How far a graceful end has come; section 6.8.
  private enum Going {
    NO,
    ANNOUNCED,
    LAST
  }

  private static final int HEADER_TABLE_SIZE = 1;
  private static final int ENABLE_PUSH = 2;
  private static final int MAX_CONCURRENT_STREAMS = 3;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int MAX_FRAME_SIZE = 5;
  private static final int MAX_HEADER_LIST_SIZE = 6;

  /// RFC 9218: the priorities of RFC 7540 are not looked at, so a client need not send them.
  private static final int NO_RFC7540_PRIORITIES = 9;

  /// The connection's window is this many streams' windows: what one connection can make us hold
  /// while the origin is slow.
  private static final int CONNECTION_WINDOWS = 4;

  private static final long DRAIN_PING = 0x676162696f6eL;
  private static final long DRAIN_NANOS = 1_000_000_000L;
  private static final long LINGER_NANOS = 2_000_000_000L;
  private static final int LINGER_BYTES = 1 << 18;

  private final EdgeLoop loop;
  private final ReaderFacts reader;
  private final Channel channel;
  private final GuardConfig.Http2Limits limits;
  private final FrameReader input;
  private final Http2Output output;
  private final FrameWriter frames;
  private final FieldList fields = new FieldList();
  private final DefaultHttp2HeadersDecoder decoder;
  private final Http2Budget budget;
  private final ClosedStreams closed;
  private final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>();
  private final int streamWindow;
  private State state = State.OPEN;
  private Going going = Going.NO;
  private boolean atOnce;
  private int lastStream;
  private int receiveWindow;
  private int taken;
  private @Nullable Http2Stream dataStream;
  private long since;
  private long goingSince;
  private long withinHeadSince;
  private int lingered;

  Http2Connection(EdgeLoop loop, ReaderFacts reader, Channel channel) {
    this.loop = loop;
    this.reader = reader;
    this.channel = channel;
    this.limits = loop.view().config().http2();
    this.since = System.nanoTime();
    this.input =
        new FrameReader(
            this,
            loop.allocator(),
            limits.maxFrameBytes(),
            limits.maxHeaderListBytes(),
            limits.maxContinuations());
    this.budget = new Http2Budget(limits, since);
    this.output = new Http2Output(loop, channel, budget);
    this.frames = output.frames();
    this.decoder = fields.decoder(limits.maxHeaderListBytes());
    this.closed = new ClosedStreams(2 * limits.maxConcurrentStreams());
    // A client may send 65,535 bytes before it has seen our SETTINGS; less than that could not be
    // held against it.
    this.streamWindow = Math.max(Http2Output.DEFAULT_WINDOW, limits.initialWindowBytes());
    this.receiveWindow =
        (int) Math.min(Integer.MAX_VALUE, (long) streamWindow * CONNECTION_WINDOWS);
  }

  // ---- reading

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    frames.settings(
        MAX_CONCURRENT_STREAMS, limits.maxConcurrentStreams(),
        INITIAL_WINDOW_SIZE, streamWindow,
        MAX_FRAME_SIZE, limits.maxFrameBytes(),
        MAX_HEADER_LIST_SIZE, limits.maxHeaderListBytes(),
        NO_RFC7540_PRIORITIES, 1);
    frames.windowUpdate(0, receiveWindow - Http2Output.DEFAULT_WINDOW);
    output.flushSoon();
    loop.opened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (state == State.OPEN) {
        input.read(in);
      } else {
        linger(in.readableBytes());
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (dataStream != null) {
      dataStream.flushOrigin();
    }
    output.flushSoon();
  }

  @Override
  public void dataBegins(int id, int length, boolean carriesData, boolean endStream) {
    dataStream = null;
    receiveWindow -= length;
    if (receiveWindow < 0) {
      broken(Http2Error.FLOW_CONTROL_ERROR, "DATA within the connection's window");
      return;
    }
    if (!carriesData && !endStream && !afford(Http2Budget.Waste.EMPTY)) {
      return;
    }
    Http2Stream stream = streams.get(id);
    if (stream == null || !stream.receives()) {
      onShut(id, stream);
    } else if (!stream.fits(length)) {
      broken(Http2Error.FLOW_CONTROL_ERROR, "DATA within the stream's window");
    } else {
      dataStream = stream;
    }
  }

  /// DATA or HEADERS came on a stream whose reader's side is shut.
  private void onShut(int id, @Nullable Http2Stream stream) {
    if (neverOpened(id)) {
      broken(Http2Error.PROTOCOL_ERROR, "a stream that was opened");
      return;
    }
    ClosedStreams.How how = stream == null ? closed.how(id) : stream.how();
    switch (how) {
      case BY_US -> afford(Http2Budget.Waste.EMPTY);
      case BY_PEER, DONE -> broken(Http2Error.STREAM_CLOSED, "nothing on a stream after its end");
      case UNKNOWN -> broken(Http2Error.PROTOCOL_ERROR, "streams in ascending order");
    }
  }

  private boolean neverOpened(int id) {
    return id > lastStream || (id & 1) == 0;
  }

  @Override
  public void data(int id, ByteBuf in, int count) {
    Http2Stream stream = dataStream;
    if (stream == null) {
      in.skipBytes(count);
      took(count);
    } else {
      stream.data(in, count);
    }
  }

  @Override
  public void dataEnds(int id, int overhead, boolean endStream) {
    Http2Stream stream = dataStream;
    dataStream = null;
    if (stream == null) {
      took(overhead);
      return;
    }
    stream.took(overhead);
    if (endStream) {
      stream.remoteEnd(Unpooled.EMPTY_BUFFER);
    } else {
      stream.flushOrigin();
    }
  }

  @Override
  public void headers(int id, boolean endStream, ByteBuf block) {
    boolean tooLarge = false;
    try {
      decoder.decodeHeaders(id, block);
    } catch (Http2Exception.HeaderListSizeException e) {
      tooLarge = true;
    } catch (Http2Exception e) {
      broken(e.error(), "a header block that can be decoded");
      return;
    }
    Http2Stream known = streams.get(id);
    if (known != null && known.receives()) {
      trailers(known, endStream, tooLarge);
    } else if (known != null || id <= lastStream) {
      onShut(id, known);
    } else if ((id & 1) == 0) {
      broken(Http2Error.PROTOCOL_ERROR, "streams with odd numbers from a client");
    } else {
      open(id, endStream, tooLarge);
    }
  }

  private void trailers(Http2Stream stream, boolean endStream, boolean tooLarge) {
    if (!endStream || tooLarge || fields.hasPseudo()) {
      stream.fault("one trailer section, without pseudo-header fields");
      return;
    }
    Optional<ByteBuf> lines = TrailerLines.of(fields, loop);
    if (lines.isPresent()) {
      stream.remoteEnd(lines.get());
    } else {
      stream.fault("valid trailer fields");
    }
  }

  private void open(int id, boolean endStream, boolean tooLarge) {
    lastStream = id;
    if (going == Going.LAST) {
      closed.add(id, ClosedStreams.How.BY_US);
      return;
    }
    if (streams.size() >= limits.maxConcurrentStreams()) {
      frames.reset(id, Http2Error.REFUSED_STREAM);
      closed.add(id, ClosedStreams.How.BY_US);
      afford(Http2Budget.Waste.FAULT);
      return;
    }
    long now = System.nanoTime();
    reader.countRequest();
    RequestSlot slot = loop.takeSlot();
    @Nullable Malformed malformed =
        fields.layOut(slot.request(), loop.requestHeadLimits(), endStream);
    if (tooLarge) {
      malformed =
          new Malformed(0, "a head of at most " + limits.maxHeaderListBytes() + " bytes", 431);
    }
    Http2Stream stream = new Http2Stream(this, loop, id, slot, endStream, now);
    streams.put(id, stream);
    if (malformed == null) {
      stream.begin(reader, now);
    } else {
      stream.beginMalformed(reader, malformed, now);
      fault();
    }
    if (loop.closing(reader)) {
      drain();
    }
  }

  @Override
  public void reset(int id) {
    Http2Stream stream = streams.get(id);
    if (neverOpened(id)) {
      broken(Http2Error.PROTOCOL_ERROR, "RST_STREAM on a stream that was opened");
    } else if (stream == null || stream.how() != ClosedStreams.How.DONE) {
      afford(Http2Budget.Waste.EMPTY);
    } else {
      stream.left(false);
      afford(Http2Budget.Waste.RESET);
    }
  }

  @Override
  public void setting(int id, long value) {
    switch (id) {
      case ENABLE_PUSH -> {
        if (value > 1) {
          broken(Http2Error.PROTOCOL_ERROR, "ENABLE_PUSH of 0 or 1");
        }
      }
      case INITIAL_WINDOW_SIZE -> {
        if (value > Integer.MAX_VALUE) {
          broken(Http2Error.FLOW_CONTROL_ERROR, "an initial window below 2^31");
        } else {
          changeWindows((int) value);
        }
      }
      case MAX_FRAME_SIZE -> {
        if (value < FrameWriter.MAX_FRAME || value > 0xffffff) {
          broken(Http2Error.PROTOCOL_ERROR, "a frame size from 2^14 to 2^24-1");
        }
      }
      case HEADER_TABLE_SIZE, MAX_CONCURRENT_STREAMS, MAX_HEADER_LIST_SIZE -> {
        // We keep no table, open no streams, and send an origin's head as it is.
      }
      default -> {
        // Section 6.5.2: unknown settings are ignored.
      }
    }
  }

  private void changeWindows(int initial) {
    int delta = output.changeStreamWindow(initial);
    for (Http2Stream stream : streams.values()) {
      if (!stream.output().openWindow(delta)) {
        broken(Http2Error.FLOW_CONTROL_ERROR, "stream windows below 2^31");
        return;
      }
      output.enqueue(stream.output());
    }
  }

  @Override
  public void settingsEnd() {
    frames.settingsAck();
    if (afford(Http2Budget.Waste.SETTINGS)) {
      output.pump(false);
    }
  }

  @Override
  public void settingsAck() {
    afford(Http2Budget.Waste.SETTINGS);
  }

  @Override
  public void ping(long opaque, boolean ack) {
    if (ack && going == Going.ANNOUNCED && opaque == DRAIN_PING) {
      lastGoAway();
    } else if (afford(Http2Budget.Waste.PING) && !ack) {
      frames.ping(opaque, true);
    }
  }

  @Override
  public void goAway() {
    if (afford(Http2Budget.Waste.EMPTY)) {
      drain();
    }
  }

  @Override
  public void windowUpdate(int id, int increment) {
    if (!budget.windowUpdate()) {
      calm();
    } else if (id == 0) {
      if (!output.openWindow(increment)) {
        broken(Http2Error.FLOW_CONTROL_ERROR, "a connection window below 2^31");
        return;
      }
      output.pump(false);
    } else if (neverOpened(id)) {
      broken(Http2Error.PROTOCOL_ERROR, "WINDOW_UPDATE on a stream that was opened");
    } else {
      Http2Stream stream = streams.get(id);
      if (stream == null) {
        return;
      }
      if (!stream.output().openWindow(increment)) {
        broken(Http2Error.FLOW_CONTROL_ERROR, "stream windows below 2^31");
        return;
      }
      output.enqueue(stream.output());
      output.pump(false);
    }
  }

  @Override
  public void idle() {
    afford(Http2Budget.Waste.EMPTY);
  }

  private boolean afford(Http2Budget.Waste waste) {
    if (budget.spend(waste)) {
      return true;
    }
    calm();
    return false;
  }

  private void calm() {
    broken(Http2Error.ENHANCE_YOUR_CALM, "less waste");
  }

  /// The peer broke the rules for one stream.
  void fault() {
    afford(Http2Budget.Waste.FAULT);
  }

  @Override
  public void broken(Http2Error error, String expected) {
    if (state != State.OPEN) {
      return;
    }
    boolean abuse = error == Http2Error.ENHANCE_YOUR_CALM;
    loop.metrics()
        .cutOff(abuse ? LoopMetrics.Cutoff.HTTP2_ABUSE : LoopMetrics.Cutoff.PROTOCOL_ERROR);
    frames.goAway(lastStream, error);
    end();
  }

  // ---- for the streams

  Http2Output output() {
    return output;
  }

  /// The window that we give a stream.
  int streamWindow() {
    return streamWindow;
  }

  /// How many streams share the connection, at least 1.
  int streamCount() {
    return Math.max(1, streams.size());
  }

  /// A request was answered to its end.
  void completed() {
    budget.completed();
  }

  /// Bytes of requests were used: the reader may send as many more.
  void took(int count) {
    taken += count;
    if (taken >= streamWindow / 2 && state == State.OPEN) {
      frames.windowUpdate(0, taken);
      receiveWindow += taken;
      taken = 0;
      output.flushSoon();
    }
  }

  /// Whether other streams hold what the connection's window allows.
  boolean starves() {
    return receiveWindow < FrameWriter.MAX_FRAME;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      channel.config().setAutoRead(true);
      output.pump(false);
    }
    for (Http2Stream stream : all()) {
      stream.writabilityChanged();
    }
  }

  private Http2Stream[] all() {
    return streams.values().toArray(new Http2Stream[0]);
  }

  // ---- the end

  /// Something of the stream is over; it is forgotten when nothing of it is left.
  void settled(Http2Stream stream) {
    if (!stream.over() || streams.remove(stream.id()) == null) {
      return;
    }
    closed.add(stream.id(), stream.how());
    if (streams.isEmpty()) {
      since = System.nanoTime();
      if (state == State.CLOSED) {
        loop.closed(this);
      } else if (going == Going.LAST && state == State.OPEN) {
        end();
      }
    }
  }

  @Override
  public void drain() {
    if (state != State.OPEN || going != Going.NO) {
      return;
    }
    if (!input.greeted()) {
      close();
      return;
    }
    going = Going.ANNOUNCED;
    goingSince = System.nanoTime();
    frames.goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR);
    frames.ping(DRAIN_PING, false);
    output.flushSoon();
  }

  /// What the reader sent before it knew of the end has come: nothing more is taken.
  private void lastGoAway() {
    going = Going.LAST;
    frames.goAway(lastStream, Http2Error.NO_ERROR);
    output.flushSoon();
    if (streams.isEmpty()) {
      end();
    }
  }

  /// Closes so that the reader gets what was written: our side ends first, and what comes is
  /// dropped for a short time.
  private void end() {
    state = State.LINGER;
    since = System.nanoTime();
    input.stop();
    for (Http2Stream stream : all()) {
      stream.left(atOnce);
    }
    output.stop();
    ChannelFuture sent = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (!(channel instanceof DuplexChannel duplex)) {
      sent.addListener(ChannelFutureListener.CLOSE);
    } else if (tls != null) {
      sent.addListener(done -> tls.closeOutbound().addListener(over -> duplex.shutdownOutput()));
    } else {
      sent.addListener(done -> duplex.shutdownOutput());
    }
    channel.config().setAutoRead(true);
  }

  private void linger(int count) {
    lingered += count;
    if (lingered > LINGER_BYTES) {
      channel.close();
    }
  }

  @Override
  public void close() {
    atOnce = true;
    if (state == State.CLOSED) {
      leaveAll();
    } else {
      channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    state = State.CLOSED;
    input.stop();
    leaveAll();
    output.release();
    if (streams.isEmpty()) {
      loop.closed(this);
    }
  }

  private void leaveAll() {
    for (Http2Stream stream : all()) {
      stream.left(atOnce);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    close();
  }

  @Override
  public void sweep(long now) {
    ConnectionLimits times = loop.limits();
    for (Http2Stream stream : all()) {
      stream.sweep(now, times);
      output.enqueue(stream.output());
    }
    switch (state) {
      case OPEN -> sweepOpen(now, times);
      case LINGER -> {
        if (now - since > LINGER_NANOS) {
          channel.close();
        }
      }
      case CLOSED -> {}
    }
  }

  private void sweepOpen(long now, ConnectionLimits times) {
    budget.tick(now);
    if (!input.withinHead()) {
      withinHeadSince = 0;
    } else if (withinHeadSince == 0) {
      withinHeadSince = now;
    } else if (now - withinHeadSince > times.headNanos()) {
      loop.metrics().cutOff(LoopMetrics.Cutoff.HEAD_DEADLINE);
      frames.goAway(lastStream, Http2Error.NO_ERROR);
      end();
      return;
    }
    if (going == Going.ANNOUNCED && now - goingSince > DRAIN_NANOS) {
      lastGoAway();
    } else if (streams.isEmpty() && now - since > times.keepAliveNanos()) {
      drain();
    }
    output.pump(true);
    if (output.readTooSlowly(now, times)) {
      loop.metrics().cutOff(LoopMetrics.Cutoff.SLOW_READER);
      close();
    }
  }
}
