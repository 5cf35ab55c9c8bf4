package org.gabion.mirror.copy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import org.gabion.core.snapshot.CopyPaths;

/// A copy in a bundle, a zip file. Opened only if every name in it is harmless and has one meaning
/// on every disk: see [ZipNames]. Nothing is unpacked, and no file is read beyond what its kind may
/// hold, however far it would expand.
///
/// A bundle that was packed anew with a folder around it is taken too. Closing it ends reading.
public final class ZipSource implements Source, AutoCloseable {
  /// More files than this no edition makes.
  private static final int MAX_ENTRIES = 2_000_000;

  private final Path file;
  private final CheckedZip zip;
  private final Map<String, ZipEntry> entries;
  private final String prefix;

  private ZipSource(Path file, CheckedZip zip, Map<String, ZipEntry> entries, String prefix) {
    this.file = file;
    this.zip = zip;
    this.entries = entries;
    this.prefix = prefix;
  }

  /// Opens a bundle.
  ///
  /// @throws IOException names the file and what is wrong with it
  public static ZipSource open(Path file) throws IOException {
    CheckedZip zip = CheckedZip.open(file, MAX_ENTRIES, "copy");
    try {
      return new ZipSource(file, zip, zip.entries(), prefix(file, zip.entries()));
    } catch (IOException | RuntimeException e) {
      try (zip) {
        throw e;
      }
    }
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
    try (InputStream in = zip.open(entry)) {
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
