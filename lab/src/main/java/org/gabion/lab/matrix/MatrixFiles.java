package org.gabion.lab.matrix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// The files that the web server has and that clients send: known bytes of known age, in which no
/// two places look alike.
///
/// @param folder where they lie
/// @param sizes of `SIZE.bin`
record MatrixFiles(Path folder, List<Long> sizes) {
  private static final long SEED = 20_261_122;
  private static final int BLOCK = 1 << 20;
  private static final FileTime AGE = FileTime.fromMillis(1_700_000_000_000L);

  /// Writes them all.
  static MatrixFiles make(Path folder, List<Long> sizes) throws IOException {
    Files.createDirectories(folder.resolve("sub"));
    for (long size : sizes) {
      Path file = folder.resolve(size + ".bin");
      write(file, size);
      Files.setLastModifiedTime(file, AGE);
    }
    text(folder.resolve("page.html"), "<p>A page that packs well.</p>\n".repeat(3000));
    text(folder.resolve("sub/index.html"), "<p>sub</p>\n");
    text(folder.resolve("a b%c.txt"), "odd name\n");
    return new MatrixFiles(folder, List.copyOf(sizes));
  }

  private static void text(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, AGE);
  }

  /// One random block again and again, with the block's number at its begin.
  private static void write(Path file, long size) throws IOException {
    byte[] block = new byte[BLOCK];
    new Random(SEED).nextBytes(block);
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (long at = 0; at < size; at += BLOCK) {
        ByteBuffer next = ByteBuffer.wrap(block);
        next.putLong(0, at);
        next.limit((int) Math.min(BLOCK, size - at));
        while (next.hasRemaining()) {
          out.write(next);
        }
      }
    }
  }

  Path ofSize(long size) {
    return folder.resolve(size + ".bin");
  }

  /// nginx' entity tag of a file: age and size in hexadecimal digits.
  static String entityTag(long size) {
    return "\"" + Long.toHexString(AGE.toMillis() / 1000) + "-" + Long.toHexString(size) + "\"";
  }

  static String sha256(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Digest.of(in).sha256();
    }
  }

  /// @param bytes how many there were
  record Digest(String sha256, long bytes) {
    static Digest of(InputStream in) throws IOException {
      MessageDigest sum;
      try {
        sum = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException absent) {
        throw new IllegalStateException(absent);
      }
      byte[] buffer = new byte[1 << 18];
      long bytes = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sum.update(buffer, 0, n);
        bytes += n;
      }
      return new Digest(HexFormat.of().formatHex(sum.digest()), bytes);
    }

    static Digest of(String latin1) {
      try {
        return of(new java.io.ByteArrayInputStream(latin1.getBytes(StandardCharsets.ISO_8859_1)));
      } catch (IOException impossible) {
        throw new java.io.UncheckedIOException(impossible);
      }
    }
  }
}
