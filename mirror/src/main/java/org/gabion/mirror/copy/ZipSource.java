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
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.gabion.core.snapshot.CopyPaths;

/// A copy in a bundle, a zip file. Opened only if every name in it is harmless and has one meaning
/// on every disk: see [ZipNames]. Nothing is unpacked, and no file is read beyond what its kind may
/// hold, however far it would expand.
///
/// A bundle that was packed anew with a folder around it is taken too. Closing it ends reading.
public final class ZipSource implements Source, AutoCloseable {
  /// More files than this no edition makes.
  private static final int MAX_ENTRIES = 2_000_000;

  /// Its list of files is read into memory: at most so many bytes for each, about.
  private static final long MAX_LIST = 256L << 20;

  private static final int END_RECORD = 22;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int MAX_COMMENT = 65_535;
  private static final int LOCATOR = 20;
  private static final int WIDE_RECORD = 56;
  private static final long UNSIGNED_INT = 0xffff_ffffL;

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries;
  private final String prefix;

  private ZipSource(Path file, ZipFile zip, Map<String, ZipEntry> entries, String prefix) {
    this.file = file;
    this.zip = zip;
    this.entries = entries;
    this.prefix = prefix;
  }

  /// Opens a bundle.
  ///
  /// @throws IOException names the file and what is wrong with it
  public static ZipSource open(Path file) throws IOException {
    ZipFile zip = zipFile(file);
    try {
      Map<String, ZipEntry> entries = entries(file, zip);
      return new ZipSource(file, zip, entries, prefix(file, entries));
    } catch (IOException | RuntimeException e) {
      try (zip) {
        throw e;
      }
    }
  }

  private static ZipFile zipFile(Path file) throws IOException {
    try {
      refuseHugeList(file);
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
  private static void refuseHugeList(Path file) throws IOException {
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
          if (list < 0 || list > MAX_LIST) {
            throw tooMany(file);
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

  private static IOException tooMany(Path file) {
    return new IOException(file + " holds more files than any copy has; it is no bundle");
  }

  private static Map<String, ZipEntry> entries(Path file, ZipFile zip) throws IOException {
    if (zip.size() > MAX_ENTRIES) {
      throw tooMany(file);
    }
    ZipNames names = new ZipNames();
    Map<String, ZipEntry> entries = new HashMap<>();
    Enumeration<? extends ZipEntry> all = zip.entries();
    while (all.hasMoreElements()) {
      ZipEntry entry = all.nextElement();
      Optional<String> fault = names.fault(entry.getName());
      if (fault.isPresent()) {
        throw new IOException(
            file + " is refused: " + fault.get() + "; get the bundle from another place");
      }
      if (!entry.isDirectory()) {
        entries.put(entry.getName(), entry);
      }
    }
    return entries;
  }

  private static String prefix(Path file, Map<String, ZipEntry> entries) throws IOException {
    if (entries.containsKey(CopyPaths.HEAD)) {
      return "";
    }
    String found = "";
    for (String name : entries.keySet()) {
      if (name.endsWith("/" + CopyPaths.HEAD)) {
        if (!found.isEmpty()) {
          throw new IOException(file + " holds more than one copy; unpack it and name a folder");
        }
        found = name.substring(0, name.length() - CopyPaths.HEAD.length());
      }
    }
    if (found.isEmpty()) {
      throw new IOException(
          file
              + " is no bundle: it has no "
              + CopyPaths.HEAD
              + "; 'gabion mirror bundle' makes one");
    }
    return found;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public Optional<byte[]> fetch(String path, int limit) throws IOException {
    ZipEntry entry = entries.get(prefix + path);
    if (entry == null) {
      return Optional.empty();
    }
    byte[] content;
    try (InputStream in = zip.getInputStream(entry)) {
      content = in.readNBytes(limit + 1);
    } catch (IOException e) {
      throw new IOException(file + ", " + path + " can not be unpacked: " + e.getMessage(), e);
    }
    if (content.length > limit) {
      throw new IOException(file + ", " + path + ": it is larger than " + limit + " bytes");
    }
    return Optional.of(content);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
