package org.gabion.core.request;

/// Reads the framing of a chunked body (RFC 9112 section 7.1), strictly: hexadecimal sizes of at
/// most 15 digits, CRLF only.
///
/// Extensions are read and dropped; a trailer section is handed out as raw bytes by the caller,
/// line by line. Not thread safe.
///
/// ```
/// 4;ext=1 CRLF  abcd CRLF  0 CRLF  Name: value CRLF  CRLF
/// SIZE EXT      DATA       SIZE    TRAILER           END
/// ```
public final class ChunkScanner {
  /// What the next byte belongs to.
  public enum Stage {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    END,
    BROKEN
  }

  private static final int MAX_LINE = 256;

  private Stage stage = Stage.SIZE;
  private int digits;
  private int lineBytes;
  private long remaining;
  private boolean quoted;

  public void reset() {
    stage = Stage.SIZE;
    digits = 0;
    lineBytes = 0;
    remaining = 0;
    quoted = false;
  }

  public Stage stage() {
    return stage;
  }

  /// Payload bytes left in the current chunk.
  public long remaining() {
    return remaining;
  }

  /// Tells that `count` payload bytes were taken in stage DATA.
  public void took(long count) {
    remaining -= count;
    if (remaining == 0) {
      stage = Stage.DATA_CR;
    }
  }

  /// Tells that the trailer section ended with its empty line.
  public void trailersDone() {
    stage = Stage.END;
  }

  /// Takes one byte of framing: in any stage but DATA, TRAILER, END and BROKEN.
  public Stage framing(byte b) {
    stage =
        switch (stage) {
          case SIZE -> size(b);
          case EXTENSION -> extension(b);
          case SIZE_LF -> b == '\n' ? sizeEnd() : Stage.BROKEN;
          case DATA_CR -> b == '\r' ? Stage.DATA_LF : Stage.BROKEN;
          case DATA_LF -> b == '\n' ? next() : Stage.BROKEN;
          case DATA, TRAILER, END, BROKEN -> Stage.BROKEN;
        };
    return stage;
  }

  private Stage next() {
    digits = 0;
    lineBytes = 0;
    remaining = 0;
    quoted = false;
    return Stage.SIZE;
  }

  private Stage size(byte b) {
    int digit = hex(b);
    if (digit >= 0) {
      remaining = remaining << 4 | digit;
      return ++digits > 15 ? Stage.BROKEN : Stage.SIZE;
    }
    if (digits == 0) {
      return Stage.BROKEN;
    }
    return b == '\r' ? Stage.SIZE_LF : b == ';' ? Stage.EXTENSION : Stage.BROKEN;
  }

  private Stage extension(byte b) {
    if (++lineBytes > MAX_LINE) {
      return Stage.BROKEN;
    }
    if (b == '"') {
      quoted = !quoted;
    }
    if (b == '\r') {
      return quoted ? Stage.BROKEN : Stage.SIZE_LF;
    }
    return FieldRules.isValue(b) ? Stage.EXTENSION : Stage.BROKEN;
  }

  private Stage sizeEnd() {
    return remaining == 0 ? Stage.TRAILER : Stage.DATA;
  }

  private static int hex(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
