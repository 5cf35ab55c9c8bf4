package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Writes payload with our own chunked framing (RFC 9112 section 7.1): sizes without extensions, so
/// that no two parsers differ.
final class Chunks {
  private static final byte[] LAST = "0\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private Chunks() {}

  /// Writes payload to the origin, in a chunk if `chunked`.
  static void write(OriginConnection to, ByteBuf payload, boolean chunked, EdgeLoop loop) {
    if (!chunked) {
      to.write(payload);
      return;
    }
    if (!payload.isReadable()) {
      payload.release();
      return;
    }
    to.write(size(payload.readableBytes(), loop));
    to.write(payload);
    to.write(loop.allocator().directBuffer(2).writeBytes(CRLF));
  }

  /// The line with the size of a chunk.
  static ByteBuf size(int count, EdgeLoop loop) {
    ByteBuf line = loop.allocator().directBuffer(10);
    putSize(line, count);
    return line;
  }

  static void putSize(ByteBuf into, int count) {
    int shift = (31 - Integer.numberOfLeadingZeros(count | 1)) & ~3;
    for (; shift >= 0; shift -= 4) {
      into.writeByte(HEX[count >>> shift & 15]);
    }
    into.writeBytes(CRLF);
  }

  static void writeEnd(OriginConnection to, ByteBuf trailerLines, EdgeLoop loop) {
    to.write(end(trailerLines, loop));
  }

  /// The last chunk with its trailer section; releases `trailerLines`.
  static ByteBuf end(ByteBuf trailerLines, EdgeLoop loop) {
    ByteBuf last = loop.allocator().directBuffer(5 + trailerLines.readableBytes());
    last.writeBytes(LAST).writeBytes(trailerLines).writeBytes(CRLF);
    trailerLines.release();
    return last;
  }
}
