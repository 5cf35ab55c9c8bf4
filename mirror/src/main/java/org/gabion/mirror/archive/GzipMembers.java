package org.gabion.mirror.archive;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/// Unpacks gzip (RFC 1952) member by member, and knows in which member the next byte stands: the
/// JDK's own stream does not tell. One thread.
///
/// Throws [EOFException] if it is cut off, and [ZipException] if it is damaged, or unpacks further
/// than it may.
final class GzipMembers extends PlacedInput {
  private static final int BUFFER = 16 << 10;
  private static final int FLAG_CHECKED = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_UNKNOWN = 0xe0;
  private static final int MAX_TEXT = 64 << 10;

  private final RawInput in;
  private final ArchiveLimits limits;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] packed = new byte[BUFFER];
  private final byte[] plain = new byte[BUFFER];
  private int at;
  private int end;
  private boolean inMember;
  private long memberOffset;
  private long produced;

  GzipMembers(RawInput in, ArchiveLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  @Override
  Place place() {
    return new Place(memberOffset, produced - (end - at));
  }

  /// Forward within a member it reads on; else it begins at the member.
  @Override
  void seek(Place to) throws IOException {
    boolean ahead = inMember && memberOffset == to.offset() && produced - (end - at) <= to.skip();
    if (!ahead) {
      in.seek(to.offset());
      inMember = false;
      at = 0;
      end = 0;
    }
    if (isAtEnd()) {
      throw new EOFException("a gzip member is gone");
    }
    skipNBytes(to.skip() - place().skip());
  }

  @Override
  boolean isAtEnd() throws IOException {
    return at == end && !fill();
  }

  private boolean fill() throws IOException {
    if (!inMember && !openMember()) {
      return false;
    }
    int count = inflate();
    while (count == 0) {
      if (inflater.finished()) {
        closeMember();
        if (!openMember()) {
          return false;
        }
      } else if (inflater.needsInput()) {
        int read = in.read(packed, 0, packed.length);
        if (read < 0) {
          throw new EOFException("a gzip member is cut off");
        }
        inflater.setInput(packed, 0, read);
      } else {
        throw new ZipException("its gzip coding wants a dictionary");
      }
      count = inflate();
    }
    crc.update(plain, 0, count);
    produced += count;
    at = 0;
    end = count;
    if (limits.isBomb(inflater.getBytesRead(), produced)) {
      throw new ZipException("it unpacks to more than " + limits.maxRatio() + " times its size");
    }
    return true;
  }

  private int inflate() throws ZipException {
    try {
      return inflater.inflate(plain);
    } catch (DataFormatException e) {
      throw (ZipException) new ZipException("its gzip coding is damaged").initCause(e);
    }
  }

  private boolean openMember() throws IOException {
    memberOffset = in.position();
    int first = in.read();
    if (first < 0) {
      return false;
    }
    if (first != 0x1f || next() != 0x8b || next() != 8) {
      throw new ZipException("no gzip member begins where one should");
    }
    int flags = next();
    if ((flags & FLAGS_UNKNOWN) != 0) {
      throw new ZipException("its gzip header has unknown flags");
    }
    skip(6);
    if ((flags & FLAG_EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText();
    }
    if ((flags & FLAG_CHECKED) != 0) {
      skip(2);
    }
    inflater.reset();
    crc.reset();
    produced = 0;
    inMember = true;
    return true;
  }

  private void closeMember() throws IOException {
    in.seek(in.position() - inflater.getRemaining());
    inMember = false;
    long sum = number();
    long length = number();
    if (sum != crc.getValue() || length != (produced & 0xffff_ffffL)) {
      throw new ZipException("the checksum of a gzip member does not match");
    }
  }

  private long number() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private int next() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException("a gzip member is cut off");
    }
    return b;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    int length = 0;
    while (next() != 0) {
      if (++length > MAX_TEXT) {
        throw new ZipException("its gzip header has a name without end");
      }
    }
  }

  @Override
  public int read() throws IOException {
    return isAtEnd() ? -1 : plain[at++] & 0xff;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (isAtEnd()) {
      return -1;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(plain, at, target, from, count);
    at += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
