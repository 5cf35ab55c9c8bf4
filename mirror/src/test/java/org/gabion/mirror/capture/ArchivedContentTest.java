package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gabion.mirror.capture.WarcBuilder.DATE;
import static org.gabion.mirror.capture.WarcBuilder.SITE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.mirror.archive.ArchiveLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How the content of records is found, decoded and compared with digests.
final class ArchivedContentTest {
  private static final String HTML = "Content-Type: text/html";

  @TempDir Path temp;

  private KeptPages capture(WarcBuilder warc) throws IOException {
    return capture(warc, ArchiveLimits.USUAL);
  }

  private KeptPages capture(WarcBuilder warc, ArchiveLimits limits) throws IOException {
    Path file = warc.write(temp.resolve("a.warc"));
    KeptPages kept = new KeptPages();
    new ArchiveCapture(
            ArchiveConfig.of(file, CrawlScope.of(URI.create(SITE + "/"))).withLimits(limits))
        .capture(kept);
    return kept;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static byte[] http(String fields, byte[] content) {
    ByteArrayOutputStream http = new ByteArrayOutputStream();
    http.writeBytes(
        WarcBuilder.latin("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + fields + "\r\n\r\n"));
    http.writeBytes(content);
    return http.toByteArray();
  }

  @Test
  void capture_ofCodings_undoesThem() throws Exception {
    byte[] text = WarcBuilder.latin("<p>packed</p>");
    ByteArrayOutputStream zlib = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(zlib)) {
      out.write(text);
    }
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(raw, new Deflater(9, true))) {
      out.write(text);
    }
    String chunked = "5;a=b\r\n<p>pa\r\n8\r\ncked</p>\r\n0\r\nTrailer: x\r\n\r\n";
    KeptPages kept =
        capture(
            WarcBuilder.plain()
                .record(
                    "response",
                    SITE + "/gzip",
                    DATE,
                    "application/http",
                    "",
                    http("Content-Encoding: gzip", WarcBuilder.gzip(text)))
                .record(
                    "response",
                    SITE + "/zlib",
                    DATE,
                    "application/http",
                    "",
                    http("Content-Encoding: deflate", zlib.toByteArray()))
                .record(
                    "response",
                    SITE + "/raw",
                    DATE,
                    "application/http",
                    "",
                    http("Content-Encoding: deflate", raw.toByteArray()))
                .record(
                    "response",
                    SITE + "/chunked",
                    DATE,
                    "application/http",
                    "",
                    http("Transfer-Encoding: chunked", WarcBuilder.latin(chunked)))
                .record(
                    "response",
                    SITE + "/decoded",
                    DATE,
                    "application/http",
                    "",
                    http("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", text))
                .record(
                    "response",
                    SITE + "/br",
                    DATE,
                    "application/http",
                    "",
                    http("Content-Encoding: br", new byte[] {1, 2, 3}))
                .record(
                    "response",
                    SITE + "/cut",
                    DATE,
                    "application/http",
                    "",
                    http("Content-Encoding: gzip", Arrays.copyOf(WarcBuilder.gzip(text), 20)))
                .record(
                    "response",
                    SITE + "/cutchunk",
                    DATE,
                    "application/http",
                    "",
                    http("Transfer-Encoding: chunked", WarcBuilder.latin("5\r\nabc"))));

    for (String key : List.of("/gzip", "/zlib", "/raw", "/chunked", "/decoded")) {
      assertThat(kept.page(key).text()).as(key).isEqualTo("<p>packed</p>");
    }
    assertThat(kept.miss("/br").detail()).startsWith("it is coded with brotli");
    assertThat(kept.miss("/cut").detail()).contains("breaks off");
    assertThat(kept.miss("/cutchunk").detail()).contains("breaks off");
    assertThat(kept.pages()).hasSize(5);
  }

  @Test
  void capture_ofDigests_takesOnlyWhatMatches() throws Exception {
    byte[] content = WarcBuilder.latin("<p>x</p>");
    byte[] block = http("A: b", content);
    byte[] chunked =
        http("Transfer-Encoding: chunked", WarcBuilder.latin("8\r\n<p>x</p>\r\n0\r\n\r\n"));
    String right = sha256(content);
    String wrong = sha256(WarcBuilder.latin("other"));
    WarcBuilder warc = WarcBuilder.plain();
    Map<String, String> records =
        Map.of(
            "/payload", "WARC-Payload-Digest: " + right,
            "/sha1", "WARC-Payload-Digest: sha1:NOTTHEDIGEST234567ABCDEFGHIJKLMN",
            "/block", "WARC-Block-Digest: " + sha256(block),
            "/both", "WARC-Block-Digest: " + sha256(block) + "|WARC-Payload-Digest: " + wrong,
            "/badblock", "WARC-Block-Digest: " + wrong,
            "/unknown", "WARC-Payload-Digest: blake9:ABC",
            "/nonsense", "WARC-Payload-Digest: nonsense");
    records.forEach(
        (path, fields) ->
            warc.record("response", SITE + path, DATE, "application/http", fields, block));
    warc.record(
        "response",
        SITE + "/chunks",
        DATE,
        "application/http",
        "WARC-Payload-Digest: " + right,
        chunked);

    KeptPages kept = capture(warc);

    assertThat(kept.pages()).containsOnlyKeys("/payload", "/block", "/unknown", "/chunks");
    for (String path : List.of("/both", "/badblock", "/sha1")) {
      assertThat(kept.miss(path).reason()).isEqualTo(MissReason.FAILED);
      assertThat(kept.miss(path).detail()).as(path).contains("digest does not match");
    }
    assertThat(kept.miss("/nonsense").detail()).isEqualTo("its digest can not be read");
  }

  @Test
  void capture_ofABodyThatBreaksOff_missesThePage() throws Exception {
    byte[] cut = http("Content-Length: 99", WarcBuilder.latin("short"));
    KeptPages kept =
        capture(
            WarcBuilder.plain()
                .record("response", SITE + "/a", DATE, "application/http", "", cut)
                .record(
                    "response",
                    SITE + "/b",
                    DATE,
                    "application/http",
                    "WARC-Truncated: length",
                    http("A: b", WarcBuilder.latin("x")))
                .record(
                    "response",
                    SITE + "/c",
                    DATE,
                    "application/http",
                    "WARC-Segment-Number: 1",
                    http("A: b", WarcBuilder.latin("x")))
                .record(
                    "response",
                    SITE + "/d",
                    DATE,
                    "application/http",
                    "",
                    WarcBuilder.latin("no http at all")));

    assertThat(kept.pages()).isEmpty();
    assertThat(kept.miss("/a").detail()).isEqualTo("it breaks off: 5 of 99 bytes are there");
    assertThat(kept.miss("/b").detail()).isEqualTo("the recorder did not keep all of it (length)");
    assertThat(kept.miss("/c").detail()).contains("segments");
    assertThat(kept.miss("/d").detail()).isEqualTo("it holds no whole HTTP header");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void capture_ofRevisits_takesTheContentTheyReferTo(boolean packed) throws Exception {
    byte[] content = WarcBuilder.latin("<p>same</p>");
    String digest = "WARC-Payload-Digest: " + sha256(content);
    byte[] head = http("Content-Language: en", new byte[0]);
    byte[] whole = http("Content-Language: de", content);
    byte[] unchanged = WarcBuilder.latin("HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n");
    WarcBuilder warc = packed ? WarcBuilder.packed() : WarcBuilder.plain();
    String later = "2026-11-20T00:00:00Z";
    warc.record("response", SITE + "/a", DATE, "application/http", digest, whole) // 1
        .record("revisit", SITE + "/a", later, "application/http", digest, head)
        .record(
            "revisit", SITE + "/id", DATE, "application/http", "WARC-Refers-To: <urn:uuid:1>", head)
        .record(
            "revisit",
            SITE + "/date",
            DATE,
            "application/http",
            "WARC-Refers-To-Target-URI: " + SITE + "/a|WARC-Refers-To-Date: " + DATE,
            head)
        .record(
            "revisit",
            SITE + "/bare",
            DATE,
            "text/plain",
            "WARC-Refers-To: <urn:uuid:1>",
            new byte[0])
        .record(
            "revisit",
            SITE + "/same",
            later,
            "application/http",
            "WARC-Refers-To: <urn:uuid:1>",
            unchanged)
        .record(
            "revisit",
            SITE + "/lost",
            DATE,
            "application/http",
            "WARC-Refers-To: <urn:uuid:99>",
            head)
        .record(
            "revisit",
            SITE + "/other",
            DATE,
            "application/http",
            "WARC-Refers-To: <urn:uuid:1>|WARC-Payload-Digest: " + sha256(new byte[1]),
            head);

    KeptPages kept = capture(warc);

    for (String key : List.of("/a", "/id", "/date", "/bare", "/same")) {
      assertThat(kept.page(key).text()).as(key).isEqualTo("<p>same</p>");
    }
    assertThat(kept.page("/a").head().headers()).containsEntry(RouteHeader.CONTENT_LANGUAGE, "en");
    assertThat(kept.page("/same").head().headers())
        .containsEntry(RouteHeader.CONTENT_LANGUAGE, "de");
    assertThat(kept.miss("/lost").detail()).contains("import the archive that has it");
    assertThat(kept.miss("/other").detail()).contains("digest does not match");
  }

  @Test
  void capture_ofARevisitToAPrivateAnswer_isPrivate() throws Exception {
    KeptPages kept =
        capture(
            WarcBuilder.plain()
                .response(SITE + "/me", DATE, "200 OK", HTML + "|Set-Cookie: a=b", "secret")
                .record(
                    "revisit",
                    SITE + "/open",
                    DATE,
                    "application/http",
                    "WARC-Refers-To: <urn:uuid:1>",
                    http("A: b", new byte[0])));

    assertThat(kept.pages()).isEmpty();
    assertThat(kept.reason("/open")).isEqualTo("private");
  }

  @Test
  void capture_ofResources_takesThem() throws Exception {
    KeptPages kept =
        capture(
            WarcBuilder.plain()
                .record("resource", SITE + "/a.txt", DATE, "text/plain", "", new byte[] {'h', 'i'})
                .record("metadata", SITE + "/b", DATE, "text/plain", "", new byte[] {'m'})
                .record("response", "dns:example.org", DATE, "text/dns", "", new byte[] {'d'}));

    assertThat(kept.pages()).containsOnlyKeys("/a.txt");
    assertThat(kept.page("/a.txt").text()).isEqualTo("hi");
    assertThat(kept.page("/a.txt").head().headers())
        .containsEntry(RouteHeader.CONTENT_TYPE, "text/plain");
    assertThat(kept.missed()).isEmpty();
  }

  @Test
  void capture_ofAWholePackedFile_isReadAllTheSame() throws Exception {
    byte[] plain =
        WarcBuilder.plain()
            .page("/b", "b")
            .page("/a", "a")
            .record(
                "revisit",
                SITE + "/r",
                DATE,
                "application/http",
                "WARC-Refers-To: <urn:uuid:1>",
                http("A: b", new byte[0]))
            .bytes();

    KeptPages kept = capture(WarcBuilder.plain().raw(WarcBuilder.gzip(plain)));

    assertThat(kept.page("/a").text()).isEqualTo("a");
    assertThat(kept.page("/b").text()).isEqualTo("b");
    assertThat(kept.miss("/r").detail()).contains("gunzip");
  }

  @Test
  void capture_ofBombs_isRefusedOrMissed() throws Exception {
    byte[] zeros = new byte[20 << 20];
    WarcBuilder member =
        WarcBuilder.packed()
            .record("response", SITE + "/a", DATE, "application/http", "", http("A: b", zeros));
    WarcBuilder coding =
        WarcBuilder.plain()
            .page("/good", "good")
            .record(
                "response",
                SITE + "/a",
                DATE,
                "application/http",
                "",
                http("Content-Encoding: gzip", WarcBuilder.gzip(zeros)))
            .record(
                "response",
                SITE + "/b",
                DATE,
                "application/http",
                "",
                http("Content-Encoding: gzip, gzip", WarcBuilder.gzip(WarcBuilder.gzip(zeros))));

    assertThatThrownBy(() -> capture(member)).hasMessageContaining("200 times its size");
    KeptPages kept = capture(coding);

    assertThat(kept.pages()).containsOnlyKeys("/good");
    assertThat(kept.miss("/a").detail()).contains("200 times its size");
    assertThat(kept.miss("/b").detail()).contains("200 times its size");
  }

  @Test
  void capture_ofManyRevisitsToOneLargeRecord_endsAtTheLimit() throws Exception {
    WarcBuilder warc = WarcBuilder.plain();
    warc.record(
        "response", SITE + "/a", DATE, "application/http", "", http("A: b", new byte[100_000]));
    for (int i = 0; i < 100; i++) {
      warc.record(
          "revisit",
          SITE + "/r" + i,
          DATE,
          "application/http",
          "WARC-Refers-To: <urn:uuid:1>",
          http("A: b", new byte[0]));
    }

    KeptPages kept = capture(warc, ArchiveLimits.USUAL.withSizes(1 << 20, 1 << 20, 200));

    assertThat(kept.pages()).hasSizeBetween(5, 20);
    assertThat(kept.missed()).hasSize(101 - kept.pages().size());
    assertThat(kept.missed().values())
        .allMatch(miss -> miss.reason() == MissReason.TOO_LARGE && miss.detail().contains("took"));
  }
}
