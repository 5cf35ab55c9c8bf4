package org.gabion.mirror.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.gabion.mirror.copy.CheckedZip;

/// A WACZ (version 1.1.1): a zip file with WARC files in `archive/`, and `datapackage.json`, which
/// lists the digest of every file. Opened only if all of that is so.
///
/// WARC files that stand packed in the zip file are unpacked into a temporary folder, which goes
/// when it is closed. Nothing is ever written under a name from the archive.
final class Wacz implements AutoCloseable {
  private static final String ARCHIVE = "archive/";

  private final Path path;
  private final ArchiveLimits limits;
  private final CheckedZip zip;
  private final List<WarcFile> files = new ArrayList<>();
  private Optional<Path> temporary = Optional.empty();
  private long bytes;

  private Wacz(Path path, ArchiveLimits limits, CheckedZip zip) {
    this.path = path;
    this.limits = limits;
    this.zip = zip;
  }

  /// Opens a WACZ and checks it.
  ///
  /// @param mostBytes of all files in it, unpacked
  static Wacz open(Path path, ArchiveLimits limits, long mostBytes) throws IOException {
    CheckedZip zip = CheckedZip.open(path, limits.maxEntries(), "web archive");
    Wacz wacz = new Wacz(path, limits, zip);
    try {
      wacz.check(mostBytes);
      return wacz;
    } catch (ZipException | EOFException e) {
      try (wacz) {
        throw wacz.refusal("a file in it is damaged or cut off", e);
      }
    } catch (IOException | RuntimeException e) {
      try (wacz) {
        throw e;
      }
    }
  }

  List<WarcFile> files() {
    return files;
  }

  /// Of all files in it, unpacked.
  long bytes() {
    return bytes;
  }

  private IOException refusal(String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new IOException(
        path + " is refused: " + why + "; get it again from where it was made", cause);
  }

  private void check(long mostBytes) throws IOException {
    Map<String, ZipEntry> entries = new TreeMap<>(zip.entries());
    DataPackage listed = DataPackage.read(zip, entries, this::refusal);
    for (Map.Entry<String, ZipEntry> entry : entries.entrySet()) {
      String name = entry.getKey();
      Optional<DataPackage.Resource> resource = listed.resource(name);
      boolean archive = name.startsWith(ARCHIVE);
      if (isNested(name)) {
        throw refusal(
            "'" + name + "' is an archive within it; unpack it and name each by itself", null);
      }
      if (resource.isPresent()) {
        Optional<Path> unpacked = checkContent(entry.getValue(), resource.get(), mostBytes);
        if (archive) {
          files.add(warc(entry.getValue(), unpacked));
        }
      } else if (archive) {
        throw refusal("'" + name + "' does not stand in datapackage.json", null);
      }
    }
    for (String name : listed.names()) {
      if (!entries.containsKey(name)) {
        throw refusal("'" + name + "' stands in datapackage.json and is not there", null);
      }
    }
    if (files.isEmpty()) {
      throw refusal("it holds no WARC file in archive/", null);
    }
  }

  private static boolean isNested(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".wacz") || lower.endsWith(".zip");
  }

  /// Reads a file to its end.
  ///
  /// @return where its content lies now, if it had to be unpacked to be read again
  private Optional<Path> checkContent(ZipEntry entry, DataPackage.Resource resource, long mostBytes)
      throws IOException {
    String name = entry.getName();
    boolean keep = entry.getMethod() != ZipEntry.STORED && name.startsWith(ARCHIVE);
    Optional<Path> unpacked = keep ? Optional.of(temporaryFile()) : Optional.empty();
    Sha256 sha256 = new Sha256();
    try (InputStream in = zip.open(entry);
        OutputStream out =
            keep
                ? Files.newOutputStream(unpacked.orElseThrow())
                : OutputStream.nullOutputStream()) {
      byte[] buffer = new byte[64 << 10];
      long count = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        count += read;
        bytes += read;
        if (bytes > mostBytes) {
          throw refusal("it unpacks to more than " + limits.maxTotalBytes() + " bytes", null);
        }
        if (limits.isBomb(entry.getCompressedSize(), count)) {
          throw refusal(
              "'" + name + "' unpacks to more than " + limits.maxRatio() + " times its size", null);
        }
        sha256.update(buffer, read);
        out.write(buffer, 0, read);
      }
      if (count != resource.bytes() || !sha256.hex().equals(resource.sha256())) {
        throw new IOException(
            path
                + " is refused: '"
                + name
                + "': its digest does not match datapackage.json; get it again from where it was"
                + " made, or unzip it and name its .warc files, which have digests of their own");
      }
    }
    return unpacked;
  }

  private Path temporaryFile() throws IOException {
    if (temporary.isEmpty()) {
      temporary = Optional.of(Files.createTempDirectory("gabion-wacz"));
    }
    return Files.createTempFile(temporary.get(), "archive", ".warc");
  }

  private WarcFile warc(ZipEntry entry, Optional<Path> unpacked) throws IOException {
    String name = path + "/" + entry.getName();
    RawInput.Opener opener =
        unpacked.isPresent() ? () -> Files.newInputStream(unpacked.get()) : () -> zip.open(entry);
    return ArchiveSet.file(name, opener, limits);
  }

  @Override
  public void close() throws IOException {
    zip.close();
    if (temporary.isPresent()) {
      try (DirectoryStream<Path> left = Files.newDirectoryStream(temporary.get())) {
        for (Path file : left) {
          Files.delete(file);
        }
      }
      Files.delete(temporary.get());
    }
  }
}
