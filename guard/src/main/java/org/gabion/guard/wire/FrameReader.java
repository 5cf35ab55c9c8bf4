package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Cuts a reader's HTTP/2 bytes into frames (RFC 9113 section 4) and checks everything about a
/// frame that needs no stream.
///
/// ```
/// PREFACE -> HEADER -> BUFFERED ------> HEADER   (frames whose payload is needed whole)
///              |-----> PAD_LENGTH -> DATA -> SKIP -> HEADER   (payload is handed on as it comes)
///              +-----> SKIP -> HEADER   (unknown types)
/// ```
///
/// Every violation ends the connection ([Frames#broken]), also those that RFC 9113 counts against
/// one stream only: section 5.4.1 allows it, and a peer that can make us reset streams can make us
/// work without end (CVE-2025-8671). At most one partial frame and one header block are held. One
/// event loop.
final class FrameReader {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 0x1;
  static final int ACK = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;
  static final int PRIORITY_FIELDS = 0x20;

  static final int HEADER_BYTES = 9;

  /// What a client sends first; section 3.4.
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int SETTING_BYTES = 6;
  private static final int MAX_SETTINGS = 64;
  private static final int FIRST_BUFFER = 512;

  private enum Part {
    PREFACE,
    HEADER,
    BUFFERED,
    PAD_LENGTH,
    DATA,
    SKIP,
    STOPPED
  }

  private final Frames frames;
  private final ByteBufAllocator allocator;
  private final int maxFrame;
  private final byte[] head = new byte[HEADER_BYTES];
  private int headBytes;
  private long frame;
  private Part part = Part.PREFACE;
  private boolean settingsSeen;
  private int length;
  private int type;
  private int flags;
  private int stream;
  private int left;
  private int skip;
  private int padding;
  private @Nullable ByteBuf payload;
  private final HeaderBlock block;

  /// @param maxBlock bytes of a header block as sent, compressed
  FrameReader(
      Frames frames, ByteBufAllocator allocator, int maxFrame, int maxBlock, int maxContinuations) {
    this.frames = frames;
    this.allocator = allocator;
    this.maxFrame = maxFrame;
    this.block = new HeaderBlock(allocator, maxBlock, maxContinuations);
  }

  /// Takes all bytes of `in`, unless it is stopped meanwhile.
  void read(ByteBuf in) {
    while (in.isReadable()) {
      switch (part) {
        case PREFACE -> preface(in);
        case HEADER -> header(in);
        case BUFFERED -> buffered(in);
        case PAD_LENGTH -> padLength(in);
        case DATA -> data(in);
        case SKIP -> skip(in);
        case STOPPED -> in.skipBytes(in.readableBytes());
      }
    }
  }

  /// Drops what is held, and all that comes from now on.
  void stop() {
    part = Part.STOPPED;
    if (payload != null) {
      payload.release();
      payload = null;
    }
    block.drop();
  }

  /// Whether the preface and the first SETTINGS have come.
  boolean greeted() {
    return settingsSeen;
  }

  /// The number of the frame that began last, those within a header block not counted.
  long frame() {
    return frame;
  }

  /// Whether something has begun that must be whole before it can be used: its sender is to hurry.
  boolean withinHead() {
    return block.open() || part == Part.BUFFERED || headBytes > 0 || !settingsSeen;
  }

  private void preface(ByteBuf in) {
    int count = Math.min(in.readableBytes(), PREFACE.length - headBytes);
    for (int i = 0; i < count; i++) {
      if (in.readByte() != PREFACE[headBytes + i]) {
        frames.broken(Http2Error.PROTOCOL_ERROR, "the connection preface");
        return;
      }
    }
    headBytes += count;
    if (headBytes == PREFACE.length) {
      next();
    }
  }

  private void next() {
    part = Part.HEADER;
    headBytes = 0;
  }

