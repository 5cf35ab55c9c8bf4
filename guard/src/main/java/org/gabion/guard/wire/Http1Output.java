package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.gabion.core.request.Response;
import org.jspecify.annotations.Nullable;

/// What one HTTP/1.1 connection sends: an answer after the other, with our own framing (RFC 9112
/// section 6). One event loop.
final class Http1Output {
  private static final int COALESCE = 8192;

  private final EdgeLoop loop;
  private final Channel channel;
  private @Nullable ByteBuf out;
  private boolean answered;
  private boolean chunked;
  private boolean bodyless;
  private long answerBytes;
  private long written;
  private @Nullable Pace pace;

  Http1Output(EdgeLoop loop, Channel channel) {
    this.loop = loop;
    this.channel = channel;
  }

  /// The next answer will be another request's.
  void begin() {
    answered = false;
    chunked = false;
    bodyless = false;
    answerBytes = 0;
  }

  void interim(Response head) {
    HeadWriter writer = loop.writer().clear();
    ReaderHead.writeInterim(writer, head);
    write(writer.toBuffer(loop.allocator(), 0));
  }

  /// Writes an origin's head.
  ///
  /// @param old whether the reader knows HTTP/1.0 only, and with it no chunks
  void head(Response head, boolean more, boolean old, boolean close, String cookie) {
    answered = true;
    bodyless = !more;
    chunked = more && !old && head.body() != Response.Body.LENGTH;
    HeadWriter writer = loop.writer().clear();
    ReaderHead.write(writer, head, chunked, close, cookie);
    answerBytes += writer.length();
    out =
        writer.toBuffer(
            loop.allocator(),
            head.contentLength() >= 0 && more ? (int) Math.min(head.contentLength(), COALESCE) : 0);
  }

  void data(ByteBuf payload) {
    int count = payload.readableBytes();
    if (bodyless || chunked && count == 0) {
      payload.release();
      return;
    }
    answerBytes += count;
    ByteBuf head = out;
    if (chunked) {
      flushHead();
      write(Chunks.size(count, loop));
      write(payload);
      write(loop.allocator().directBuffer(2).writeShort('\r' << 8 | '\n'));
    } else if (head != null && head.writableBytes() >= count && count <= COALESCE) {
      // One buffer, one write: a copy of a few kilobytes is cheaper than a second buffer in the
      // socket's queue.
      head.writeBytes(payload);
      payload.release();
    } else {
      flushHead();
      write(payload);
    }
  }

  private void flushHead() {
    ByteBuf head = out;
    if (head != null) {
      out = null;
      write(head);
    }
  }

  private void write(ByteBuf bytes) {
    written += bytes.readableBytes();
    channel.write(bytes, channel.voidPromise());
  }

  void end(ByteBuf trailerLines) {
    if (chunked) {
      flushHead();
      write(Chunks.end(trailerLines, loop));
    } else {
      trailerLines.release();
    }
    flush();
  }

  /// Writes an answer of the guard's own.
  void answer(Answer answer, boolean toHead, boolean close) {
    answered = true;
    HeadWriter writer = loop.writer();
    ReaderHead.writeAnswer(writer.clear(), answer, answer.body().length, close, loop.date());
    if (!toHead) {
      writer.put(answer.body());
    }
    answerBytes += writer.length();
    write(writer.toBuffer(loop.allocator(), 0));
    flush();
  }

  /// Writes the head of an answer of the guard's own whose payload follows.
  void answer(Answer head, long length, boolean toHead, boolean close) {
    answered = true;
    bodyless = toHead || length == 0;
    HeadWriter writer = loop.writer().clear();
    ReaderHead.writeAnswer(writer, head, length, close, loop.date());
    answerBytes += writer.length();
    out = writer.toBuffer(loop.allocator(), bodyless ? 0 : (int) Math.min(length, COALESCE));
  }

  void tunnel(Response head) {
    answered = true;
    HeadWriter writer = loop.writer().clear();
    ReaderHead.writeUpgrade(writer, head);
    write(writer.toBuffer(loop.allocator(), 0));
  }

  void tunnelData(ByteBuf bytes) {
    answerBytes += bytes.readableBytes();
    write(bytes);
  }

  void flush() {
    flushHead();
    channel.flush();
  }

  boolean writable() {
    return channel.isWritable();
  }

  boolean answered() {
    return answered;
  }

  /// Bytes of the answer under way: heads and payload, without transfer coding.
  long answerBytes() {
    return answerBytes;
  }

  /// Whether the reader takes too slowly what is there for it, and so keeps an origin's connection
  /// and buffers busy; asked a few times a second.
  boolean readTooSlowly(long now, ConnectionLimits limits) {
    long waiting = Pace.inSocket(channel);
    if (waiting == 0) {
      pace = null;
      return false;
    }
    long gone = written - waiting;
    if (pace == null) {
      pace = new Pace(now, gone);
    }
    return pace.readsTooSlowly(now, gone, 1, limits);
  }

  void release() {
    if (out != null) {
      out.release();
      out = null;
    }
  }
}
