package org.gabion.mirror.copy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// A zip file from outside, opened only if its list of files fits into memory and every name in it
/// is harmless and has one meaning on every disk: see [ZipNames]. Nothing is unpacked. Safe for use
/// by several threads.
public final class CheckedZip implements AutoCloseable {
  /// The list of files is read into memory: at most so many bytes.
  private static final long MAX_LIST = 256L << 20;

  /// And so many for each file: a long name, and what stands beside it.
  private static final long LIST_ENTRY = 2048;

  private static final int END_RECORD = 22;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int MAX_COMMENT = 65_535;
  private static final int LOCATOR = 20;
  private static final int WIDE_RECORD = 56;
  private static final long UNSIGNED_INT = 0xffff_ffffL;

  private final ZipFile zip;
  private final Map<String, ZipEntry> entries;

  private CheckedZip(ZipFile zip, Map<String, ZipEntry> entries) {
    this.zip = zip;
    this.entries = entries;
  }

  /// Opens a zip file.
  ///
  /// @param mostEntries files in it
  /// @param kind what it should be, such as `copy`
  /// @throws IOException names the file and what is wrong with it
  public static CheckedZip open(Path file, int mostEntries, String kind) throws IOException {
    ZipFile zip = zipFile(file, Math.min(MAX_LIST, mostEntries * LIST_ENTRY), kind);
    try {
      return new CheckedZip(zip, entries(file, zip, mostEntries, kind));
    } catch (IOException | RuntimeException e) {
      try (zip) {
        throw e;
      }
    }
  }

  private static ZipFile zipFile(Path file, long mostList, String kind) throws IOException {
    try {
      refuseHugeList(file, mostList, kind);
      return new ZipFile(file.toFile());
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + " can not be read: no permission", e);
    } catch (ZipException | EOFException e) {
      throw new IOException(
          file + " is no zip file, or was cut off: " + e.getMessage() + "; copy it again", e);
    }
  }

  /// The JDK reads the list of files as a whole; what would not fit is refused before.
  private static void refuseHugeList(Path file, long mostList, String kind) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long from = Math.max(0, channel.size() - END_RECORD - MAX_COMMENT);
      ByteBuffer tail = read(channel, from, END_RECORD + MAX_COMMENT);
      for (int at = tail.limit() - END_RECORD; at >= 0; at--) {
        if (tail.getInt(at) == END_SIGNATURE) {
          long list = tail.getInt(at + 12) & UNSIGNED_INT;
          if (list == UNSIGNED_INT && from + at >= LOCATOR) {
            ByteBuffer locator = read(channel, from + at - LOCATOR, LOCATOR);
            list = wideList(channel, locator);
          }
          if (list < 0 || list > mostList) {
            throw tooMany(file, kind);
          }
          return;
        }
      }
    }
  }

  /// The length of the list in a zip64 file, which stands in a record of its own.
  private static long wideList(SeekableByteChannel channel, ByteBuffer locator) throws IOException {
    long at = locator.remaining() == LOCATOR ? locator.getLong(8) : -1;
    if (at < 0 || at > channel.size() - WIDE_RECORD) {
      return 0;
    }
    return read(channel, at, WIDE_RECORD).getLong(40);
  }

  private static ByteBuffer read(SeekableByteChannel channel, long from, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    channel.position(from);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      continue;
    }
    return bytes.flip();
  }

  private static IOException tooMany(Path file, String kind) {
    return new IOException(
        file + " holds more files than any " + kind + " has, so it is none; get it again");
  }

  private static Map<String, ZipEntry> entries(Path file, ZipFile zip, int most, String kind)
      throws IOException {
    if (zip.size() > most) {
      throw tooMany(file, kind);
    }
    ZipNames names = new ZipNames();
    Map<String, ZipEntry> entries = new HashMap<>();
    Enumeration<? extends ZipEntry> all = zip.entries();
    while (all.hasMoreElements()) {
      ZipEntry entry = all.nextElement();
      Optional<String> fault = names.fault(entry.getName());
      if (fault.isPresent()) {
        throw new IOException(file + " is refused: " + fault.get() + "; get it from another place");
      }
      if (!entry.isDirectory()) {
        entries.put(entry.getName(), entry);
      }
    }
    return entries;
  }

  /// The files in it by their names, without folders.
  public Map<String, ZipEntry> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /// The unpacked content of one of its files.
  public InputStream open(ZipEntry entry) throws IOException {
    return zip.getInputStream(entry);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
