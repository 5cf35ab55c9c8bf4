package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gabion.mirror.capture.WarcBuilder.DATE;
import static org.gabion.mirror.capture.WarcBuilder.SITE;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.mirror.archive.ArchiveLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which pages are taken from an archive, and why others are not.
final class ArchiveCaptureTest {
  private static final String HTML = "Content-Type: text/html";

  @TempDir Path temp;

  private KeptPages capture(WarcBuilder warc) throws IOException {
    return capture(warc, CrawlScope.of(URI.create(SITE + "/")), ArchiveLimits.USUAL);
  }

  private KeptPages capture(WarcBuilder warc, CrawlScope scope, ArchiveLimits limits)
      throws IOException {
    Path file = warc.write(temp.resolve("a.warc"));
    KeptPages kept = new KeptPages();
    new ArchiveCapture(ArchiveConfig.of(file, scope).withLimits(limits)).capture(kept);
    return kept;
  }

  private static CrawlScope scope(Set<String> hosts, Map<String, Set<String>> parameters) {
    return new CrawlScope(
        URI.create(SITE + "/"), hosts, parameters, List.of("/private/"), List.of());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void capture_ofPages_takesThemWithTheHeadersThatACopyHandsOn(boolean packed) throws Exception {
    WarcBuilder warc = packed ? WarcBuilder.packed() : WarcBuilder.plain();
    warc.page("/", "<h1>Home</h1>")
        .response(
            SITE + "/a.css",
            DATE,
            "200 OK",
            "Content-Type: text/css|Server: x|Last-Modified: Sun, 01 Nov 2026 10:00:00 GMT",
            "p{}")
        .response(SITE + "/old", DATE, "301 Moved", "Location: /", "moved")
        .response(SITE + "/out", DATE, "302 Found", "Location: https://other.example/x", "")
        .response(SITE + "/gone", DATE, "404 Not Found", HTML, "gone")
        .response(SITE + "/.gabion-not-found", DATE, "404 Not Found", HTML, "<h1>Not here</h1>");

    KeptPages kept = capture(warc);

    assertThat(kept.missed()).isEmpty();
    assertThat(kept.pages()).containsOnlyKeys("/", "/a.css", "/old", "/out", "/.gabion-not-found");
    assertThat(kept.page("/").text()).isEqualTo("<h1>Home</h1>");
    assertThat(kept.page("/a.css").head().headers())
        .isEqualTo(
            Map.of(
                RouteHeader.CONTENT_TYPE,
                "text/css",
                RouteHeader.LAST_MODIFIED,
                "Sun, 01 Nov 2026 10:00:00 GMT"));
    assertThat(kept.page("/old").head().location()).contains("/");
    assertThat(kept.page("/out").head().location()).contains("https://other.example/x");
    assertThat(kept.page("/.gabion-not-found").head().status()).isEqualTo(404);
  }

  @Test
  void capture_ofOtherHosts_countsThemAsExcluded() throws Exception {
    KeptPages kept =
        capture(
            WarcBuilder.plain()
                .page("/", "home")
                .response("https://cdn.example/a.js", DATE, "200 OK", HTML, "x")
                .response("https://cdn.example/b.js", DATE, "200 OK", HTML, "x")
                .response("https://example.org/", DATE, "200 OK", HTML, "other name"),
            scope(Set.of("example.org"), Map.of()),
            ArchiveLimits.USUAL);

    assertThat(kept.pages()).containsOnlyKeys("/");
    assertThat(kept.page("/").text()).isEqualTo("other name");
    assertThat(kept.miss("https://cdn.example/"))
        .isEqualTo(new KeptPages.Miss(MissReason.EXCLUDED, "2 records of another host"));
  }

  @Test
  void capture_ofOnePageSeveralTimes_takesTheLatestWholeAnswer() throws Exception {
    KeptPages kept =
        capture(
            WarcBuilder.plain()
                .response(SITE + "/a", "2026-11-03T00:00:00Z", "200 OK", HTML, "newest")
                .response(SITE + "/a", "2026-11-02T00:00:00Z", "200 OK", HTML, "older")
                .response(SITE + "/a", "2026-11-04T00:00:00Z", "503 Busy", HTML, "busy")
                .response(SITE + "/a", "2026-11-05T00:00:00Z", "304 Not Modified", "ETag: x", "")
                .response(SITE + "/b", DATE, "200 OK", HTML, "first")
                .response(SITE + "/b", DATE, "200 OK", HTML, "second")
                .response(SITE + "/c", "2026-11-01T00:00:00Z", "200 OK", HTML, "was here")
                .response(SITE + "/c", "2026-11-02T00:00:00Z", "410 Gone", HTML, "gone")
                .response(SITE + "/d", DATE, "500 Oops", HTML, "oops"));

    assertThat(kept.page("/a").text()).isEqualTo("newest");
    assertThat(kept.page("/b").text()).isEqualTo("second");
    assertThat(kept.pages()).containsOnlyKeys("/a", "/b");
    assertThat(kept.miss("/d")).isEqualTo(new KeptPages.Miss(MissReason.FAILED, "it answers 500"));
    assertThat(kept.missed()).containsOnlyKeys("/d");
  }

  @Test
  void capture_ofARedirectToTheSamePage_keepsThePage() throws Exception {
    KeptPages kept =
        capture(
            WarcBuilder.plain()
                .page("/", "home")
                .response(
                    SITE.replace("www.", "") + "/",
                    "2026-11-09T00:00:00Z",
                    "301 Moved",
                    "Location: " + SITE + "/",
                    "")
                .response(SITE + "/loop", DATE, "302 Found", "Location: /loop?x=1", ""),
            scope(Set.of("example.org"), Map.of()),
            ArchiveLimits.USUAL);

    assertThat(kept.page("/").text()).isEqualTo("home");
    assertThat(kept.miss("/loop").detail()).startsWith("it redirects to itself");
  }

  @Test
  void capture_ofRedirectsInACircle_tellsThem() throws Exception {
    KeptPages kept =
        capture(
            WarcBuilder.plain()
                .response(SITE + "/a", DATE, "302 Found", "Location: /b", "")
                .response(SITE + "/b", DATE, "302 Found", "Location: /a", ""));

    assertThat(kept.pages()).isEmpty();
    assertThat(kept.miss("/a").detail()).isEqualTo("it redirects in a circle");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Set-Cookie: id=1; it sets a cookie",
        "Cache-Control: max-age=0, private; its cache-control says private",
        "Cache-Control: no-store; its cache-control says no-store",
        "Vary: Accept-Encoding, Cookie; its vary says Cookie",
        "Vary: authorization; its vary says authorization",
        "Vary: *; its vary says *",
        "WWW-Authenticate: Basic; it asks for credentials"
      })
  void capture_ofWhatIsForOneVisitor_leavesItOut(String field, String why) throws Exception {
    KeptPages kept =
        capture(
            WarcBuilder.plain()
                .page("/", "home")
                .response(SITE + "/me", DATE, "200 OK", HTML + "|" + field, "hello")
                .response(SITE + "/to", DATE, "302 Found", "Location: /|" + field, ""));

    assertThat(kept.pages()).containsOnlyKeys("/");
    assertThat(kept.miss("/me")).isEqualTo(new KeptPages.Miss(MissReason.PRIVATE, why));
    assertThat(kept.miss("/to")).isEqualTo(new KeptPages.Miss(MissReason.PRIVATE, why));
  }

