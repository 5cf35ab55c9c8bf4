package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.gabion.core.request.ChunkScanner;
import org.gabion.core.request.Parsed;
import org.gabion.core.request.Request;
import org.gabion.core.request.Trailers;
import org.jspecify.annotations.Nullable;

/// The payload of one HTTP/1.1 request on its way to the exchange: by its length, or in chunks with
/// a trailer section (RFC 9112 sections 6 and 7.1).
///
/// Takes no more than the exchange wants; the rest waits in the connection's buffer. One event
/// loop. Used again for other requests.
final class Http1Body {
  /// What a call of [#read] came to.
  enum Progress {
    /// More is to come, or all that came was not wanted yet.
    OPEN,
    WHOLE,
    /// A chunk is announced that goes beyond what the site takes.
    TOO_LARGE,
    /// The framing is not valid: see [#expected].
    BROKEN
  }

  private static final int COPY_STEP = 2048;
  private static final String VALID_CHUNKS = "valid chunked framing";

  private final ChunkScanner chunks = new ChunkScanner();
  private final Trailers trailers = new Trailers();
  private boolean chunked;
  private long remaining;
  private long announced;
  private long bytes;
  private String expected = "";
  private @Nullable Pace pace;

  /// Makes it ready for the payload that this head announces.
  void begin(Request request) {
    chunked = request.chunked();
    remaining = request.contentLength();
    announced = 0;
    bytes = 0;
    pace = null;
    chunks.reset();
  }

  /// Takes as much of `in` as `to` wants and the payload has.
  Progress read(ByteBuf in, Exchange to, EdgeLoop loop) {
    int before = in.readableBytes();
    Progress progress = chunked ? chunks(in, to, loop) : length(in, to);
    bytes += before - in.readableBytes();
    return progress;
  }

  private Progress length(ByteBuf in, Exchange to) {
    int count = (int) Math.min(remaining, in.readableBytes());
    remaining -= count;
    to.body(in.readRetainedSlice(count));
    return remaining == 0 ? Progress.WHOLE : Progress.OPEN;
  }

  private Progress chunks(ByteBuf in, Exchange to, EdgeLoop loop) {
    Progress progress = Progress.OPEN;
    while (progress == Progress.OPEN && in.isReadable() && to.wantsBody()) {
      progress =
          switch (chunks.stage()) {
            case DATA -> data(in, to);
            case TRAILER -> trailer(in, loop);
            case SIZE, EXTENSION, SIZE_LF, DATA_CR, DATA_LF -> framing(in, to);
            case END, BROKEN -> broken(VALID_CHUNKS);
          };
    }
    return progress;
  }

  private Progress data(ByteBuf in, Exchange to) {
    int count = (int) Math.min(chunks.remaining(), in.readableBytes());
    chunks.took(count);
    to.body(in.readRetainedSlice(count));
    return Progress.OPEN;
  }

  private Progress framing(ByteBuf in, Exchange to) {
    ChunkScanner.Stage stage = chunks.framing(in.readByte());
    if (stage == ChunkScanner.Stage.BROKEN) {
      return broken(VALID_CHUNKS);
    }
    if (stage == ChunkScanner.Stage.TRAILER) {
      trailers.clear();
    } else if (stage == ChunkScanner.Stage.DATA) {
      // By its announced size, so that a chunk too large is refused before its data.
      announced += chunks.remaining();
      if (to.exceeds(announced)) {
        return Progress.TOO_LARGE;
      }
    }
    return Progress.OPEN;
  }

  private Progress trailer(ByteBuf in, EdgeLoop loop) {
    int count = Math.min(in.readableBytes(), COPY_STEP);
    trailers.ensure(count);
    in.readBytes(trailers.bytes(), trailers.length(), count);
    trailers.grow(count);
    return switch (trailers.parse(loop.requestHeadLimits(), 400)) {
      case Parsed.Incomplete() -> Progress.OPEN;
      case Parsed.Refused(var malformed) -> broken(malformed.expected());
      case Parsed.Complete(int end) -> {
        in.readerIndex(in.readerIndex() - (trailers.length() - end));
        chunks.trailersDone();
        yield Progress.WHOLE;
      }
    };
  }

  private Progress broken(String what) {
    expected = what;
    return Progress.BROKEN;
  }

  /// What was expected where the framing broke.
  String expected() {
    return expected;
  }

  /// The field lines behind a whole payload; empty if there are none.
  ByteBuf trailerLines(EdgeLoop loop) {
    return chunked ? TrailerLines.of(trailers, loop) : Unpooled.EMPTY_BUFFER;
  }

  /// Whether it trickles in; asked a few times a second.
  ///
  /// @param wanted whether the exchange wants more now
  boolean tooSlow(long now, ConnectionLimits limits, boolean wanted) {
    if (!wanted) {
      pace = null;
      return false;
    }
    if (pace == null) {
      pace = new Pace(now, bytes);
    }
    return pace.sendsTooSlowly(now, bytes, limits);
  }
}
