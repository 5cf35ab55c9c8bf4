package org.gabion.mirror.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.gabion.mirror.web.FileRules;

/// The readable pages of a copy, as files below its root. Nothing else of the folder is given.
record ReadableFiles(Path root) {
  private static final int MAX_PATH = 512;
  private static final int PIECE = 1 << 20;
  // As the rendition names its files: no name begins with a dot. Possessive: never tried again.
  private static final Pattern NAMES =
      Pattern.compile("[a-z0-9~_-][a-z0-9._~-]*+(/[a-z0-9~_-][a-z0-9._~-]*+)*+");

  /// Answers a GET; empty if there is no such page. Blocks.
  ///
  /// @param off runs what reads further pieces; false if it can not now
  Optional<NodePages.Answer> answer(String target, Predicate<Runnable> off) throws IOException {
    if (!target.startsWith("/")) {
      return Optional.empty();
    }
    int question = target.indexOf('?');
    String path = (question < 0 ? target : target.substring(0, question)).substring(1);
    String name = path.endsWith("/") ? path + FileRules.INDEX : path;
    if (!FileRules.isReadable(name) || name.length() > MAX_PATH || !NAMES.matcher(name).matches()) {
      return Optional.empty();
    }
    Path file = root.resolve(name);
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (!found.isRegularFile()) {
      return Optional.empty();
    }
    Pieces pieces = new Pieces(file, found.lastModifiedTime(), found.size(), off);
    return Optional.of(
        new NodePages.Answer(200, FileRules.of(name), pieces.read(0), found.size(), pieces));
  }

  /// The pieces of one file. Asked by one connection, a piece at a time.
  private static final class Pieces implements NodePages.Rest {
    private final Path file;
    private final FileTime written;
    private final long size;
    private final Predicate<Runnable> off;
    private long next;

    Pieces(Path file, FileTime written, long size, Predicate<Runnable> off) {
      this.file = file;
      this.written = written;
      this.size = size;
      this.off = off;
    }

    byte[] read(long from) throws IOException {
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, size - from));
      try (FileChannel channel = FileChannel.open(file)) {
        while (piece.hasRemaining() && channel.read(piece, from + piece.position()) >= 0) {
          continue;
        }
      }
      // A page that was made anew meanwhile must not end as another than it began.
      if (piece.hasRemaining() || !Files.getLastModifiedTime(file).equals(written)) {
        throw new IOException(file + " has changed");
      }
      next = from + piece.capacity();
      return piece.array();
    }

    @Override
    public void next(Consumer<byte[]> to) {
      boolean taken =
          off.test(
              () -> {
                byte[] piece = new byte[0]; // Which ends the connection.
                try {
                  piece = read(next);
                } catch (IOException | UncheckedIOException e) {
                  // The reader asks again, and gets the new page.
                } finally {
                  to.accept(piece);
                }
              });
      if (!taken) {
        to.accept(new byte[0]);
      }
    }
  }
}
