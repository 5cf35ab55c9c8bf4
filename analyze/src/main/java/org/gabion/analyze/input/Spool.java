package org.gabion.analyze.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Keeps what can be read once only in a temporary file, because analysis reads more than once.
///
/// The file can be read by its owner only. It has no name any more once it is open, where the
/// system can do that, so that nothing is left behind however the process ends.
///
/// @param folder where the file is
/// @param limit most bytes that are kept; a quarter of the folder's free space is always left
public record Spool(Path folder, long limit) {
  /// 16 GiB.
  public static final long DEFAULT_LIMIT = 16L << 30;

  private static final int BLOCK = 1 << 18;
  private static final String FILE_REMEDY =
      "Give the file itself by its name (also packed): files have no bound.";
  private static final String REMEDY =
      "Give the file itself by its name (also packed), or let TMPDIR name a folder with more room.";

  /// In the folder that `TMPDIR` names, else in the system's for temporary files.
  public static Spool usual() {
    String system = System.getProperty("java.io.tmpdir", "/tmp");
    String named = System.getenv().getOrDefault("TMPDIR", "");
    return new Spool(Path.of(named.isEmpty() ? system : named), DEFAULT_LIMIT);
  }

  /// Reads a stream to its end, or to the bound.
  ///
  /// @throws InputException if the folder does not take it
  InputFile keep(Path name, InputStream in) throws IOException {
    try {
      long room = Files.getFileStore(folder).getUsableSpace() / 4 * 3;
      FileChannel channel = file();
      try {
        return keep(name, in, channel, room);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (FileSystemException e) {
      throw new InputException(
          "%s is read more than once, so it is kept in %s, which can not take it. %s"
              .formatted(words(name), folder, REMEDY),
          e);
    }
  }

  InputFile keep(Path name, InputStream in, FileChannel channel, long room) throws IOException {
    long most = Math.min(limit, room);
    byte[] block = new byte[BLOCK];
    long kept = 0;
    int n;
    while (kept < most && (n = in.read(block, 0, (int) Math.min(BLOCK, most - kept))) >= 0) {
      try {
        write(channel, ByteBuffer.wrap(block, 0, n));
      } catch (IOException e) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s could not be kept in %s beyond %,d bytes: %s. %s",
                words(name),
                folder,
                kept,
                e.getMessage(),
                REMEDY),
            e);
      }
      kept += n;
    }
    boolean more = kept == most && in.read() >= 0;
    return InputFile.over(name, channel, more ? Optional.of(beyond(name, most)) : Optional.empty());
  }

  private String beyond(Path name, long most) {
    String why =
        most == limit
            ? "the most that is kept of what can be read only once"
            : "three quarters of the free space of " + folder;
    return String.format(
        Locale.ROOT,
        "%s has more than %,d bytes, %s: what came after them was not analysed. %s",
        words(name),
        most,
        why,
        most == limit ? FILE_REMEDY : REMEDY);
  }

  private static String words(Path name) {
    return name.toString().equals(InputFiles.STANDARD_INPUT) ? "standard input" : name.toString();
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /// Makes an empty file of this kind.
  public FileChannel file() throws IOException {
    byte[] random = new byte[8];
    ThreadLocalRandom.current().nextBytes(random);
    Path path = folder.resolve("gabion-spool-" + HexFormat.of().formatHex(random));
    FileAttribute<?>[] owner =
        folder.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    return FileChannel.open(
        path,
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE),
        owner);
  }
}
