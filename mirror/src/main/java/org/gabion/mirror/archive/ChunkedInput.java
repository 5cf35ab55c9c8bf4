package org.gabion.mirror.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/// Undoes the chunked coding (RFC 9112 section 7.1). Trailers are passed over. One thread.
///
/// Some recorders keep the header field and store the content without chunks: what does not begin
/// as a chunk is handed on as it is.
final class ChunkedInput extends InputStream {
  private static final int MAX_DIGITS = 15;
  private static final int MAX_LINE = 4 << 10;

  private final PushbackInputStream in;
  private State state = State.FIRST;
  private long left;

  private enum State {
    FIRST,
    SIZE,
    DATA,
    DATA_END,
    AS_IT_IS,
    DONE
  }

  ChunkedInput(InputStream in) {
    this.in = new PushbackInputStream(in, MAX_DIGITS + 2);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      switch (state) {
        case FIRST -> state = beginsAsChunk() ? State.SIZE : State.AS_IT_IS;
        case SIZE -> size();
        case DATA_END -> {
          if (!line().isEmpty()) {
            throw new CodingFault("its chunked coding is damaged");
          }
          state = State.SIZE;
        }
        case DATA -> {
          return data(target, from, length);
        }
        case AS_IT_IS -> {
          return in.read(target, from, length);
        }
        case DONE -> {
          return -1;
        }
      }
    }
  }

  private int data(byte[] target, int from, int length) throws IOException {
    int count = in.read(target, from, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("it breaks off within a chunk");
    }
    left -= count;
    state = left == 0 ? State.DATA_END : State.DATA;
    return count;
  }

  private boolean beginsAsChunk() throws IOException {
    byte[] begin = in.readNBytes(MAX_DIGITS + 2);
    in.unread(begin);
    int digits = 0;
    while (digits < begin.length && Character.digit(begin[digits], 16) >= 0) {
      digits++;
    }
    return digits > 0
        && digits <= MAX_DIGITS
        && digits < begin.length
        && "\r\n; \t".indexOf(begin[digits]) >= 0;
  }

  private void size() throws IOException {
    String line = line();
    int end = 0;
    while (end < line.length() && Character.digit(line.charAt(end), 16) >= 0) {
      end++;
    }
    boolean extended = end < line.length() && "; \t".indexOf(line.charAt(end)) < 0;
    if (end == 0 || end > MAX_DIGITS || extended) {
      throw new CodingFault("its chunked coding is damaged");
    }
    left = Long.parseLong(line, 0, end, 16);
    state = left == 0 ? State.DONE : State.DATA;
  }

  /// A line without its end.
  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int b = in.read();
    while (b != '\n') {
      if (b < 0) {
        throw new EOFException("it breaks off between chunks");
      }
      if (line.length() == MAX_LINE) {
        throw new CodingFault("its chunked coding is damaged");
      }
      line.append((char) b);
      b = in.read();
    }
    int length = line.length();
    return length > 0 && line.charAt(length - 1) == '\r'
        ? line.substring(0, length - 1)
        : line.toString();
  }
}
