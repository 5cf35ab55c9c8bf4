package org.gabion.mirror.archive;

import java.io.IOException;
import java.io.InputStream;

/// The bytes of a file, or of one that stands unpacked in a zip file, with jumps. One thread.
final class RawInput extends PlacedInput {
  private static final int BUFFER = 32 << 10;

  private final Opener opener;
  private final byte[] buffer = new byte[BUFFER];
  private InputStream in;
  private int at;
  private int end;
  private long endOffset;

  /// Opens the bytes from their begin.
  @FunctionalInterface
  interface Opener {
    InputStream open() throws IOException;
  }

  RawInput(Opener opener) throws IOException {
    this.opener = opener;
    this.in = opener.open();
  }

  /// The offset of the next byte.
  long position() {
    return endOffset - (end - at);
  }

  @Override
  Place place() {
    return new Place(position(), 0);
  }

  @Override
  boolean isAtEnd() throws IOException {
    return !fill();
  }

  @Override
  void seek(Place place) throws IOException {
    seek(place.offset() + place.skip());
  }

  void seek(long to) throws IOException {
    long from = endOffset - end;
    if (to >= from && to <= endOffset) {
      at = (int) (to - from);
      return;
    }
    if (to < endOffset) {
      in.close();
      in = opener.open();
      endOffset = 0;
    }
    in.skipNBytes(to - endOffset);
    endOffset = to;
    at = 0;
    end = 0;
  }

  private boolean fill() throws IOException {
    if (at < end) {
      return true;
    }
    int read = in.read(buffer, 0, buffer.length);
    if (read <= 0) {
      return false;
    }
    at = 0;
    end = read;
    endOffset += read;
    return true;
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(buffer, at, target, from, count);
    at += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
