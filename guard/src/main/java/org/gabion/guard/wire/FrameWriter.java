package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/// Writes HTTP/2 frames to one reader (RFC 9113 section 4.1), gathered in one buffer until a flush.
///
/// ```
/// | length 24 | type 8 | flags 8 | 0 | stream 31 | payload ...
/// ```
///
/// Frames of all streams that the event loop answers in one round go out in one write: one TLS
/// record and one system call instead of one per stream. One event loop.
final class FrameWriter {
  /// No peer may refuse frames of this size (section 4.2).
  static final int MAX_FRAME = 16_384;

  /// Copying a few kilobytes is cheaper than another buffer in the socket's queue.
  private static final int COPIED = 4096;

  private static final int FIRST_BUFFER = 2048;
  private static final int FULL = 16_384;

  private final Channel channel;
  private @Nullable ByteBuf out;
  private boolean wrote;

  FrameWriter(Channel channel) {
    this.channel = channel;
  }

  private ByteBuf frame(int length, int type, int flags, int stream) {
    return frame(length, length, type, flags, stream);
  }

  /// @param room bytes of the payload that will be written behind the header
  private ByteBuf frame(int room, int length, int type, int flags, int stream) {
    wrote = true;
    ByteBuf to = out;
    if (to != null && to.readableBytes() > FULL) {
      handOver();
      to = null;
    }
    if (to == null) {
      to = channel.alloc().directBuffer(Math.max(FIRST_BUFFER, FrameReader.HEADER_BYTES + room));
      out = to;
    }
    to.writeMedium(length);
    to.writeByte(type);
    to.writeByte(flags);
    to.writeInt(stream);
    return to;
  }

  private void handOver() {
    ByteBuf full = out;
    if (full != null) {
      out = null;
      channel.write(full, channel.voidPromise());
    }
  }

  /// A header block, cut into CONTINUATION frames if it is long.
  void headers(int stream, HeadWriter block, boolean endStream) {
    int end = endStream ? FrameReader.END_STREAM : 0;
    int at = 0;
    int type = FrameReader.HEADERS;
    do {
      int count = Math.min(MAX_FRAME, block.length() - at);
      int last = at + count == block.length() ? FrameReader.END_HEADERS : 0;
      frame(count, type, end | last, stream).writeBytes(block.bytes(), at, count);
      at += count;
      type = FrameReader.CONTINUATION;
      end = 0;
    } while (at < block.length());
  }

  /// One DATA frame with `count` bytes of `payload`, which stays the caller's.
  void data(int stream, ByteBuf payload, int count, boolean endStream) {
    boolean copied = count <= COPIED;
    ByteBuf to =
        frame(
            copied ? count : 0,
            count,
            FrameReader.DATA,
            endStream ? FrameReader.END_STREAM : 0,
            stream);
    if (copied) {
      to.writeBytes(payload, count);
    } else {
      handOver();
      channel.write(payload.readRetainedSlice(count), channel.voidPromise());
    }
  }

  /// The end of a stream without more data.
  void endData(int stream) {
    frame(0, FrameReader.DATA, FrameReader.END_STREAM, stream);
  }

  void reset(int stream, Http2Error error) {
    frame(4, FrameReader.RST_STREAM, 0, stream).writeInt((int) error.code());
  }

  /// SETTINGS with pairs of identifier and value.
  void settings(int... pairs) {
    ByteBuf to = frame(pairs.length * 3, FrameReader.SETTINGS, 0, 0);
    for (int i = 0; i < pairs.length; i += 2) {
      to.writeShort(pairs[i]);
      to.writeInt(pairs[i + 1]);
    }
  }

  void settingsAck() {
    frame(0, FrameReader.SETTINGS, FrameReader.ACK, 0);
  }

  void ping(long opaque, boolean ack) {
    frame(8, FrameReader.PING, ack ? FrameReader.ACK : 0, 0).writeLong(opaque);
  }

  void goAway(int lastStream, Http2Error error) {
    ByteBuf to = frame(8, FrameReader.GOAWAY, 0, 0);
    to.writeInt(lastStream);
    to.writeInt((int) error.code());
  }

  void windowUpdate(int stream, int increment) {
    frame(4, FrameReader.WINDOW_UPDATE, 0, stream).writeInt(increment);
  }

  /// Whether anything was written since the last flush.
  boolean wrote() {
    return wrote;
  }

  /// Sends what was written.
  void flush() {
    wrote = false;
    handOver();
    channel.flush();
  }

  /// Gives what is gathered to the channel, so that its writability tells the truth.
  void settle() {
    handOver();
  }

  void release() {
    if (out != null) {
      out.release();
      out = null;
    }
  }
}
