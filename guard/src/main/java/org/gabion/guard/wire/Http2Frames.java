package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.Optional;
import org.gabion.core.request.Malformed;
import org.gabion.guard.GuardConfig;
import org.jspecify.annotations.Nullable;

/// What a reader's HTTP/2 frames mean for its connection and its streams (RFC 9113 sections 5 and
/// 6). One event loop.
final class Http2Frames implements Frames {
  private static final int ENABLE_PUSH = 2;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int MAX_FRAME_SIZE = 5;
  private static final int LARGEST_FRAME = 0xffffff;

  private final Http2Connection connection;
  private final EdgeLoop loop;
  private final ReaderFacts reader;
  private final GuardConfig.Http2Limits limits;
  private final Http2Streams streams;
  private final Http2Input input;
  private final Http2Output output;
  private final FieldList fields = new FieldList();
  private final DefaultHttp2HeadersDecoder decoder;
  private @Nullable Http2Stream dataStream;

  Http2Frames(
      Http2Connection connection,
      EdgeLoop loop,
      ReaderFacts reader,
      GuardConfig.Http2Limits limits,
      Http2Streams streams) {
    this.connection = connection;
    this.loop = loop;
    this.reader = reader;
    this.limits = limits;
    this.streams = streams;
    this.input = connection.input();
    this.output = connection.output();
    this.decoder = fields.decoder(limits.maxHeaderListBytes());
  }

  /// What came was read: sends on what of it is on its way to an origin.
  void readComplete() {
    if (dataStream != null) {
      dataStream.flushOrigin();
    }
  }

  // ---- DATA

  @Override
  public void dataBegins(int id, int length, boolean carriesData, boolean endStream) {
    dataStream = null;
    if (!input.fits(length)) {
      broken(Http2Error.FLOW_CONTROL_ERROR, "DATA within the connection's window");
      return;
    }
    if (!carriesData && !endStream && !connection.afford(Http2Budget.Waste.EMPTY)) {
      return;
    }
    Http2Stream stream = streams.find(id);
    if (stream == null || !stream.receives()) {
      onShut(id, length);
    } else if (!stream.fits(length)) {
      broken(Http2Error.FLOW_CONTROL_ERROR, "DATA within the stream's window");
    } else {
      dataStream = stream;
    }
  }

  /// DATA or HEADERS came on a stream whose reader's side is shut.
  private void onShut(int id, int length) {
    if (streams.neverOpened(id)) {
      broken(Http2Error.PROTOCOL_ERROR, "a stream that was opened");
      return;
    }
    switch (streams.how(id)) {
      case BY_US -> {
        if (!input.late(length)) {
          connection.afford(Http2Budget.Waste.EMPTY);
        }
      }
      case BY_PEER, DONE -> broken(Http2Error.STREAM_CLOSED, "nothing on a stream after its end");
      case UNKNOWN -> broken(Http2Error.PROTOCOL_ERROR, "streams in ascending order");
    }
  }

  @Override
  public void data(int id, ByteBuf in, int count) {
    Http2Stream stream = dataStream;
    if (stream == null) {
      in.skipBytes(count);
      input.took(count);
    } else {
      stream.data(in, count);
    }
  }

  @Override
  public void dataEnds(int id, int overhead, boolean endStream) {
    Http2Stream stream = dataStream;
    dataStream = null;
    if (stream == null) {
      input.took(overhead);
      return;
    }
    stream.took(overhead);
    if (endStream) {
      stream.remoteEnd(Unpooled.EMPTY_BUFFER);
    } else {
      stream.flushOrigin();
    }
  }

