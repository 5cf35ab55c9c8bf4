package org.gabion.analyze.input;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;

/// Reads a log while it grows, through both ways of rotation: the file is renamed and a new one
/// made in its place (the old one is read to its end first), or it is copied and cut to nothing.
/// The second is told by the length, and by the bytes before the place reached: they are others if
/// the file was cut and has grown beyond that place since.
///
/// What a server writes between the copy and the cut is lost to everybody, also to this. One
/// thread.
public final class Follower implements Closeable {
  private static final int BLOCK = 1 << 16;
  private static final int REMEMBERED = 64;

  private final Path path;
  private final int longest;
  private FileChannel channel;
  private Optional<Object> key;
  private byte[] buffer = new byte[BLOCK + Shape.PADDING];
  private int held;
  private long position;

  /// The bytes just before the position.
  private byte[] before = {};

  private boolean skipping;
  private long rotations;

  /// @throws InputException if the file can not be read, or is packed
  public Follower(Path path) throws IOException {
    this(path, Inputs.MAX_LINE);
  }

  Follower(Path path, int longest) throws IOException {
    this.path = path;
    this.longest = longest;
    try (InputFile file = InputFile.open(path)) {
      if (file.container() != Container.PLAIN) {
        throw new InputException(path + " is an archive, which does not grow: analyse it as it is");
      }
    }
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
    this.key = key();
  }

  private Optional<Object> key() throws IOException {
    try {
      return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty(); // renamed, and not made again yet
    }
  }

  /// Shows the lines that have come since the last call. Does not wait.
  ///
  /// @return how many bytes were read
  public long poll(LineSink sink) throws IOException {
    long read = 0;
    if (isCut()) {
      begin(sink);
    }
    read += drain(sink);
    Optional<Object> now = key();
    if (now.isPresent() && !now.equals(key)) {
      // What was written between the drain and the rename.
      read += drain(sink);
      channel.close();
      channel = FileChannel.open(path, StandardOpenOption.READ);
      key = now;
      begin(sink);
      read += drain(sink);
    }
    return read;
  }

  /// How often the log was rotated.
  public long rotations() {
    return rotations;
  }

  private boolean isCut() throws IOException {
    if (channel.size() < position) {
      return true;
    }
    byte[] now = new byte[before.length];
    ByteBuffer into = ByteBuffer.wrap(now);
    while (into.hasRemaining()) {
      if (channel.read(into, position - before.length + into.position()) < 0) {
        return true;
      }
    }
    return !Arrays.equals(now, before);
  }

  /// Goes on at the beginning of another file; a last line without a line feed is over.
  private void begin(LineSink sink) {
    if (held > 0 && !skipping) {
      sink.line(buffer, 0, held);
    }
    held = 0;
    skipping = false;
    position = 0;
    before = new byte[0];
    rotations++;
  }

  private long drain(LineSink sink) throws IOException {
    long start = position;
    while (true) {
      makeRoom(sink);
      int room = buffer.length - Shape.PADDING - held;
      int n = channel.read(ByteBuffer.wrap(buffer, held, room), position);
      if (n <= 0) {
        return position - start;
      }
      remember(held, n);
      position += n;
      lines(sink, held, held + n);
    }
  }

  private void makeRoom(LineSink sink) {
    int capacity = buffer.length - Shape.PADDING;
    if (held < capacity) {
      return;
    }
    if (held <= longest) {
      buffer = Arrays.copyOf(buffer, 2 * capacity + Shape.PADDING);
      return;
    }
    if (!skipping) {
      sink.tooLong(buffer, 0, held);
    }
    skipping = true;
    held = 0;
  }

  private void remember(int at, int n) {
    byte[] joined = Arrays.copyOf(before, before.length + Math.min(n, REMEMBERED));
    int fresh = Math.min(n, REMEMBERED);
    System.arraycopy(buffer, at + n - fresh, joined, before.length, fresh);
    // Of a short read the older bytes stay.
    int from = n >= REMEMBERED ? before.length : Math.max(0, joined.length - REMEMBERED);
    before = Arrays.copyOfRange(joined, from, joined.length);
  }

  private void lines(LineSink sink, int fresh, int to) {
    int start = 0;
    int end = ByteChunk.lineEnd(buffer, fresh, to);
    while (end < to) {
      show(sink, start, end);
      start = end + 1;
      end = ByteChunk.lineEnd(buffer, start, to);
    }
    held = to - start;
    System.arraycopy(buffer, start, buffer, 0, held);
  }

  private void show(LineSink sink, int start, int end) {
    if (skipping) {
      skipping = false;
    } else if (end - start > longest) {
      sink.tooLong(buffer, start, end);
    } else {
      sink.line(buffer, start, end);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
