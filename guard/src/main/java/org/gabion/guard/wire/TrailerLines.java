package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import org.gabion.core.request.FieldRules;
import org.gabion.core.request.Parsed;
import org.gabion.core.request.Trailers;

/// Turns a trailer section into the lines that may be passed on.
final class TrailerLines {
  private TrailerLines() {}

  /// The trailer section of an HTTP/2 request; empty if one of its fields is not valid.
  static Optional<ByteBuf> of(FieldList fields, EdgeLoop loop) {
    HeadWriter lines = loop.writer().clear();
    for (int i = 0; i < fields.fields(); i++) {
      CharSequence name = fields.fieldName(i);
      CharSequence value = fields.fieldValue(i);
      if (!isName(name) || !isValue(value)) {
        return Optional.empty();
      }
      lines.put(name.toString()).put((byte) ':').put(value.toString()).crlf();
    }
    lines.crlf();
    Trailers trailers = new Trailers();
    trailers.ensure(lines.length());
    System.arraycopy(lines.bytes(), 0, trailers.bytes(), 0, lines.length());
    trailers.grow(lines.length());
    return switch (trailers.parse(loop.requestHeadLimits(), 400)) {
      case Parsed.Complete(int bytes) -> Optional.of(of(trailers, loop));
      case Parsed.Incomplete() -> Optional.empty();
      case Parsed.Refused(var malformed) -> Optional.empty();
    };
  }

  private static boolean isName(CharSequence name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!FieldRules.isToken((byte) c) || c >= 'A' && c <= 'Z') {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isValue(CharSequence value) {
    for (int i = 0; i < value.length(); i++) {
      if (!FieldRules.isValue((byte) value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

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
