package org.gabion.analyze.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
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

  /// In the system's folder for temporary files.
  public static Spool usual() {
    return new Spool(Path.of(System.getProperty("java.io.tmpdir", "/tmp")), DEFAULT_LIMIT);
  }

  /// Reads a stream to its end, or to the bound.
  InputFile keep(Path name, InputStream in) throws IOException {
    long most = Math.min(limit, Files.getFileStore(folder).getUsableSpace() / 4 * 3);
    FileChannel channel = create();
    try {
      byte[] block = new byte[BLOCK];
      long kept = 0;
      int n;
      while (kept < most && (n = in.read(block, 0, (int) Math.min(BLOCK, most - kept))) >= 0) {
        write(channel, ByteBuffer.wrap(block, 0, n));
        kept += n;
      }
      boolean more = kept == most && in.read() >= 0;
      return InputFile.over(
          name, channel, more ? Optional.of(beyond(name, most)) : Optional.empty());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static String beyond(Path name, long most) {
    String what =
        name.toString().equals(InputFiles.STANDARD_INPUT) ? "standard input" : name.toString();
    return "%s has more than %d bytes: only these were kept and analysed".formatted(what, most);
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private FileChannel create() throws IOException {
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