  @Test
  void capture_ofAPageThatHasBecomePrivate_doesNotTakeTheOlderOne() throws Exception {
    KeptPages kept =
        capture(
            WarcBuilder.plain()
                .response(SITE + "/a", "2026-11-01T00:00:00Z", "200 OK", HTML, "open")
                .response(SITE + "/a", "2026-11-02T00:00:00Z", "403 Forbidden", HTML, "closed"));

    assertThat(kept.pages()).isEmpty();
    assertThat(kept.reason("/a")).isEqualTo("private");
  }

  @Test
  void capture_ofRequestsThatWereNoStrangers_leavesTheirAnswersOut() throws Exception {
    KeptPages kept =
        capture(
            WarcBuilder.plain()
                .page("/posted", "get") // 1
                .response(SITE + "/posted", "2026-11-02T00:00:00Z", "200 OK", HTML, "post") // 2
                .page("/cookie", "logged in") // 3
                .page("/login", "logged in") // 4
                .page("/plain", "open") // 5
                .request("POST", SITE + "/posted", "", 2)
                .request("GET", SITE + "/cookie", "Cookie: id=1", 3)
                .request("GET", SITE + "/login", "Authorization: Basic eDp5", 4)
                .request("GET", SITE + "/plain", "Accept: */*", 5));

    assertThat(kept.pages()).containsOnlyKeys("/posted", "/plain");
    assertThat(kept.page("/posted").text()).isEqualTo("get");
    assertThat(kept.reason("/cookie")).isEqualTo("private");
    assertThat(kept.reason("/login")).isEqualTo("private");
  }

