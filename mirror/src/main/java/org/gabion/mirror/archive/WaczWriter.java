package org.gabion.mirror.archive;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.mirror.capture.PageHead;
import org.gabion.mirror.capture.Spool;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a WACZ 1.1.1: a zip file of a packed WARC, a CDXJ index, a list of pages, and the digests
/// of all three. Everything stands unpacked in the zip file, so that readers can fetch parts of it.
/// One thread.
final class WaczWriter implements ArchiveWriter {
  static final String VERSION = "1.1.1";

  private static final String WARC = "data.warc.gz";
  private static final DateTimeFormatter CDX_TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ArchiveTitle title;
  private final Draft draft;
  private final Path folder;
  private final Spool spool;
  private final OutputStream warc;
  private final BufferedWriter pages;
  private final WarcRecords records;
  private final SortedLines index;

  WaczWriter(Path file, ArchiveTitle title) throws IOException {
    this.title = title;
    this.draft = Draft.of(file);
    this.folder = Files.createTempDirectory("gabion-wacz");
    this.spool = Spool.create();
    this.warc = new BufferedOutputStream(Files.newOutputStream(folder.resolve(WARC)), 64 << 10);
    this.records = WarcRecords.begin(warc, spool, title);
    this.index = new SortedLines(folder);
    this.pages = Files.newBufferedWriter(folder.resolve("pages.jsonl"), StandardCharsets.UTF_8);
    ObjectNode head = JSON.createObjectNode();
    line(head.put("format", "json-pages-1.0").put("id", "pages").put("title", "All pages"));
  }

  private void line(ObjectNode node) throws IOException {
    pages.write(JSON.writeValueAsString(node));
    pages.write('\n');
  }

  @Override
  public void page(URI url, Instant captured, PageHead head, InputStream body) throws IOException {
    WarcRecords.Written written = records.page(url, captured, head, body);
    String type = mediaType(head);
    ObjectNode entry = JSON.createObjectNode();
    entry
        .put("url", url.toString())
        .put("mime", type)
        .put("status", String.valueOf(head.status()))
        .put("digest", DataPackage.SHA256 + written.sha256())
        .put("length", String.valueOf(written.length()))
        .put("offset", String.valueOf(written.offset()))
        .put("filename", WARC);
    index.add(
        Address.surt(url) + " " + CDX_TIME.format(captured) + " " + JSON.writeValueAsString(entry));
    if (head.status() == 200 && type.equals("text/html")) {
      ObjectNode page = JSON.createObjectNode();
      line(
          page.put("id", written.id())
              .put("url", url.toString())
              .put("ts", captured.truncatedTo(ChronoUnit.SECONDS).toString()));
    }
  }

  private static String mediaType(PageHead head) {
    String value = head.headers().getOrDefault(RouteHeader.CONTENT_TYPE, "");
    int semicolon = value.indexOf(';');
    String type = (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
    return type.isEmpty() ? "unk" : type.toLowerCase(Locale.ROOT);
  }

  @Override
  public void finish() throws IOException {
    warc.close();
    pages.close();
    Path cdx = folder.resolve("index.cdx");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(cdx), 64 << 10)) {
      index.writeTo(out);
    }
    try (ZipOutputStream zip = new ZipOutputStream(draft.out(), StandardCharsets.UTF_8)) {
      ObjectNode list = JSON.createObjectNode();
      list.put("profile", "data-package")
          .put("wacz_version", VERSION)
          .put("title", title.title())
          .put("software", title.software())
          .put("created", title.created().truncatedTo(ChronoUnit.SECONDS).toString())
          .put("mainPageUrl", title.mainPage().toString())
          .put("mainPageDate", title.created().truncatedTo(ChronoUnit.SECONDS).toString());
      ArrayNode resources = list.putArray("resources");
      resources.add(store(zip, "archive/" + WARC, folder.resolve(WARC)));
      resources.add(store(zip, "indexes/index.cdx", cdx));
      resources.add(store(zip, "pages/pages.jsonl", folder.resolve("pages.jsonl")));
      byte[] packed = pretty(list);
      store(zip, DataPackage.LIST, Files.write(folder.resolve("list"), packed));
      ObjectNode digest = JSON.createObjectNode();
      digest.put("path", DataPackage.LIST).put("hash", DataPackage.SHA256 + Sha256.hexOf(packed));
      store(zip, DataPackage.LIST_DIGEST, Files.write(folder.resolve("digest"), pretty(digest)));
    }
    draft.finish();
  }

  private static byte[] pretty(ObjectNode node) {
    // Line feeds on every machine, whatever its own line ends are.
    return (node.toPrettyString().replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// @return what stands of the file in the list
  private ObjectNode store(ZipOutputStream zip, String name, Path content) throws IOException {
    Sha256 sha256 = new Sha256();
    CRC32 crc = new CRC32();
    try (InputStream in = Files.newInputStream(content);
        OutputStream sums = new CheckedOutputStream(sha256.sink(), crc)) {
      in.transferTo(sums);
    }
    long size = Files.size(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setTimeLocal(LocalDateTime.ofInstant(title.created(), ZoneOffset.UTC));
    entry.setSize(size);
    entry.setCompressedSize(size);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    Files.copy(content, zip);
    zip.closeEntry();
    return JSON.createObjectNode()
        .put("name", name.substring(name.lastIndexOf('/') + 1))
        .put("path", name)
        .put("hash", DataPackage.SHA256 + sha256.hex())
        .put("bytes", size);
  }

  @Override
  public void close() throws IOException {
    try (draft;
        spool;
        warc) {
      pages.close();
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
      for (Path each : left) {
        Files.delete(each);
      }
    }
    Files.delete(folder);
  }
}