  // ---- HEADERS

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
    Http2Stream known = streams.find(id);
    if (known != null && known.receives()) {
      trailers(known, endStream, tooLarge);
    } else if (known != null || id <= streams.last()) {
      onShut(id, 0);
    } else if ((id & 1) == 0) {
      broken(Http2Error.PROTOCOL_ERROR, "streams with odd numbers from a client");
    } else {
      open(id, endStream, tooLarge);
    }
  }

  private void trailers(Http2Stream stream, boolean endStream, boolean tooLarge) {
    if (!endStream) {
      stream.fault("one trailer section, at the end");
      return;
    }
    Optional<ByteBuf> lines =
        tooLarge || fields.hasPseudo() ? Optional.empty() : TrailerLines.of(fields, loop);
    if (lines.isPresent()) {
      stream.remoteEnd(lines.get());
    } else {
      stream.shutInput();
      stream.fault("valid trailer fields");
    }
  }

  private void open(int id, boolean endStream, boolean tooLarge) {
    streams.used(id);
    if (connection.takesNoMore() || streams.full()) {
      refuse(id);
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
    Http2Stream stream = new Http2Stream(connection, loop, id, slot, endStream, now);
    streams.add(stream);
    if (malformed == null) {
      stream.begin(reader, now);
    } else {
      stream.beginMalformed(reader, malformed, now);
      connection.afford(Http2Budget.Waste.FAULT);
    }
    if (loop.closing(reader)) {
      connection.drain();
    }
  }

  /// A stream that came after the last one, or one too many, may be tried again elsewhere or later.
  private void refuse(int id) {
    streams.refused(id);
    input.shutEarly(Http2Output.DEFAULT_WINDOW);
    if (!connection.takesNoMore()) {
      output.frames().reset(id, Http2Error.REFUSED_STREAM);
      connection.afford(Http2Budget.Waste.FAULT);
    }
  }

  // ---- the others

  @Override
  public void reset(int id) {
    Http2Stream stream = streams.find(id);
    if (streams.neverOpened(id)) {
      broken(Http2Error.PROTOCOL_ERROR, "RST_STREAM on a stream that was opened");
    } else if (stream == null || stream.how() != ClosedStreams.How.DONE) {
      connection.afford(Http2Budget.Waste.EMPTY);
    } else {
      stream.left(false);
      connection.afford(Http2Budget.Waste.RESET);
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
        if (value < FrameWriter.MAX_FRAME || value > LARGEST_FRAME) {
          broken(Http2Error.PROTOCOL_ERROR, "a frame size from 2^14 to 2^24-1");
        }
      }
      default -> {
        // We keep no compression table, open no streams, and send an origin's head as it is;
        // unknown settings are
        // ignored (section 6.5.2).
      }
    }
  }

  private void changeWindows(int initial) {
    int delta = output.changeStreamWindow(initial);
    for (Http2Stream stream : streams.all()) {
      if (!stream.output().openWindow(delta)) {
        broken(Http2Error.FLOW_CONTROL_ERROR, "stream windows below 2^31");
        return;
      }
      output.enqueue(stream.output());
    }
  }

  @Override
  public void settingsEnd() {
    output.frames().settingsAck();
    if (connection.afford(Http2Budget.Waste.SETTINGS)) {
      output.pump(false);
    }
  }

  @Override
  public void settingsAck() {
    connection.afford(Http2Budget.Waste.SETTINGS);
  }

  @Override
  public void ping(long opaque, boolean ack) {
    if (ack && connection.drained(opaque)) {
      return;
    }
    if (connection.afford(Http2Budget.Waste.PING) && !ack) {
      output.frames().ping(opaque, true);
    }
  }

  @Override
  public void goAway() {
    if (connection.afford(Http2Budget.Waste.EMPTY)) {
      connection.drain();
    }
  }

  @Override
  public void windowUpdate(int id, int increment) {
    if (!connection.affordWindowUpdate()) {
      return;
    }
    if (id == 0) {
      if (output.openWindow(increment)) {
        output.pump(false);
      } else {
        broken(Http2Error.FLOW_CONTROL_ERROR, "a connection window below 2^31");
      }
      return;
    }
    Http2Stream stream = streams.find(id);
    if (streams.neverOpened(id)) {
      broken(Http2Error.PROTOCOL_ERROR, "WINDOW_UPDATE on a stream that was opened");
    } else if (stream != null && !stream.output().openWindow(increment)) {
      broken(Http2Error.FLOW_CONTROL_ERROR, "stream windows below 2^31");
    } else if (stream != null) {
      output.enqueue(stream.output());
      output.pump(false);
    }
  }

  @Override
  public void idle() {
    connection.afford(Http2Budget.Waste.EMPTY);
  }

  @Override
  public void broken(Http2Error error, String expected) {
    connection.broken(error);
  }
}