  @Test
  void capture_ofCanaries_leavesTheirPagesOut() throws Exception {
    Path file =
        WarcBuilder.plain()
            .page("/", "<p>nothing</p>")
            .page("/a", "<p>Hello Operator77</p>")
            .response(SITE + "/b", DATE, "302 Found", "Location: /u/operator77", "")
            .write(temp.resolve("a.warc"));
    KeptPages kept = new KeptPages();

    new ArchiveCapture(
            ArchiveConfig.of(file, CrawlScope.of(URI.create(SITE + "/")))
                .withCanaries(List.of("operator77")))
        .capture(kept);

    assertThat(kept.pages()).containsOnlyKeys("/");
    assertThat(kept.reason("/a")).isEqualTo("canary");
    assertThat(kept.reason("/b")).isEqualTo("canary");
  }

  @Test
  void capture_ofSessionsAndTokens_leavesOutOrMasksThem() throws Exception {
    KeptPages kept =
        capture(
            WarcBuilder.plain()
                .page("/a", "<a href='/b;jsessionid=0123456789abcdef'>b</a>")
                .page("/f", "<form><input type=hidden name=csrf_token value='s3cr3t99'></form>"));

    assertThat(kept.reason("/a")).isEqualTo("private");
    assertThat(kept.page("/f").text()).doesNotContain("s3cr3t99").contains("csrf_token");
  }

  @Test
  void capture_ofParameters_takesThoseThatChooseAPage() throws Exception {
    KeptPages kept =
        capture(
            WarcBuilder.plain()
                .page("/news?page=2", "second")
                .page("/news?page=3&utm_source=x", "third, with a mark")
                .page("/search?q=name", "what somebody looked for")
                .page("/about?ref=1", "with a mark")
                .page("/about", "without")
                .response(SITE + "/s.css?v=2", DATE, "200 OK", "Content-Type: text/css", "p{}")
                .page("/private/x", "left out by a rule"),
            scope(Set.of(), Map.of("/news", Set.of("page"))),
            ArchiveLimits.USUAL);

    assertThat(kept.pages()).containsOnlyKeys("/news?page=2", "/about", "/s.css");
    assertThat(kept.page("/about").text()).isEqualTo("without");
    assertThat(kept.miss("/search").reason()).isEqualTo(MissReason.EXCLUDED);
    assertThat(kept.miss("/search").detail()).contains("only with parameters");
    assertThat(kept.reason("/news?page=3")).isEqualTo("excluded");
    assertThat(kept.reason("/private/x")).isEqualTo("excluded");
  }

