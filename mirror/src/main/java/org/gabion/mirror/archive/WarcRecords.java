package org.gabion.mirror.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.mirror.capture.Body;
import org.gabion.mirror.capture.PageHead;
import org.gabion.mirror.capture.Spool;

/// Writes records of a WARC 1.1 (ISO 28500:2017), each in a gzip member of its own: a `warcinfo`,
/// then a `response` for each page. Record ids are made of what the record says (UUID version 8,
/// RFC 9562), so that the same pages give the same bytes. One thread.
///
/// The HTTP header in a record is made anew from what a copy keeps of the first one; it is not the
/// bytes that went over a wire.
final class WarcRecords {
  private final CountedOutput out;
  private final Spool spool;
  private final String infoId;

  /// Where a page was written.
  ///
  /// @param offset of its gzip member
  /// @param length of its gzip member
  /// @param sha256 of the content, in hexadecimal digits
  record Written(String id, long offset, long length, String sha256) {}

  private WarcRecords(CountedOutput out, Spool spool, String infoId) {
    this.out = out;
    this.spool = spool;
    this.infoId = infoId;
  }

  /// Begins with the record that tells of the archive.
  static WarcRecords begin(OutputStream target, Spool spool, ArchiveTitle title)
      throws IOException {
    CountedOutput out = new CountedOutput(target);
    byte[] block =
        ("software: "
                + title.software()
                + "\r\nformat: WARC File Format 1.1\r\n"
                + "conformsTo: https://iipc.github.io/warc-specifications/specifications/"
                + "warc-format/warc-1.1/\r\n"
                + "isPartOf: "
                + title.title()
                + "\r\ndescription: pages of a signed copy; HTTP headers are made from it\r\n")
            .getBytes(StandardCharsets.UTF_8);
    String digest = Sha256.hexOf(block);
    String id = id("warcinfo", "", title.created(), digest);
    StringBuilder head = begin("warcinfo", id, title.created());
    field(head, "WARC-Block-Digest", DataPackage.SHA256 + digest);
    field(head, "Content-Type", "application/warc-fields");
    field(head, "Content-Length", String.valueOf(block.length));
    try (GZIPOutputStream member = new GZIPOutputStream(new Unclosed(out))) {
      member.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
      member.write(block);
      member.write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    return new WarcRecords(out, spool, id);
  }

  Written page(URI url, Instant captured, PageHead head, InputStream in) throws IOException {
    Address.check(url);
    try (Body body = spool.take(in, Long.MAX_VALUE).orElseThrow()) {
      byte[] http = http(head, body.size());
      String content = digest(new byte[0], body);
      String block = digest(http, body);
      String id = id("response", url.toString(), captured, block);
      StringBuilder fields = begin("response", id, captured);
      field(fields, "WARC-Warcinfo-ID", "<" + infoId + ">");
      field(fields, "WARC-Target-URI", url.toString());
      field(fields, "WARC-Payload-Digest", DataPackage.SHA256 + content);
      field(fields, "WARC-Block-Digest", DataPackage.SHA256 + block);
      field(fields, "Content-Type", "application/http;msgtype=response");
      field(fields, "Content-Length", String.valueOf(http.length + body.size()));
      long offset = out.count();
      try (GZIPOutputStream member = new GZIPOutputStream(new Unclosed(out));
          InputStream again = body.open()) {
        member.write(fields.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        member.write(http);
        again.transferTo(member);
        member.write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      return new Written(id, offset, out.count() - offset, content);
    }
  }

  private static StringBuilder begin(String type, String id, Instant date) {
    StringBuilder head = new StringBuilder("WARC/1.1\r\n");
    field(head, "WARC-Type", type);
    field(head, "WARC-Record-ID", "<" + id + ">");
    field(head, "WARC-Date", date.toString());
    return head;
  }

  private static void field(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static byte[] http(PageHead head, long length) {
    StringBuilder http = new StringBuilder("HTTP/1.1 " + head.status() + " ");
    http.append(reason(head.status())).append("\r\n");
    head.location().ifPresent(to -> field(http, "Location", to));
    for (Map.Entry<RouteHeader, String> each : new TreeMap<>(head.headers()).entrySet()) {
      if (RouteHeader.fits(each.getValue())) {
        field(http, each.getKey().fieldName(), each.getValue());
      }
    }
    field(http, "Content-Length", String.valueOf(length));
    return http.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 301 -> "Moved Permanently";
      case 302 -> "Found";
      case 303 -> "See Other";
      case 307 -> "Temporary Redirect";
      case 308 -> "Permanent Redirect";
      case 404 -> "Not Found";
      case 410 -> "Gone";
      default -> "Other";
    };
  }

  private static String digest(byte[] before, Body body) throws IOException {
    Sha256 sha256 = new Sha256();
    sha256.update(before, before.length);
    try (InputStream in = body.open()) {
      byte[] buffer = new byte[64 << 10];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, n);
      }
    }
    return sha256.hex();
  }

  private static String id(String type, String url, Instant date, String digest) {
    String name = type + "\n" + url + "\n" + date + "\n" + digest;
    MessageDigest sha256 = Sha256.fresh();
    ByteBuffer bytes = ByteBuffer.wrap(sha256.digest(name.getBytes(StandardCharsets.UTF_8)));
    long high = bytes.getLong() & ~0xf000L | 0x8000L;
    long low = bytes.getLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
    return "urn:uuid:" + new UUID(high, low);
  }

  /// A stream that ends its member, not the file.
  private static final class Unclosed extends java.io.FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