  private void header(ByteBuf in) {
    int count = Math.min(in.readableBytes(), HEADER_BYTES - headBytes);
    in.readBytes(head, headBytes, count);
    headBytes += count;
    if (headBytes == HEADER_BYTES) {
      headBytes = 0;
      if (!block.open()) {
        frame++;
      }
      length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
      type = head[3] & 0xff;
      flags = head[4] & 0xff;
      stream =
          (head[5] & 0x7f) << 24 | (head[6] & 0xff) << 16 | (head[7] & 0xff) << 8 | head[8] & 0xff;
      begin(in);
    }
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private void begin(ByteBuf in) {
    if (length > maxFrame) {
      frames.broken(Http2Error.FRAME_SIZE_ERROR, "frames of at most " + maxFrame + " bytes");
    } else if (!settingsSeen && (type != SETTINGS || has(ACK))) {
      frames.broken(Http2Error.PROTOCOL_ERROR, "SETTINGS as the first frame");
    } else if (block.open() && type != CONTINUATION) {
      frames.broken(Http2Error.PROTOCOL_ERROR, "CONTINUATION within a header block");
    } else {
      switch (type) {
        case DATA -> beginData();
        case HEADERS -> beginHeaders(in);
        case PRIORITY -> buffer(in, stream > 0, length == 5);
        case RST_STREAM -> buffer(in, stream > 0, length == 4);
        case SETTINGS ->
            buffer(in, stream == 0, length % SETTING_BYTES == 0 && !(has(ACK) && length > 0));
        case PUSH_PROMISE ->
            frames.broken(Http2Error.PROTOCOL_ERROR, "no PUSH_PROMISE from a client");
        case PING -> buffer(in, stream == 0, length == 8);
        case GOAWAY -> buffer(in, stream == 0, length >= 8);
        case WINDOW_UPDATE -> buffer(in, true, length == 4);
        case CONTINUATION -> beginContinuation(in);
        default -> {
          frames.idle();
          skipThen(length);
        }
      }
    }
  }

  private void skipThen(int bytes) {
    if (part == Part.STOPPED) {
      return;
    }
    skip = bytes;
    if (bytes == 0) {
      next();
    } else {
      part = Part.SKIP;
    }
  }

  private void skip(ByteBuf in) {
    int count = Math.min(in.readableBytes(), skip);
    in.skipBytes(count);
    skip -= count;
    if (skip == 0) {
      if (type == DATA) {
        endData();
      } else {
        next();
      }
    }
  }

  // ---- DATA, handed on as it comes

  private void beginData() {
    padding = 0;
    if (stream == 0) {
      frames.broken(Http2Error.PROTOCOL_ERROR, "DATA on a stream");
    } else if (has(PADDED) && length == 0) {
      frames.broken(Http2Error.FRAME_SIZE_ERROR, "the length of the padding");
    } else {
      left = length;
      frames.dataBegins(stream, length, has(PADDED) ? length > 1 : length > 0, has(END_STREAM));
      if (part == Part.STOPPED) {
        return;
      }
      if (length == 0) {
        endData();
      } else {
        part = has(PADDED) ? Part.PAD_LENGTH : Part.DATA;
      }
    }
  }

  private void padLength(ByteBuf in) {
    int pad = in.readUnsignedByte();
    if (pad >= length) {
      frames.broken(Http2Error.PROTOCOL_ERROR, "padding within the frame");
      return;
    }
    padding = 1 + pad;
    left = length - padding;
    if (left > 0) {
      part = Part.DATA;
      return;
    }
    if (pad > 0 && !has(END_STREAM)) {
      // Nothing but padding is as empty as nothing.
      frames.idle();
    }
    if (part != Part.STOPPED) {
      afterData();
    }
  }

  private void data(ByteBuf in) {
    int count = Math.min(in.readableBytes(), left);
    left -= count;
    frames.data(stream, in, count);
    if (left == 0 && part == Part.DATA) {
      afterData();
    }
  }

  private void afterData() {
    if (padding > 1) {
      skip = padding - 1;
      part = Part.SKIP;
    } else {
      endData();
    }
  }

  private void endData() {
    next();
    frames.dataEnds(stream, padding, has(END_STREAM));
  }

  // ---- frames that are needed whole

  private void buffer(ByteBuf in, boolean streamRight, boolean lengthRight) {
    if (!streamRight) {
      frames.broken(Http2Error.PROTOCOL_ERROR, "a frame of type " + type + " on the right stream");
    } else if (!lengthRight) {
      frames.broken(Http2Error.FRAME_SIZE_ERROR, "the length of a frame of type " + type);
    } else if (type == SETTINGS && length > MAX_SETTINGS * SETTING_BYTES) {
      frames.broken(
          Http2Error.ENHANCE_YOUR_CALM, "at most " + MAX_SETTINGS + " settings in a frame");
    } else {
      part = Part.BUFFERED;
      buffered(in);
    }
  }

  private void buffered(ByteBuf in) {
    ByteBuf held = payload;
    if (held == null && in.readableBytes() >= length) {
      next();
      whole(in.readSlice(length));
      return;
    }
    if (held == null) {
      // It grows with what comes, not with what was announced.
      held = allocator.directBuffer(Math.min(length, FIRST_BUFFER), length);
      payload = held;
    }
    held.writeBytes(in, Math.min(in.readableBytes(), length - held.readableBytes()));
    if (held.readableBytes() == length) {
      payload = null;
      next();
      try {
        whole(held);
      } finally {
        held.release();
      }
    }
  }

  private void whole(ByteBuf in) {
    switch (type) {
      case HEADERS -> headersFrame(in);
      case CONTINUATION -> block.add(in, has(END_HEADERS), frames);
      case PRIORITY -> priority(in);
      case RST_STREAM -> frames.reset(stream);
      case SETTINGS -> settings(in);
      case PING -> frames.ping(in.readLong(), has(ACK));
      case GOAWAY -> frames.goAway();
      case WINDOW_UPDATE -> windowUpdate(in);
      default -> throw new IllegalStateException("frame type " + type);
    }
  }

  private void priority(ByteBuf in) {
    if ((in.readInt() & 0x7fffffff) == stream) {
      frames.broken(Http2Error.PROTOCOL_ERROR, "a stream that does not depend on itself");
    } else {
      frames.idle();
    }
  }

  private void settings(ByteBuf in) {
    settingsSeen = true;
    if (has(ACK)) {
      frames.settingsAck();
      return;
    }
    while (in.isReadable()) {
      frames.setting(in.readUnsignedShort(), in.readUnsignedInt());
      if (part == Part.STOPPED) {
        return;
      }
    }
    frames.settingsEnd();
  }

  private void windowUpdate(ByteBuf in) {
    int increment = in.readInt() & 0x7fffffff;
    if (increment == 0) {
      frames.broken(Http2Error.PROTOCOL_ERROR, "a WINDOW_UPDATE of at least 1");
    } else {
      frames.windowUpdate(stream, increment);
    }
  }

  // ---- header blocks

  private void beginHeaders(ByteBuf in) {
    int fixed = (has(PADDED) ? 1 : 0) + (has(PRIORITY_FIELDS) ? 5 : 0);
    buffer(in, stream > 0, length >= fixed);
  }

  private void headersFrame(ByteBuf in) {
    int pad = has(PADDED) ? in.readUnsignedByte() : 0;
    if (has(PRIORITY_FIELDS)) {
      int dependsOn = in.readInt() & 0x7fffffff;
      in.skipBytes(1);
      if (dependsOn == stream) {
        frames.broken(Http2Error.PROTOCOL_ERROR, "a stream that does not depend on itself");
        return;
      }
    }
    if (pad > in.readableBytes()) {
      frames.broken(Http2Error.PROTOCOL_ERROR, "padding within the frame");
      return;
    }
    ByteBuf fragment = in.readSlice(in.readableBytes() - pad);
    if (fragment.readableBytes() > block.maxBytes()) {
      blockTooLarge();
    } else if (has(END_HEADERS)) {
      frames.headers(stream, has(END_STREAM), fragment);
    } else {
      block.begin(stream, has(END_STREAM), fragment);
    }
  }

  private void beginContinuation(ByteBuf in) {
    if (!block.openOn(stream)) {
      frames.broken(Http2Error.PROTOCOL_ERROR, "CONTINUATION of a header block");
    } else if (!block.allowsOneMore()) {
      frames.broken(
          Http2Error.ENHANCE_YOUR_CALM,
          "at most " + block.maxContinuations() + " CONTINUATION frames");
    } else if (!block.fits(length)) {
      blockTooLarge();
    } else {
      buffer(in, true, true);
    }
  }

  private void blockTooLarge() {
    // Without decoding it the compression state would be lost (RFC 7541), so the connection can not
    // go on.
    frames.broken(
        Http2Error.ENHANCE_YOUR_CALM, "a header block of at most " + block.maxBytes() + " bytes");
  }
}
