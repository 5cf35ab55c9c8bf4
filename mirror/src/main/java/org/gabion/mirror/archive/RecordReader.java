package org.gabion.mirror.archive;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import org.netpreserve.jwarc.MessageHeaders;
import org.netpreserve.jwarc.WarcParser;

/// Reads the records of one WARC (ISO 28500:2017, versions 1.0 and 1.1), one after the other or
/// from a place on. Not thread safe.
///
/// Throws [EOFException] if the file is cut off within a record, and an [IOException] that names
/// the file and the place if it is damaged.
public final class RecordReader implements AutoCloseable {
  private static final int MAX_HEAD = 64 << 10;
  private static final byte[] MAGIC = "WARC/".getBytes(StandardCharsets.US_ASCII);

  private final String name;
  private final PlacedInput in;
  private Place begin = new Place(0, 0);
  private long left;

  RecordReader(String name, PlacedInput in) {
    this.name = name;
    this.in = in;
  }

  /// The next record; the block of the one before is passed over.
  ///
  /// @return empty at the end of the file
  public Optional<StoredRecord> next() throws IOException {
    try {
      in.skipNBytes(left);
      left = 0;
      int first = skipLineEnds();
      return first < 0 ? Optional.empty() : Optional.of(record(first));
    } catch (ZipException e) {
      throw damage(String.valueOf(e.getMessage()), e);
    }
  }

  /// The record at a place that [StoredRecord#place] gave.
  public StoredRecord at(Place place) throws IOException {
    try {
      left = 0;
      in.seek(place);
    } catch (ZipException e) {
      throw damage(String.valueOf(e.getMessage()), e);
    }
    return next().orElseThrow(() -> new EOFException("a record is gone"));
  }

  /// Where the last record begins.
  public Place place() {
    return begin;
  }

  /// @return the first byte of a record; -1 if there is none
  private int skipLineEnds() throws IOException {
    while (!in.isAtEnd()) {
      begin = in.place();
      int b = in.read();
      if (b != '\r' && b != '\n') {
        return b;
      }
    }
    return -1;
  }

  private StoredRecord record(int first) throws IOException {
    byte[] head = head(first);
    WarcParser parser = new WarcParser();
    ByteBuffer buffer = ByteBuffer.wrap(head);
    parser.parse(buffer);
    if (!parser.isFinished() || buffer.hasRemaining()) {
      throw damage("a record's header can not be read", null);
    }
    MessageHeaders fields = parser.headers();
    left = length(fields.all("Content-Length"));
    return new StoredRecord(begin, fields, left, new Block());
  }

  /// A header with the empty line at its end.
  private byte[] head(int first) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(1024);
    int b = first;
    int ends = 0;
    while (ends < 4) {
      if (b < 0) {
        throw new EOFException("a record's header is cut off");
      }
      if (head.size() < MAGIC.length && b != MAGIC[head.size()]) {
        throw damage("no record begins where one should", null);
      }
      head.write(b);
      if (head.size() > MAX_HEAD) {
        throw damage("a record's header is longer than " + MAX_HEAD + " bytes", null);
      }
      if (b == (ends % 2 == 0 ? '\r' : '\n')) {
        ends++;
      } else {
        ends = b == '\r' ? 1 : 0;
      }
      if (ends < 4) {
        b = in.read();
      }
    }
    return head.toByteArray();
  }

  private long length(List<String> values) throws IOException {
    String value = values.size() == 1 ? values.getFirst() : "";
    boolean number =
        !value.isEmpty()
            && value.length() <= 18
            && value.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number) {
      throw damage("a record does not say how long it is", null);
    }
    return Long.parseLong(value);
  }

  private IOException damage(String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new IOException(
        name
            + " is damaged near byte "
            + begin.offset()
            + ": "
            + why
            + "; get it again from where it was made; nothing was taken from it",
        cause);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /// The block of the last record.
  private final class Block extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (left == 0 || length == 0) {
        return length == 0 ? 0 : -1;
      }
      try {
        int count = in.read(target, from, (int) Math.min(length, left));
        if (count < 0) {
          throw new EOFException("a record is cut off");
        }
        left -= count;
        return count;
      } catch (ZipException e) {
        throw damage(String.valueOf(e.getMessage()), e);
      }
    }
  }
}
