package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// A header block that takes more than one frame: HEADERS, then CONTINUATION up to END_HEADERS (RFC
/// 9113 section 4.3). Nothing else may come between.
///
/// Its bytes and its frames are bounded (CVE-2024-27316). One event loop.
final class HeaderBlock {
  private final ByteBufAllocator allocator;
  private final int maxBytes;
  private final int maxContinuations;
  private @Nullable ByteBuf bytes;
  private int stream;
  private boolean endsStream;
  private int continuations;

  /// @param maxBytes as sent, compressed
  HeaderBlock(ByteBufAllocator allocator, int maxBytes, int maxContinuations) {
    this.allocator = allocator;
    this.maxBytes = maxBytes;
    this.maxContinuations = maxContinuations;
  }

  int maxBytes() {
    return maxBytes;
  }

  int maxContinuations() {
    return maxContinuations;
  }

  /// Whether one has begun, so that CONTINUATION must follow.
  boolean open() {
    return bytes != null;
  }

  /// HEADERS came without END_HEADERS.
  void begin(int ofStream, boolean endStream, ByteBuf fragment) {
    bytes = allocator.directBuffer(fragment.readableBytes()).writeBytes(fragment);
    stream = ofStream;
    endsStream = endStream;
    continuations = 0;
  }

  /// Whether this stream's block is the one that has begun.
  boolean openOn(int id) {
    return bytes != null && stream == id;
  }

  /// Counts a CONTINUATION frame.
  ///
  /// @return whether so many are allowed
  boolean allowsOneMore() {
    return ++continuations <= maxContinuations;
  }

  /// Whether so many bytes more are allowed.
  boolean fits(int length) {
    return (bytes == null ? 0 : bytes.readableBytes()) + length <= maxBytes;
  }

  /// Takes a CONTINUATION frame's payload, and hands the block over if it is whole.
  void add(ByteBuf fragment, boolean last, Frames to) {
    ByteBuf whole = bytes;
    if (whole == null) {
      return;
    }
    whole.writeBytes(fragment);
    if (last) {
      bytes = null;
      try {
        to.headers(stream, endsStream, whole);
      } finally {
        whole.release();
      }
    }
  }

  void drop() {
    if (bytes != null) {
      bytes.release();
      bytes = null;
    }
  }
}
