package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gabion.mirror.capture.WarcBuilder.DATE;
import static org.gabion.mirror.capture.WarcBuilder.SITE;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.mirror.archive.ArchiveLimits;
import org.gabion.mirror.archive.ArchiveTitle;
import org.gabion.mirror.archive.ArchiveWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Archives that chance or ill will has changed: read within their limits, or refused in words.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ArchiveFuzzTest {
  private static final long SEED = Long.getLong("gabion.seed", 20261126);
  private static final int ROUNDS = Integer.getInteger("gabion.fuzz.rounds", 1000);
  private static final long MAX_PAGE = 64 << 10;
  private static final long MAX_TOTAL = 1 << 20;

  /// What hostile archives are made of.
  private static final List<String> WORDS =
      List.of(
          "WARC/1.0\r\n",
          "\r\n\r\n",
          "\r\n",
          "Content-Length: 99999999999999999999\r\n",
          "Content-Length: -1\r\n",
          "Content-Length: 0\r\n",
          "WARC-Type: revisit\r\n",
          "WARC-Target-URI: " + SITE + "/../../x\r\n",
          "WARC-Target-URI: http://[::1]:99999/%zz\r\n",
          "WARC-Date: +999999999-12-31T23:59:59Z\r\n",
          "WARC-Payload-Digest: sha1:===\r\n",
          "WARC-Concurrent-To: <>\r\n",
          "HTTP/1.1 999 \r\n",
          "HTTP/9.9 200\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Content-Encoding: gzip, deflate, gzip\r\n",
          "Location: //\\evil\r\n",
          "fffffffffffffff\r\n",
          ": \r\n",
          "\0\0\0\0",
          "filedesc://x 1.2.3.4 99999999999999 text/plain 5\n");

  @TempDir Path temp;

  private static byte[] sample(boolean packed) {
    WarcBuilder warc = packed ? WarcBuilder.packed() : WarcBuilder.plain();
    return warc.page("/", "<h1>Home</h1><a href='/a?b=1'>a</a>")
        .response(SITE + "/old", DATE, "301 Moved", "Location: /", "")
        .record(
            "response",
            SITE + "/z",
            DATE,
            "application/http",
            "",
            concat(
                "HTTP/1.1 200 OK\r\n"
                    + "Content-Encoding: gzip\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n"
                    + "14\r\n",
                Arrays.copyOf(WarcBuilder.gzip(WarcBuilder.latin("hello, hello")), 20),
                "\r\n0\r\n\r\n"))
        .record(
            "revisit",
            SITE + "/r",
            DATE,
            "application/http",
            "WARC-Refers-To: <urn:uuid:1>",
            WarcBuilder.latin("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"))
        .request("GET", SITE + "/", "Cookie: a=b", 9)
        .record("resource", SITE + "/t.txt", DATE, "text/plain", "", new byte[] {'t'})
        .bytes();
  }

  private static byte[] concat(String before, byte[] middle, String after) {
    return WarcBuilder.latin(before + new String(middle, StandardCharsets.ISO_8859_1) + after);
  }

  private byte[] wacz() throws IOException {
    Path file = temp.resolve("whole.wacz");
    URI site = URI.create(SITE + "/");
    try (ArchiveWriter writer =
        ArchiveWriter.wacz(file, new ArchiveTitle("t", site, Instant.EPOCH, "test 1"))) {
      PageHead head = PageHead.found(Map.of(RouteHeader.CONTENT_TYPE, "text/html"));
      writer.page(site, Instant.EPOCH, head, new ByteArrayInputStream(new byte[] {'h', 'i'}));
      writer.finish();
    }
    return Files.readAllBytes(file);
  }

  @Test
  void capture_ofAnyDamagedPlainWarc_staysWithinItsLimitsOrIsRefused() throws Exception {
    fuzz(sample(false), 1, ROUNDS);
  }

  @Test
  void capture_ofAnyDamagedPackedWarc_staysWithinItsLimitsOrIsRefused() throws Exception {
    fuzz(sample(true), 2, ROUNDS);
  }

  @Test
  void capture_ofAnyWarcDamagedBeforeItWasPacked_staysWithinItsLimitsOrIsRefused()
      throws Exception {
    byte[] whole = sample(false);
    Random random = new Random(SEED + 3);
    for (int round = 0; round < ROUNDS; round++) {
      check(WarcBuilder.gzip(damaged(whole, random)), 3, round);
    }
  }

  @Test
  void capture_ofAnyDamagedWacz_staysWithinItsLimitsOrIsRefused() throws Exception {
    fuzz(wacz(), 4, ROUNDS);
  }

  @Test
  void capture_ofNoise_isRefused() throws Exception {
    Random random = new Random(SEED + 5);
    List<byte[]> begins =
        List.of(
            WarcBuilder.latin("WARC/1.0\r\n"),
            new byte[] {0x1f, (byte) 0x8b, 8, 0},
            new byte[] {'P', 'K', 3, 4});
    for (int round = 0; round < ROUNDS; round++) {
      byte[] begin = begins.get(random.nextInt(begins.size()));
      byte[] noise = new byte[begin.length + random.nextInt(2000)];
      random.nextBytes(noise);
      System.arraycopy(begin, 0, noise, 0, begin.length);
      check(noise, 5, round);
    }
  }

  private void fuzz(byte[] whole, int number, int rounds) throws IOException {
    Random random = new Random(SEED + number);
    for (int round = 0; round < rounds; round++) {
      check(damaged(whole, random), number, round);
    }
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    for (int i = 1 + random.nextInt(3); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> {
          byte[] word = WarcBuilder.latin(WORDS.get(random.nextInt(WORDS.size())));
          bytes = spliced(bytes, at, at, word);
        }
        case 4 -> {
          int to = Math.min(bytes.length, at + random.nextInt(60));
          bytes = spliced(bytes, at, to, new byte[0]);
        }
        default -> {
          int from = random.nextInt(whole.length);
          int to = Math.min(whole.length, from + random.nextInt(400));
          bytes = spliced(bytes, at, at, Arrays.copyOfRange(whole, from, to));
        }
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
    byte[] result = new byte[from + middle.length + bytes.length - to];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(middle, 0, result, from, middle.length);
    System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
    return result;
  }

  /// Reads an archive; anything but pages, misses and an [IOException] in words is a fault.
  private void check(byte[] archive, int number, int round) throws IOException {
    Path file = Files.write(temp.resolve("f.warc"), archive);
    ArchiveLimits limits = ArchiveLimits.USUAL.withSizes(MAX_PAGE, MAX_TOTAL, 50);
    Bounded sink = new Bounded();
    String replay = "-Dgabion.seed=" + SEED + ", part " + number + ", round " + round;
    try {
      new ArchiveCapture(
              ArchiveConfig.of(file, CrawlScope.of(URI.create(SITE + "/"))).withLimits(limits))
          .capture(sink);
    } catch (IOException e) {
      assertThat(e).as(replay).hasMessageContaining("f.warc");
      assertThat(sink.pages).as(replay).isZero();
    } catch (RuntimeException | Error e) {
      throw new AssertionError(replay, e);
    }
    assertThat(sink.bytes).as(replay).isLessThanOrEqualTo(MAX_TOTAL);
  }

  /// Counts, and keeps nothing.
  private static final class Bounded implements CaptureSink {
    private long pages;
    private long bytes;

    @Override
    public void page(RouteKey key, PageHead head, InputStream body) throws IOException {
      long size = body.transferTo(java.io.OutputStream.nullOutputStream());
      assertThat(size).isLessThanOrEqualTo(MAX_PAGE);
      pages++;
      bytes += size;
    }

    @Override
    public void missed(String url, MissReason reason, String detail) {
      assertThat(detail).isNotBlank().doesNotContain("null");
    }
  }
}
