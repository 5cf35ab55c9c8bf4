package org.gabion.mirror.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/// Makes a WARC by hand, record by record, so that a test can leave out or spoil any part.
final class WarcBuilder {
  static final String SITE = "http://www.example.org";
  static final String DATE = "2026-11-01T10:00:00Z";

  private final ByteArrayOutputStream records = new ByteArrayOutputStream();
  private final boolean packed;
  private int number;

  private WarcBuilder(boolean packed) {
    this.packed = packed;
  }

  static WarcBuilder plain() {
    return new WarcBuilder(false);
  }

  /// Each record in a gzip member of its own.
  static WarcBuilder packed() {
    return new WarcBuilder(true);
  }

  /// A page of HTML that was answered with 200.
  WarcBuilder page(String path, String content) {
    return response(SITE + path, DATE, "200 OK", "Content-Type: text/html", content);
  }

  /// @param fields of HTTP, without the length, lines parted by `|`
  WarcBuilder response(String url, String date, String status, String fields, String content) {
    String http =
        "HTTP/1.1 "
            + status
            + "\r\n"
            + fields.replace("|", "\r\n")
            + "\r\nContent-Length: "
            + content.length()
            + "\r\n\r\n"
            + content;
    return record("response", url, date, "application/http;msgtype=response", "", latin(http));
  }

  /// @param fields of the record, lines parted by `|`
  WarcBuilder record(
      String type, String url, String date, String contentType, String fields, byte[] block) {
    number++;
    String head =
        "WARC/1.0\r\nWARC-Type: "
            + type
            + "\r\nWARC-Record-ID: <urn:uuid:"
            + number
            + ">\r\nWARC-Target-URI: "
            + url
            + "\r\nWARC-Date: "
            + date
            + "\r\nContent-Type: "
            + contentType
            + (fields.isEmpty() ? "" : "\r\n" + fields.replace("|", "\r\n"))
            + "\r\nContent-Length: "
            + block.length
            + "\r\n\r\n";
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    record.writeBytes(block);
    record.writeBytes(latin("\r\n\r\n"));
    return raw(packed ? gzip(record.toByteArray()) : record.toByteArray());
  }

  /// A request that was sent in the exchange of record `urn:uuid:NUMBER`.
  WarcBuilder request(String method, String url, String fields, int exchange) {
    byte[] http =
        latin(
            method
                + " /x HTTP/1.1\r\nHost: www.example.org\r\n"
                + fields.replace("|", "\r\n")
                + (fields.isEmpty() ? "\r\n" : "\r\n\r\n"));
    return record(
        "request",
        url,
        DATE,
        "application/http;msgtype=request",
        "WARC-Concurrent-To: <urn:uuid:" + exchange + ">",
        http);
  }

  WarcBuilder raw(byte[] bytes) {
    records.writeBytes(bytes);
    return this;
  }

  byte[] bytes() {
    return records.toByteArray();
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes());
  }

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
