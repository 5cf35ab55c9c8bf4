package org.gabion.guard.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A file that whole lines are added to; opened when first needed, mode 0640, opened anew on
/// request. One thread.
///
/// After a failed write it is cut back to its last whole line if the disk allows that, and opened
/// again by the next write, so that a line is never lost and seldom torn. `-` is standard output,
/// which is neither opened nor closed.
final class LogFile {
  static final Path STDOUT = Path.of("-");

  private static final Set<StandardOpenOption> APPEND =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);

  private final Path path;
  private final Supplier<byte[]> firstLine;
  private @Nullable FileChannel channel;
  private volatile boolean reopen;

  /// The first line was written since the start or the last [#reopen].
  private boolean greeted;

  /// @param firstLine what stands first in a new file, and is said again at each start; may be
  ///   empty
  LogFile(Path path, Supplier<byte[]> firstLine) {
    this.path = path;
    this.firstLine = firstLine;
  }

  Path path() {
    return path;
  }

  /// Asks for the file to be opened anew before the next line; from any thread.
  void reopen() {
    reopen = true;
  }

  /// Writes what is left of the block.
  ///
  /// @throws IOException if the disk refuses; the block knows how far it came
  void write(Block block) throws IOException {
    FileChannel open = current();
    ByteBuffer buffer = ByteBuffer.wrap(block.bytes, block.written, block.length - block.written);
    try {
      while (buffer.hasRemaining()) {
        block.written += open.write(buffer);
      }
    } catch (IOException e) {
      cutBack(open, block.backToLineStart());
      close();
      throw e;
    }
  }

  /// Opens or reopens the file if that is due, also when there is nothing to write.
  FileChannel current() throws IOException {
    FileChannel open = channel;
    if (open != null && !reopen) {
      return open;
    }
    greeted &= !reopen;
    reopen = false;
    close();
    open = open();
    channel = open;
    return open;
  }

  boolean reopenDue() {
    return reopen && channel != null;
  }

  private FileChannel open() throws IOException {
    if (path.equals(STDOUT)) {
      // Not closed: standard output is not ours.
      @SuppressWarnings("resource")
      FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel();
      writeAll(out, firstLine.get());
      return out;
    }
    boolean torn = endsInsideLine();
    FileChannel open = FileChannel.open(path, APPEND, permissions());
    long size = open.size();
    try {
      if (torn) {
        // A process that was killed left half a line.
        writeAll(open, new byte[] {'\n'});
      }
      if (size == 0 || !greeted) {
        writeAll(open, firstLine.get());
        greeted = true;
      }
    } catch (IOException e) {
      cutBack(open, open.size() - size);
      open.close();
      throw e;
    }
    return open;
  }

  private boolean endsInsideLine() throws IOException {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try (FileChannel old = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      long size = old.size();
      return size > 0 && old.read(last, size - 1) == 1 && last.get(0) != '\n';
    }
  }

  private static FileAttribute<?>[] permissions() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
        }
        : new FileAttribute<?>[0];
  }

  private static void writeAll(FileChannel to, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      to.write(buffer);
    }
  }

  private void cutBack(FileChannel open, long tornBytes) {
    if (tornBytes > 0 && !path.equals(STDOUT)) {
      try {
        open.truncate(open.size() - tornBytes);
      } catch (IOException e) {
        // The next open sees the half line and ends it.
        return;
      }
    }
  }

  void close() {
    FileChannel open = channel;
    channel = null;
    if (open != null && !path.equals(STDOUT)) {
      try {
        open.close();
      } catch (IOException e) {
        // Every byte was written before; there is nothing left to lose.
        return;
      }
    }
  }
}
