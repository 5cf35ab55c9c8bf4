package org.gabion.lab.load;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Finds where HTTP/1.1 answers end in a stream of bytes, and their status; bodies are skipped, not
/// kept. For load generators that read many connections with one thread. Not thread safe; one per
/// connection. Holds one header line of at most 2 KiB, whatever the server sends.
public final class AnswerScanner {
  private static final int LONGEST_LINE = 2048;

  private enum State {
    STATUS_LINE,
    FIELDS,
    BODY,
    BODY_TO_END,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS
  }

  private final byte[] line = new byte[LONGEST_LINE];
  private int lineLength;
  private State state = State.STATUS_LINE;
  private int status;
  private long left;
  private boolean hasLength;
  private boolean chunked;
  private boolean close;

  /// Reads on. Returns the status of an answer that ended just before the buffer's new position, or
  /// 0 when all bytes are used up and the answer goes on. Interim (1xx) answers are passed over.
  public int feed(ByteBuffer in) throws ProtocolException {
    while (in.hasRemaining()) {
      boolean ended =
          switch (state) {
            case BODY -> skip(in);
            case BODY_TO_END -> skipAll(in);
            case CHUNK -> skip(in) && next(State.CHUNK_END);
            case STATUS_LINE, FIELDS, CHUNK_SIZE, CHUNK_END, TRAILERS -> readLine(in) && onLine();
          };
      if (ended) {
        state = State.STATUS_LINE;
        return status;
      }
    }
    return 0;
  }

  /// The server closed: returns the status if that is how the answer's end is marked, else 0.
  public int atEnd() {
    return state == State.BODY_TO_END ? status : 0;
  }

  /// The last answer said that the connection ends with it.
  public boolean close() {
    return close;
  }

  /// No byte of the next answer has come.
  public boolean atStart() {
    return state == State.STATUS_LINE && lineLength == 0;
  }

  private boolean next(State state) {
    this.state = state;
    return false;
  }

  private boolean skip(ByteBuffer in) {
    int step = (int) Math.min(left, in.remaining());
    in.position(in.position() + step);
    left -= step;
    return left == 0;
  }

  private static boolean skipAll(ByteBuffer in) {
    in.position(in.limit());
    return false;
  }

  private boolean readLine(ByteBuffer in) throws ProtocolException {
    while (in.hasRemaining()) {
      byte next = in.get();
      if (next == '\n') {
        if (lineLength > 0 && line[lineLength - 1] == '\r') {
          lineLength--;
        }
        return true;
      }
      if (lineLength == LONGEST_LINE) {
        throw new ProtocolException("answer line longer than " + LONGEST_LINE + " bytes");
      }
      line[lineLength++] = next;
    }
    return false;
  }

  private boolean onLine() throws ProtocolException {
    int length = lineLength;
    lineLength = 0;
    return switch (state) {
      case STATUS_LINE -> onStatus(length);
      case FIELDS -> length == 0 ? onHeadEnd() : onField(length);
      case CHUNK_SIZE -> onChunkSize(length);
      case CHUNK_END -> next(State.CHUNK_SIZE);
      case TRAILERS -> length == 0;
      case BODY, BODY_TO_END, CHUNK -> throw new IllegalStateException(state.name());
    };
  }

  private boolean onStatus(int length) throws ProtocolException {
    if (length < 12 || line[0] != 'H' || line[8] != ' ') {
      throw new ProtocolException("no HTTP/1.1 status line");
    }
    status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    if (status < 100 || status > 599) {
      throw new ProtocolException("no status code");
    }
    left = 0;
    hasLength = false;
    chunked = false;
    close = line[7] == '0';
    return next(State.FIELDS);
  }

  private boolean onField(int length) throws ProtocolException {
    switch (line[0] | 0x20) {
      case 'c' -> {
        if (isNamed("content-length", length)) {
          hasLength = true;
          left = number(value("content-length", length), 10);
        } else if (isNamed("connection", length)) {
          close |= value("connection", length).equalsIgnoreCase("close");
        }
      }
      case 't' -> {
        if (isNamed("transfer-encoding", length)) {
          chunked = value("transfer-encoding", length).equalsIgnoreCase("chunked");
        }
      }
      default -> {
        // Other names change nothing about where the answer ends.
      }
    }
    return false;
  }

  private boolean onHeadEnd() {
    if (status < 200) {
      return next(State.STATUS_LINE);
    }
    if (status == 204 || status == 304) {
      return true;
    }
    if (chunked) {
      return next(State.CHUNK_SIZE);
    }
    if (!hasLength) {
      close = true;
      return next(State.BODY_TO_END);
    }
    state = State.BODY;
    return left == 0;
  }

  private boolean onChunkSize(int length) throws ProtocolException {
    String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
    int extension = text.indexOf(';');
    left = number((extension < 0 ? text : text.substring(0, extension)).strip(), 16);
    return next(left == 0 ? State.TRAILERS : State.CHUNK);
  }

  private boolean isNamed(String name, int length) {
    if (length <= name.length() || line[name.length()] != ':') {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if ((line[i] | 0x20) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String value(String name, int length) {
    int from = name.length() + 1;
    return new String(line, from, length - from, StandardCharsets.ISO_8859_1).strip();
  }

  private static long number(String text, int radix) throws ProtocolException {
    try {
      long value = Long.parseLong(text, radix);
      if (value < 0) {
        throw new ProtocolException("negative length");
      }
      return value;
    } catch (NumberFormatException e) {
      throw new ProtocolException("no number where a length should be");
    }
  }
}
