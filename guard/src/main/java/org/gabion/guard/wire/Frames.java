package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;

/// What takes the frames that a [FrameReader] reads, those whose form is right. A call may end the
/// connection; then [FrameReader#stop] is called before it returns.
interface Frames {
  /// A DATA frame begins; `length` counts against flow control, padding included.
  void dataBegins(int stream, int length, boolean carriesData, boolean endStream);

  /// Some of its data; the callee does not own `in` beyond the `count` bytes that it must read.
  void data(int stream, ByteBuf in, int count);

  /// The frame is over; `overhead` bytes of it were padding.
  void dataEnds(int stream, int overhead, boolean endStream);

  /// A whole header block.
  void headers(int stream, boolean endStream, ByteBuf block);

  void reset(int stream);

  void setting(int id, long value);

  void settingsEnd();

  void settingsAck();

  void ping(long opaque, boolean ack);

  void goAway();

  void windowUpdate(int stream, int increment);

  /// A frame that changes nothing: PRIORITY, or of an unknown type.
  void idle();

  /// What came is no HTTP/2, or more than is allowed. `expected` is for the operator.
  void broken(Http2Error error, String expected);
}
