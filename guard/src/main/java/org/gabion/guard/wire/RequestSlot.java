package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import org.gabion.core.request.HeadLimits;
import org.gabion.core.request.Parsed;
import org.gabion.core.request.Request;
import org.gabion.core.request.RequestParser;

/// What one request in flight needs to be parsed; taken from its event loop when the first byte
/// comes, so that an idle connection holds none.
final class RequestSlot {
  private static final int INITIAL_BYTES = 1024;
  private static final int KEPT_BYTES = 8192;
  private static final int FREE_BYTES = 4096;
  private static final int COPY_STEP = 2048;

  private final Request request = new Request(INITIAL_BYTES);
  private final RequestParser parser = new RequestParser();
  private final Http1Body body = new Http1Body();
  private int charged;

  /// Bytes that this head takes beyond what every head may, and that are not charged yet.
  int uncharged() {
    return Math.max(0, request.bytes().length - FREE_BYTES) - charged;
  }

  void charge(int bytes) {
    charged += bytes;
  }

  int charged() {
    return charged;
  }

  Request request() {
    return request;
  }

  /// Takes bytes of a head as they come; those behind its end stay in `in`.
  Parsed read(ByteBuf in, HeadLimits limits) {
    int count = Math.min(in.readableBytes(), COPY_STEP);
    request.ensure(count);
    in.readBytes(request.bytes(), request.length(), count);
    request.grow(count);
    Parsed parsed = parser.parse(request, limits);
    if (parsed instanceof Parsed.Complete(int headBytes)) {
      in.readerIndex(in.readerIndex() - (request.length() - headBytes));
      request.trim(headBytes);
    }
    return parsed;
  }

  Http1Body body() {
    return body;
  }

  /// Makes it ready for another request.
  ///
  /// @return false if it grew too large to be kept
  boolean reset() {
    charged = 0;
    request.clear();
    parser.reset();
    return request.bytes().length <= KEPT_BYTES;
  }
}
