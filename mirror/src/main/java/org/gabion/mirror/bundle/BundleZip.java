package org.gabion.mirror.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gabion.mirror.rendition.RenditionSink;

/// The zip file of a bundle while it is written. The same files in the same order give the same
/// bytes: all carry the edition's date in UTC. Large ones become zip64. One thread.
final class BundleZip implements RenditionSink, AutoCloseable {
  // What is packed already; packing it again costs time and wins nothing.
  private static final Set<String> PACKED =
      Set.of(
          "png", "jpg", "jpeg", "gif", "webp", "avif", "woff", "woff2", "mp3", "ogg", "oga", "opus",
          "m4a", "mp4", "m4v", "webm", "ogv", "mov", "pdf", "epub", "zip", "gz", "tgz", "7z",
          "docx", "xlsx", "odt", "ods");

  private final ZipOutputStream zip;
  private final LocalDateTime date;
  private long files;

  BundleZip(OutputStream out, Instant date) {
    this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    this.date = LocalDateTime.ofInstant(date, ZoneOffset.UTC);
  }

  @Override
  public void put(String path, Content content) throws IOException {
    String ending = path.substring(path.lastIndexOf('.') + 1);
    put(path, content, !PACKED.contains(ending));
  }

  /// @param pack whether the content is worth packing
  void put(String path, Content content, boolean pack) throws IOException {
    ZipEntry entry = new ZipEntry(path);
    entry.setTimeLocal(date);
    zip.setLevel(pack ? Deflater.DEFAULT_COMPRESSION : Deflater.NO_COMPRESSION);
    zip.putNextEntry(entry);
    content.writeTo(zip);
    zip.closeEntry();
    files++;
  }

  void put(String path, byte[] content) throws IOException {
    put(path, out -> out.write(content), true);
  }

  /// A bundle is written once and has no edition before.
  @Override
  public void delete(String path) {
    throw new IllegalStateException("nothing is deleted from a bundle: " + path);
  }

  long files() {
    return files;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
