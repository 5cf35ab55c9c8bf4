package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Archives made by a real other tool, GNU Wget, of a real small site.
final class WgetArchiveTest {
  private static final Path WGET = Path.of("/usr/bin/wget");

  @TempDir Path temp;

  private HttpServer server;
  private byte[] image;

  @BeforeEach
  void start() throws IOException {
    assumeThat(WGET)
        .as("wget is not on this machine; on Debian or Ubuntu: sudo apt-get install -y wget")
        .exists();
    image = new byte[100_000];
    new Random(5).nextBytes(image);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      switch (path) {
        case "/" ->
            page(
                exchange,
                "<a href='/a'>a</a><a href='/old'>o</a><a href='/me'>m</a><img src=i.png>");
        case "/a" -> chunked(exchange, "<p>ä in chunks</p>".repeat(2000));
        case "/i.png" -> send(exchange, 200, "image/png", image, image.length);
        case "/old" -> {
          exchange.getResponseHeaders().set("Location", "/a");
          exchange.sendResponseHeaders(301, -1);
        }
        case "/me" -> {
          exchange.getResponseHeaders().set("Set-Cookie", "id=1");
          page(exchange, "<p>hello, visitor 1</p>");
        }
        default -> send(exchange, 404, "text/html", WarcBuilder.latin("<p>no</p>"), 9);
      }
    }
  }

  private void page(HttpExchange exchange, String html) throws IOException {
    byte[] bytes = WarcBuilder.latin(html);
    send(exchange, 200, "text/html", bytes, bytes.length);
  }

  private void chunked(HttpExchange exchange, String html) throws IOException {
    String asked = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    byte[] bytes = WarcBuilder.latin(html);
    if (asked != null && asked.contains("gzip")) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      bytes = WarcBuilder.gzip(bytes);
    }
    send(exchange, 200, "text/html; charset=iso-8859-1", bytes, 0);
  }

  private static void send(
      HttpExchange exchange, int status, String type, byte[] bytes, long length)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private String site() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private Path wget(String name, List<String> options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                WGET.toString(),
                "--no-config",
                "--no-proxy",
                "--quiet",
                "--recursive",
                "--page-requisites",
                "--tries=1",
                "--timeout=10",
                "--directory-prefix=" + temp.resolve("pages"),
                "--warc-file=" + temp.resolve(name)));
    command.addAll(options);
    command.add(site());
    command.add(site() + ".gabion-not-found");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("wget.log").toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    Path packed = temp.resolve(name + ".warc.gz");
    return Files.exists(packed) ? packed : temp.resolve(name + ".warc");
  }

  private KeptPages capture(List<Path> files) throws IOException {
    KeptPages kept = new KeptPages();
    ArchiveConfig config =
        ArchiveConfig.of(files.getFirst(), CrawlScope.of(URI.create(site()))).withFiles(files);
    new ArchiveCapture(config).capture(kept);
    return kept;
  }

  @ParameterizedTest
  @CsvSource({
    "packed, --no-cookies",
    "plain, --no-warc-compression --no-cookies",
    "coded, --compression=gzip --no-cookies"
  })
  void capture_ofACrawlByWget_hasThePagesByteForByte(String name, String options) throws Exception {
    Path archive = wget(name, List.of(options.split(" ", -1)));

    KeptPages kept = capture(List.of(archive));

    assertThat(kept.pages()).containsOnlyKeys("/", "/a", "/i.png", "/old", "/.gabion-not-found");
    assertThat(kept.page("/a").content())
        .isEqualTo(WarcBuilder.latin("<p>ä in chunks</p>".repeat(2000)));
    assertThat(kept.page("/i.png").content()).isEqualTo(image);
    assertThat(kept.page("/old").head().location()).contains("/a");
    assertThat(kept.reason("/me")).isEqualTo("private");
    assertThat(kept.missed()).containsOnlyKeys("/me");
  }

  @Test
  void capture_ofACrawlWithCookies_leavesOutWhatWasAskedForWithOne() throws Exception {
    Path archive = wget("cookies", List.of("--wait=0"));
    Path again = wget("again", List.of("--header=Cookie: id=7", "--no-cookies"));

    assertThat(capture(List.of(archive)).pages()).containsKeys("/", "/a");
    KeptPages kept = capture(List.of(again));

    assertThat(kept.pages()).isEmpty();
    assertThat(kept.reason("/a")).isEqualTo("private");
  }

  @Test
  void capture_ofASecondCrawlThatRefersToTheFirst_needsBoth() throws Exception {
    Path first = wget("first", List.of("--no-cookies", "--warc-cdx"));
    Path second =
        wget("second", List.of("--no-cookies", "--warc-dedup=" + temp.resolve("first.cdx")));

    KeptPages both = capture(List.of(first, second));
    KeptPages alone = capture(List.of(second));

    assertThat(both.page("/i.png").content()).isEqualTo(image);
    assertThat(both.pages()).containsKeys("/", "/a", "/i.png");
    assertThat(alone.miss("/i.png").detail()).contains("import the archive that has it");
  }
}
