package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.gabion.core.snapshot.RouteHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A crawl of a made up site with a real web server.
final class CrawlCaptureTest {
  private final SimulatedTiming timing = new SimulatedTiming();
  private final List<String> notes = new ArrayList<>();
  private TestSite site;

  @BeforeEach
  void start() throws IOException {
    site = new TestSite(timing);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private KeptPages crawl(CrawlConfig config) throws IOException {
    KeptPages kept = new KeptPages();
    new CrawlCapture(config, CrawlMemory.none(), listener(), new Random(1), timing).capture(kept);
    return kept;
  }

  private CrawlListener listener() {
    return new CrawlListener() {
      @Override
      public void progress(long kept, long left, long waiting) {}

      @Override
      public void note(String text) {
        notes.add(text);
      }
    };
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    }
    return packed.toByteArray();
  }

  @Test
  void capture_siteWithoutProof_isRefusedAfterFewRequests() {
    site.without(OwnershipProof.PATH).html("/", "home");

    assertThatThrownBy(() -> crawl(site.config()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(site.root() + ".well-known/gabion-site")
        .hasMessageContaining("it answers 404")
        .hasMessageEndingWith("\ngabion-site " + TestSite.SITE);

    assertThat(site.asked()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void capture_siteInTroubleWithoutProof_isAskedAtMostThreeTimes() {
    site.page(OwnershipProof.PATH, exchange -> TestSite.send(exchange, 503, "", ""));

    assertThatThrownBy(() -> crawl(site.config())).hasMessageContaining("it answers 503");

    assertThat(site.asked()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void capture_proofOfAnotherSite_isRefused() {
    site.page(OwnershipProof.PATH, "text/plain", "gabion-site " + "0".repeat(64) + "\n");

    assertThatThrownBy(() -> crawl(site.config())).hasMessageContaining("is not in it");
  }

  @Test
  void capture_linksOfAllKinds_findsEachPage() throws IOException {
    site.html(
            "/",
            """
            <link rel="stylesheet" href="/css/main.css"><link rel=alternate href=/feed.xml>
            <link rel="manifest" href="/app.webmanifest"><script src="/app.js"></script>
            <style>body { background: url(/img/style-element.png) }</style>
            <div style="background: url('/img/style-attribute.png')"></div>
            <a href="about">About</a><a href="/news/?utm_source=x#top">News</a>
            <a href="https://elsewhere.example/x">away</a><a href="mailto:a@b.example">mail</a>
            <img src="/img/one.png" srcset="/img/two.png 2x, /img/three.png 3x">
            <picture><source srcset="/img/four,five.avif 100w"></picture>
            <video src="/v.mp4" poster="/img/poster.png"><track src="/v.vtt"></video>
            <audio src="/a.ogg"></audio><object data="/o.pdf"></object><embed src="/e.swf">
            <iframe src="/frame"></iframe><meta http-equiv="refresh" content="9; url='/later'">
            <form action="/search?q=never" method="get"></form>
            <form action="/post" method="post"></form>
            """)
        .page(
            "/css/main.css",
            "text/css",
            """
            @import "second.css"; @import url(third.css);
            /* url(/img/never.png) */ a { background: image-set("../img/set1.png" 1x,
              url(../img/set2.png) 2x, "../img/set3.avif" type("image/avif")) }
            """)
        .page(
            "/feed.xml",
            "application/rss+xml",
            """
            <rss><channel><item><link>%1$sposts/1</link>
            <enclosure url="/cast.mp3" type="audio/mpeg"/></item></channel></rss>
            """
                .formatted(site.root()))
        .page(
            "/app.webmanifest",
            "application/manifest+json",
            "{\"start_url\": \"/app/\", \"icons\": [{\"src\": \"\\/img\\/icon.png\"}]}")
        .otherwise(
            exchange -> {
              boolean known = !exchange.getRequestURI().getPath().startsWith("/gabion-");
              TestSite.send(exchange, known ? 200 : 404, "image/png", "content");
            });

    KeptPages kept = crawl(site.config());

    assertThat(kept.pages().keySet())
        .containsExactlyInAnyOrder(
            "/",
            "/robots.txt",
            "/favicon.ico",
            "/sitemap.xml",
            "/css/main.css",
            "/css/second.css",
            "/css/third.css",
            "/feed.xml",
            "/app.webmanifest",
            "/app.js",
            "/img/style-element.png",
            "/img/style-attribute.png",
            "/about",
            "/news/",
            "/img/one.png",
            "/img/two.png",
            "/img/three.png",
            "/img/four,five.avif",
            "/v.mp4",
            "/img/poster.png",
            "/v.vtt",
            "/a.ogg",
            "/o.pdf",
            "/e.swf",
            "/frame",
            "/later",
            "/search",
            "/img/set1.png",
            "/img/set2.png",
            "/img/set3.avif",
            "/posts/1",
            "/cast.mp3",
            "/app/",
            "/img/icon.png");
    assertThat(site.asked("/post")).isZero();
  }

  @Test
  void capture_anySite_sendsOnlyAnonymousGetsByTwoStrangers() throws IOException {
    site.html("/", "<a href=/a>a</a>").html("/a", "a");

    crawl(site.config());

    assertThat(site.asked())
        .allSatisfy(
            asked -> {
              assertThat(asked.method()).isEqualTo("GET");
              assertThat(asked.header("Cookie")).isEmpty();
              assertThat(asked.header("Authorization")).isEmpty();
              assertThat(asked.header("Referer")).isEmpty();
              assertThat(asked.header("User-Agent")).startsWith("Gabion-Mirror/");
            });
    Set<Integer> first = ports(false);
    assertThat(ports(true)).isNotEmpty().doesNotContainAnyElementsOf(first);
  }

  private Set<Integer> ports(boolean second) {
    return Set.copyOf(
        site.asked().stream()
            .filter(asked -> asked.isSecond() == second)
            .map(TestSite.Asked::port)
            .toList());
  }

  @Test
  void capture_manyPages_secondVisitComesLaterAndInAnotherOrder() throws IOException {
    StringBuilder links = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      links.append("<a href=/p").append(i).append(">p</a>");
      site.html("/p" + i, "page " + i);
    }
    site.html("/", links.toString());

    crawl(site.config().withLimits(CrawlLimits.USUAL.withRate(20, 1)));

    List<String> first = visitsOfPages(false);
    List<String> second = visitsOfPages(true);
    assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
    assertThat(lastVisit(false)).isLessThanOrEqualTo(firstVisit(true) - 2_000_000_000L);
  }

  private List<String> visitsOfPages(boolean second) {
    return site.asked().stream()
        .filter(asked -> asked.isSecond() == second && asked.target().startsWith("/p"))
        .map(asked -> URI.create(asked.target()).getPath())
        .toList();
  }

  private long firstVisit(boolean second) {
    return site.asked().stream()
        .filter(asked -> asked.isSecond() == second && asked.target().startsWith("/p"))
        .mapToLong(TestSite.Asked::at)
        .min()
        .orElseThrow();
  }

  private long lastVisit(boolean second) {
    return site.asked().stream()
        .filter(asked -> asked.isSecond() == second && asked.target().startsWith("/p"))
        .mapToLong(TestSite.Asked::at)
        .max()
        .orElseThrow();
  }

  @Test
  void capture_robotsFile_isObeyed() throws IOException {
    site.page(
            "/robots.txt",
            "text/plain",
            """
            User-agent: Gabion-Mirror
            Disallow: /private
            Crawl-delay: 3
            User-agent: *
            Disallow: /
            """)
        .html("/", "<a href=/private/x>x</a><a href=/open>open</a>")
        .html("/open", "open");

    KeptPages kept = crawl(site.config());

    assertThat(kept.pages()).containsKeys("/", "/open");
    assertThat(kept.reason("" + site.root() + "private/x")).isEqualTo("excluded");
    assertThat(site.asked("/private/x")).isZero();
    List<TestSite.Asked> asked =
        site.asked().stream().filter(each -> each.target().startsWith("/open")).toList();
    assertThat(asked).hasSize(2);
    assertThat(timing.nanos()).isGreaterThan(3_000_000_000L * (site.asked().size() - 4));
  }

  @Test
  void capture_robotsFileBroken_stopsWithAClearError() {
    site.page("/robots.txt", exchange -> TestSite.send(exchange, 500, "", "")).html("/", "home");

    assertThatThrownBy(() -> crawl(site.config()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/robots.txt can not be read: it answers 500")
        .hasMessageContaining("nothing was crawled");

    assertThat(site.asked("/")).isZero();
  }

  @Test
  void capture_redirects_becomeRoutes() throws IOException {
    site.html("/", "<a href=/old>o</a><a href=/out>x</a><a href=/c1>c</a><a href=/twice>t</a>")
        .redirect("/old", 301, "/new?utm=1")
        .redirect("/out", 302, "https://elsewhere.example/a?b=c")
        .redirect("/c1", 302, "/c2")
        .redirect("/c2", 302, "c1")
        .redirect("/twice", 308, site.root() + "old")
        .html("/new", "new");

    KeptPages kept = crawl(site.config());

    assertThat(kept.page("/old").head().location()).contains("/new");
    assertThat(kept.page("/old").head().status()).isEqualTo(301);
    assertThat(kept.page("/out").head().location()).contains("https://elsewhere.example/a?b=c");
    assertThat(kept.page("/twice").head().location()).contains("/old");
    assertThat(kept.pages()).containsKey("/new").doesNotContainKeys("/c1", "/c2");
    assertThat(kept.miss("/c1").detail()).contains("circle");
  }

  @Test
  void capture_pageForWhatIsNotThere_isKeptUnderItsKey() throws IOException {
    site.html("/", "home")
        .otherwise(e -> TestSite.send(e, 404, TestSite.HTML, "<img src=/lost.png>Not here"))
        .page("/lost.png", "image/png", "png");

    KeptPages kept = crawl(site.config());

    KeptPages.Kept notFound = kept.page(NotFoundPage.KEY.toString());
    assertThat(notFound.head().status()).isEqualTo(404);
    assertThat(notFound.text()).contains("Not here");
    assertThat(kept.pages()).containsKey("/lost.png");
  }

  @Test
  void capture_pageForWhatIsNotThereThatNamesIt_isLeftOut() throws IOException {
    site.html("/", "home")
        .otherwise(e -> TestSite.send(e, 404, TestSite.HTML, e.getRequestURI() + " is not here"));

    KeptPages kept = crawl(site.config());

    assertThat(kept.pages()).doesNotContainKey(NotFoundPage.KEY.toString());
    assertThat(kept.reason(NotFoundPage.KEY.toString())).isEqualTo("unstable");
  }

  @Test
  void capture_softNotFound_isTold() throws IOException {
    site.html("/", "home").otherwise(e -> TestSite.send(e, 200, TestSite.HTML, "Ooops"));

    KeptPages kept = crawl(site.config());

    assertThat(kept.miss(NotFoundPage.KEY.toString()).detail()).contains("answers 200");
  }

  @Test
  void capture_queries_dropsAllButTheAllowed() throws IOException {
    site.page(
            "/",
            TestSite.HTML,
            "<a href='/list?page=2&amp;sort=up'>2</a><a href='/other?page=2'>o</a>")
        .page(
            "/list",
            e -> TestSite.send(e, 200, "text/plain", "list " + e.getRequestURI().getQuery()))
        .page("/other", e -> TestSite.send(e, 200, "text/plain", "o"));
    CrawlScope scope =
        new CrawlScope(
            site.root(), Set.of(), Map.of("/list", Set.of("page")), List.of(), List.of());

    KeptPages kept = crawl(site.config().withScope(scope));

    assertThat(kept.pages()).containsKeys("/list?page=2", "/other");
    assertThat(kept.page("/list?page=2").text()).isEqualTo("list page=2");
  }

  @Test
  void capture_actionLinks_areNotFollowed() throws IOException {
    site.html(
            "/",
            "<a href=/logout>l</a><a href='/cart?action=buy'>b</a><a href=/posts/5/delete>d</a>"
                + "<a href=/how-to-delete-files>h</a>")
        .html("/how-to-delete-files", "how")
        .html("/cart", "cart");

    KeptPages kept = crawl(site.config());

    assertThat(kept.pages()).containsKeys("/how-to-delete-files").doesNotContainKey("/cart");
    assertThat(site.asked("/logout") + site.asked("/posts/5/delete") + site.asked("/cart"))
        .isZero();
    assertThat(kept.reason(site.root() + "logout")).isEqualTo("excluded");
  }

  @Test
  void capture_calendarWithoutEnd_isBounded() throws IOException {
    site.html("/", "<a href=/calendar/2026/1>c</a><a href=/x/>x</a>")
        .otherwise(
            e -> {
              String path = e.getRequestURI().getPath();
              if (path.startsWith("/calendar/")) {
                int month = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
                TestSite.send(
                    e,
                    200,
                    TestSite.HTML,
                    "<a href=/calendar/2026/%d>a</a><a href=/calendar/2027/%d>b</a>"
                        .formatted(month + 1, month + 2));
              } else if (path.startsWith("/x/")) {
                TestSite.send(e, 200, TestSite.HTML, "<a href=more/>deeper</a>");
              } else {
                TestSite.send(e, 404, "text/plain", "no");
              }
            });

    KeptPages kept =
        crawl(site.config().withLimits(CrawlLimits.USUAL.withTraps(1000, 30).withRate(20, 4)));

    assertThat(kept.pages().keySet()).filteredOn(key -> key.startsWith("/calendar/")).hasSize(30);
    assertThat(kept.pages()).containsKey("/x/more/more/more/");
    assertThat(kept.pages()).doesNotContainKey("/x/more/more/more/more/");
    assertThat(kept.missed().values()).anyMatch(miss -> miss.detail().contains("repeats itself"));
  }

  @Test
  void capture_chainOfLinks_endsAtTheDepth() throws IOException {
    site.html("/", "<a href=/a>a</a>")
        .html("/a", "<a href=/b>b</a>")
        .html("/b", "<a href=/c>c</a>")
        .html("/c", "c");

    KeptPages kept = crawl(site.config().withLimits(CrawlLimits.USUAL.withTraps(2, 100)));

    assertThat(kept.pages()).containsKeys("/", "/a", "/b").doesNotContainKey("/c");
    assertThat(kept.reason("/c")).isEqualTo("too large");
  }

  @Test
  void capture_moreThanTheLimits_isTold() throws IOException {
    byte[] large = new byte[3 << 20];
    new Random(7).nextBytes(large);
    site.html("/", "<a href=/large>l</a><a href=/bomb>b</a><a href=/file>f</a><a href=/1>1</a>")
        .page("/large", e -> TestSite.send(e, 200, "application/pdf", large))
        .page("/file", e -> TestSite.send(e, 200, "application/pdf", new byte[2 << 20]))
        .page(
            "/bomb",
            e -> {
              e.getResponseHeaders().set("Content-Encoding", "gzip");
              TestSite.send(e, 200, TestSite.HTML, gzip(new byte[100 << 20]));
            })
        .html("/1", "one");

    KeptPages kept =
        crawl(site.config().withLimits(CrawlLimits.USUAL.withSizes(100, (2 << 20) + 1, 20L << 20)));

    assertThat(kept.reason("/large")).isEqualTo("too large");
    assertThat(kept.reason("/bomb")).isEqualTo("too large");
    assertThat(kept.pages()).containsKeys("/file", "/1");
    assertThat(kept.page("/file").content()).hasSize(2 << 20);
  }

  @Test
  void capture_morePagesThanTheLimit_endsThere() throws IOException {
    StringBuilder links = new StringBuilder();
    IntStream.range(0, 40).forEach(i -> links.append("<a href=/n").append(i).append(">n</a>"));
    site.html("/", links.toString());
    IntStream.range(0, 40).forEach(i -> site.html("/n" + i, "n" + i));

    KeptPages kept =
        crawl(site.config().withLimits(CrawlLimits.USUAL.withSizes(20, 1 << 20, 1 << 30)));

    // Of the 20 some are robots.txt and its like, which are not there.
    assertThat(kept.pages().size()).isBetween(15, 20);
    assertThat(kept.missed()).hasSizeBetween(20, 25);
  }

  @Test
  void capture_moreBytesThanTheLimit_stops() throws IOException {
    site.html("/", "<a href=/b0>0</a><a href=/b1>1</a><a href=/b2>2</a><a href=/b3>3</a>");
    for (int i = 0; i < 4; i++) {
      byte[] body = new byte[1 << 20];
      site.page("/b" + i, e -> TestSite.send(e, 200, "application/zip", body));
    }

    KeptPages kept =
        crawl(
            site.config()
                .withLimits(CrawlLimits.USUAL.withSizes(100, 2 << 20, 1 << 20).withRate(20, 1)));

    assertThat(kept.missed().values())
        .anyMatch(miss -> miss.detail().contains("had taken 1048576 bytes"));
    assertThat(site.asked("/b3")).isZero();
  }

  @Test
  void capture_gzip_isUnpacked() throws IOException {
    site.page(
        "/",
        e -> {
          e.getResponseHeaders().set("Content-Encoding", "gzip");
          TestSite.send(e, 200, TestSite.HTML, gzip("<a href=/a>a</a>".getBytes(UTF_8)));
        });
    site.html("/a", "a");

    KeptPages kept = crawl(site.config());

    assertThat(kept.page("/").text()).isEqualTo("<a href=/a>a</a>");
    assertThat(kept.pages()).containsKey("/a");
  }

  @Test
  void capture_cutAndSlowAndBrokenAnswers_areToldAndTheRestIsCaptured() throws IOException {
    site.html("/", "<a href=/cut>c</a><a href=/slow>s</a><a href=/500>5</a><a href=/good>g</a>")
        .page(
            "/cut",
            e -> {
              e.sendResponseHeaders(200, 1000);
              e.getResponseBody().write(new byte[10]);
            })
        .page(
            "/slow",
            e -> {
              e.sendResponseHeaders(200, 0);
              OutputStream out = e.getResponseBody();
              for (int i = 0; i < 100; i++) {
                out.write('x');
                out.flush();
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
              }
            })
        .page("/500", e -> TestSite.send(e, 500, TestSite.HTML, "oh"))
        .html("/good", "good");

    KeptPages kept =
        crawl(
            site.config()
                .withLimits(
                    CrawlLimits.USUAL.withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300))));

    assertThat(kept.pages()).containsKeys("/", "/good");
    assertThat(kept.miss("/cut").reason()).isEqualTo(MissReason.FAILED);
    assertThat(kept.miss("/slow").detail()).contains("no whole answer within 300 ms");
    assertThat(kept.miss("/500").detail()).isEqualTo("it answers 500");
    assertThat(site.asked("/500")).isEqualTo(3);
  }

  @Test
  void capture_siteThatStopsAnswering_isLeftAlone() {
    StringBuilder links = new StringBuilder();
    IntStream.range(0, 200).forEach(i -> links.append("<a href=/d").append(i).append(">d</a>"));
    site.html("/", links.toString())
        .otherwise(
            e -> {
              boolean file = e.getRequestURI().getPath().startsWith("/d");
              TestSite.send(e, file ? 503 : 404, "text/plain", "no");
            });

    assertThatThrownBy(() -> crawl(site.config()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no good answer for 20 pages in a row")
        .hasMessageContaining("it answers 503");

    assertThat(site.asked().size()).isLessThan(100);
  }

  @Test
  void capture_askedToWait_waits() throws IOException {
    int[] count = {0};
    site.html("/", "<a href=/busy>b</a>")
        .page(
            "/busy",
            e -> {
              e.getResponseHeaders().set("Retry-After", "30");
              boolean busy = count[0]++ == 0;
              TestSite.send(e, busy ? 429 : 200, TestSite.HTML, "now");
            });

    KeptPages kept = crawl(site.config());

    assertThat(kept.pages()).containsKey("/busy");
    assertThat(timing.nanos()).isGreaterThan(30_000_000_000L);
  }

  @Test
  void capture_otherHosts_areNeverAsked() throws IOException {
    try (TestSite other = new TestSite(timing)) {
      other.html("/x", "x").html("/y", "y");
      site.html("/", "<a href='%sx'>x</a><img src='%1$sy'>".formatted(other.root()))
          .redirect("/robots.txt", 302, other.root() + "robots.txt");
      site.without("/robots.txt").page("/sitemap.xml", "text/plain", other.root() + "x\n");

      KeptPages kept = crawl(site.config());

      assertThat(kept.pages()).containsKey("/");
      assertThat(other.asked()).isEmpty();
    }
  }

  @Test
  void capture_furtherHostNames_areTheSameSite() throws IOException {
    int port = site.root().getPort();
    site.html("/", "<a href='http://www.example.org:%d/a'>a</a>".formatted(port)).html("/a", "a");
    CrawlScope scope =
        new CrawlScope(site.root(), Set.of("www.example.org"), Map.of(), List.of(), List.of());

    KeptPages kept = crawl(site.config().withScope(scope));

    assertThat(kept.pages()).containsKeys("/", "/a");
  }

  @Test
  void capture_sitemaps_areRead() throws IOException {
    String root = site.root().toString();
    site.html("/", "home")
        .page("/robots.txt", "text/plain", "Sitemap: " + root + "maps/index.xml\n")
        .page(
            "/maps/index.xml",
            "application/xml",
            """
            <?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            <sitemap><loc>%1$smaps/a.xml.gz</loc></sitemap>
            <sitemap><loc>%1$smaps/bomb.xml.gz</loc></sitemap>
            <sitemap><loc>%1$smaps/index.xml</loc></sitemap>
            <sitemap><loc>%1$smaps/broken.xml</loc></sitemap></sitemapindex>
            """
                .formatted(root))
        .page(
            "/maps/a.xml.gz",
            e ->
                TestSite.send(
                    e,
                    200,
                    "application/gzip",
                    gzip(
                        ("<?xml version=\"1.0\"?><urlset"
                                + " xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>"
                                + root
                                + "from-map?x=1</loc></url></urlset>")
                            .getBytes(UTF_8))))
        .page(
            "/maps/bomb.xml.gz",
            e -> TestSite.send(e, 200, "application/gzip", gzip(new byte[60 << 20])))
        .page(
            "/maps/broken.xml",
            "application/xml",
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><urlset>&e;</urlset>")
        .html("/from-map", "mapped");

    KeptPages kept = crawl(site.config());

    assertThat(kept.pages()).containsKeys("/from-map", "/maps/index.xml", "/maps/a.xml.gz");
    assertThat(kept.miss(root + "maps/bomb.xml.gz").detail()).contains("unpacked");
  }

  @Test
  void capture_headers_keepsThoseThatACopyHandsOn() throws IOException {
    site.page(
        "/",
        e -> {
          e.getResponseHeaders().set("Content-Security-Policy", "default-src 'self'");
          e.getResponseHeaders().set("X-Powered-By", "secret-version");
          e.getResponseHeaders().set("Last-Modified", "Tue, 01 Jan 2026 00:00:00 GMT");
          TestSite.send(e, 200, TestSite.HTML, "home");
        });

    KeptPages kept = crawl(site.config());

    assertThat(kept.page("/").head().headers())
        .containsOnlyKeys(
            RouteHeader.CONTENT_SECURITY_POLICY,
            RouteHeader.CONTENT_TYPE,
            RouteHeader.LAST_MODIFIED);
  }

  @Test
  void capture_atTheCeiling_noSecondHasMoreRequests() throws IOException {
    StringBuilder links = new StringBuilder();
    IntStream.range(0, 300).forEach(i -> links.append("<a href=/r").append(i).append(">r</a>"));
    site.html("/", links.toString());
    IntStream.range(0, 300).forEach(i -> site.html("/r" + i, "r" + i));

    crawl(site.config().withLimits(CrawlLimits.USUAL.withRate(20, 1)));

    long[] times = site.asked().stream().mapToLong(TestSite.Asked::at).sorted().toArray();
    assertThat(times).hasSizeGreaterThan(600);
    for (int i = 20; i < times.length; i++) {
      assertThat(times[i] - times[i - 20]).isGreaterThanOrEqualTo(1_000_000_000L);
    }
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;
}
