package org.gabion.analyze.input;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// One opened input. It stays open over all passes, so that a rotation in between changes nothing;
/// what is appended meanwhile is not read.
///
/// Reads at positions and maps nothing: a file that is cut short under a mapping kills the process,
/// under a read it is an error. Safe for any number of threads.
public final class InputFile implements Closeable {
  private static final int PACKED_BLOCK = 1 << 16;

  /// Read in pieces that stay in the second-level cache: the JDK copies from a native buffer.
  private static final int READ_BLOCK = 1 << 18;

  private final Path path;
  private final FileChannel channel;
  private final long size;
  private final Container container;
  private final Optional<Object> key;
  private final Optional<String> warning;

  private InputFile(Path path, FileChannel channel, Optional<String> warning) throws IOException {
    this.path = path;
    this.channel = channel;
    this.size = channel.size();
    this.warning = warning;
    this.key = key(path);
    byte[] head = new byte[(int) Math.min(Container.HEAD, size)];
    readFully(head, 0, 0, head.length);
    this.container = Container.of(path.toString(), head);
  }

  /// Opens a file.
  ///
  /// @throws InputException if it is not there, not readable, no file, or packed in a way that is
  ///   not read
  public static InputFile open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new InputException(path + " is a folder: name the files in it");
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new InputException(path + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new InputException(path + " may not be read by this user", e);
    }
    return over(path, channel, Optional.empty());
  }

  /// Takes a channel that is open already.
  static InputFile over(Path path, FileChannel channel, Optional<String> warning)
      throws IOException {
    try {
      return new InputFile(path, channel, warning);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static Optional<Object> key(Path path) {
    try {
      return Optional.ofNullable(
          Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class).fileKey());
    } catch (IOException e) {
      return Optional.empty(); // renamed since, or a name for standard input
    }
  }

  /// As it was named.
  public Path path() {
    return path;
  }

  /// Bytes as stored.
  public long size() {
    return size;
  }

  /// The program that shows what is in such a file.
  public String reader() {
    return switch (container) {
      case PLAIN -> "cat";
      case GZIP -> "zcat";
      case ZSTD -> "zstdcat";
    };
  }

  Container container() {
    return container;
  }

  Optional<String> warning() {
    return warning;
  }

  /// Whether both are the same file, by whatever names.
  boolean isSame(InputFile other) {
    return key.isPresent() && key.equals(other.key);
  }

  /// Fills `into[at, at + length)` from a position.
  ///
  /// @throws InputException if the file has become shorter
  void readFully(byte[] into, int at, long position, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int n = read(into, at + done, position + done, length - done);
      if (n < 0) {
        throw shrunk();
      }
      done += n;
    }
  }

  private int read(byte[] into, int at, long position, int most) throws IOException {
    return channel.read(ByteBuffer.wrap(into, at, Math.min(READ_BLOCK, most)), position);
  }

  private InputException shrunk() {
    return new InputException(
        path + " became shorter while it was read: analyse a copy, or the rotated file");
  }

  /// Its content from the beginning, unpacked. One thread.
  Unpacked unpacked() throws IOException {
    return new Unpacked();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /// The content of a file, unpacked as it is read.
  final class Unpacked implements Closeable {
    private final Stored stored = new Stored();
    private final InputStream in;

    private Unpacked() throws IOException {
      in =
          switch (container) {
            case PLAIN -> stored;
            case GZIP -> new GZIPInputStream(stored, PACKED_BLOCK);
            case ZSTD -> new ZstdInputStreamNoFinalizer(stored);
          };
    }

    /// Reads up to `most` bytes; -1 at the end.
    ///
    /// @throws IOException with the reason if the archive is damaged or ends too early
    int read(byte[] into, int at, int most) throws IOException {
      return in.read(into, at, most);
    }

    /// Bytes of the file read so far.
    long stored() {
      return stored.position;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /// The stored bytes as a stream, which leaves the channel open.
  private final class Stored extends InputStream {
    private long position;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int most) throws IOException {
      if (position >= size || most == 0) {
        return most == 0 ? 0 : -1;
      }
      int n = InputFile.this.read(into, at, position, (int) Math.min(most, size - position));
      if (n < 0) {
        throw shrunk();
      }
      position += n;
      return n;
    }

    /// A gzip stream asks for it to see whether another member follows.
    @Override
    public int available() {
      return (int) Math.min(Integer.MAX_VALUE, size - position);
    }
  }
}