  @Test
  void capture_ofACutArchive_takesWhatIsWholeAndSaysSo() throws Exception {
    for (boolean packed : List.of(true, false)) {
      WarcBuilder warc = packed ? WarcBuilder.packed() : WarcBuilder.plain();
      byte[] bytes = warc.page("/a", "a").page("/b", "b").bytes();

      KeptPages kept = capture(WarcBuilder.plain().raw(Arrays.copyOf(bytes, bytes.length - 30)));

      assertThat(kept.pages()).containsOnlyKeys("/a");
      assertThat(kept.miss(temp.resolve("a.warc").toString()).detail())
          .contains("cut off")
          .contains("get the whole file");
    }
  }

  @Test
  void capture_ofADamagedArchive_isRefusedBeforeAPageIsTaken() throws Exception {
    byte[] bytes = WarcBuilder.packed().page("/a", "a").page("/b", "b").bytes();
    bytes[bytes.length - 5] ^= 1;
    Path file = Files.write(temp.resolve("d.warc.gz"), bytes);
    KeptPages kept = new KeptPages();

    assertThatThrownBy(
            () ->
                new ArchiveCapture(ArchiveConfig.of(file, CrawlScope.of(URI.create(SITE + "/"))))
                    .capture(kept))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("d.warc.gz is damaged near byte")
        .hasMessageContaining("checksum")
        .hasMessageContaining("get it again");
    assertThat(kept.pages()).isEmpty();
  }

  @Test
  void capture_beyondTheLimits_isMissedOrRefused() throws Exception {
    ArchiveLimits two = ArchiveLimits.USUAL.withCounts(2, 100, 10);
    WarcBuilder four = WarcBuilder.plain().page("/a", "a").page("/b", "b").page("/c", "c");

    KeptPages few = capture(four, CrawlScope.of(URI.create(SITE + "/")), two);
    KeptPages small =
        capture(
            WarcBuilder.plain().page("/a", "small").page("/b", "x".repeat(2000)),
            CrawlScope.of(URI.create(SITE + "/")),
            ArchiveLimits.USUAL.withSizes(1000, 1 << 20, 10));

    assertThat(few.pages()).containsOnlyKeys("/a", "/b");
    assertThat(few.miss("/c").reason()).isEqualTo(MissReason.TOO_LARGE);
    assertThat(small.pages()).containsOnlyKeys("/a");
    assertThat(small.miss("/b").detail()).isEqualTo("more than 1000 bytes");
    assertThatThrownBy(
            () ->
                capture(
                    four,
                    CrawlScope.of(URI.create(SITE + "/")),
                    ArchiveLimits.USUAL.withCounts(10, 2, 10)))
        .hasMessageContaining("more than 2 records")
        .hasMessageContaining("import them in parts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "hello; is no WARC and no WACZ",
        "'';  is empty",
        "WARC/1.0 nothing; is cut off",
        "WARCX and more of it to read here; is damaged near byte 0",
      })
  void capture_ofWhatIsNoArchive_saysSo(String content, String why) throws Exception {
    Path file = Files.writeString(temp.resolve("x.warc"), content);
    KeptPages kept = new KeptPages();
    String said;
    try {
      new ArchiveCapture(ArchiveConfig.of(file, CrawlScope.of(URI.create(SITE + "/"))))
          .capture(kept);
      said = kept.missed().toString();
    } catch (IOException e) {
      said = e.getMessage();
    }

    assertThat(said).contains("x.warc").contains(why.strip());
  }

  @Test
  void capture_ofSeveralFiles_readsThemAsOne() throws Exception {
    Path one = WarcBuilder.plain().page("/a", "old").page("/b", "b").write(temp.resolve("1.warc"));
    Path two =
        WarcBuilder.packed()
            .response(SITE + "/a", "2026-12-01T00:00:00Z", "200 OK", HTML, "new")
            .write(temp.resolve("2.warc.gz"));
    KeptPages kept = new KeptPages();

    new ArchiveCapture(
            ArchiveConfig.of(one, CrawlScope.of(URI.create(SITE + "/")))
                .withFiles(List.of(two, one)))
        .capture(kept);

    assertThat(kept.page("/a").text()).isEqualTo("new");
    assertThat(kept.page("/b").text()).isEqualTo("b");
  }
}
