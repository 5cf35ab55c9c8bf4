package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.gabion.core.request.Trailers;

/// Turns a trailer section into the lines that may be passed on.
final class TrailerLines {
  private TrailerLines() {}

  static ByteBuf of(Trailers trailers, EdgeLoop loop) {
    HeadWriter out = loop.writer().clear();
    for (int i = 0; i < trailers.count(); i++) {
      if (trailers.passes(i)) {
        out.put(trailers.bytes(), trailers.nameStart(i), trailers.nameEnd(i))
            .put((byte) ':')
            .put((byte) ' ');
        out.put(trailers.bytes(), trailers.valueStart(i), trailers.valueEnd(i)).crlf();
      }
    }
    return out.length() == 0 ? Unpooled.EMPTY_BUFFER : out.toBuffer(loop.allocator(), 0);
  }
}
