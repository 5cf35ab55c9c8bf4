package org.gabion.mirror.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.mirror.Chromium;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.StaticNginx;
import org.gabion.mirror.copy.OpenedCopy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A rendition in a real browser, from a real web server below a sub-path and from the disk.
final class RenditionPageTest {
  @TempDir private static Path folder;
  private static Path shown;
  private static OpenedCopy copy;
  private static Chromium browser;
  private static StaticNginx server;
  private static ServerSocket tracker;
  private static final AtomicInteger TRACKED = new AtomicInteger();

  enum From {
    SERVER,
    DISK
  }

  @BeforeAll
  static void render() throws Exception {
    tracker = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.2"));
    Thread.ofVirtual().start(RenditionPageTest::count);
    MirrorRig rig = MirrorRig.found(folder);
    String host = "http://127.0.0.2:" + tracker.getLocalPort() + "/";
    copy = LinkSite.of(rig, host).write(1, MirrorRig.START);
    shown = Files.createDirectories(folder.resolve("shown"));
    new Rendition(copy, RenditionRules.of("https://zeitung.example").withNote("Gru\u00df <b>"))
        .render(new FolderSink(shown));
    browser = new Chromium(Files.createDirectory(folder.resolve("profile")));
    server = StaticNginx.start(folder.resolve("nginx"), shown);
  }

  private static void count() {
    while (!tracker.isClosed()) {
      try {
        tracker.accept().close();
        TRACKED.incrementAndGet();
      } catch (IOException e) {
        return;
      }
    }
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
    if (tracker != null) {
      tracker.close();
    }
  }

  @BeforeEach
  void plainWindow() throws Exception {
    browser.call("Page.setBypassCSP", Map.of("enabled", false));
    browser.show(1200, 900, "light");
  }

  private static void open(From from, String path) throws Exception {
    browser.open(at(from, path));
  }

  private static URI at(From from, String path) {
    return switch (from) {
      case SERVER -> server.at(path);
      case DISK -> shown.resolve(path).toUri();
    };
  }

  private static String path(String key, String ending) {
    return FileNames.of(RouteKey.parse(key).orElseThrow(), ending);
  }

  private static String text(String expression) throws Exception {
    return browser.value(expression).asString();
  }

  @ParameterizedTest
  @EnumSource(From.class)
  void home_opened_isSeenWholeAndAsksNobodyElse(From from) throws Exception {
    open(from, "r/index.html");

    String base = at(from, "r/").toString();
    assertThat(browser.requests())
        .filteredOn(url -> !url.startsWith("data:"))
        .allSatisfy(url -> assertThat(url).startsWith(base));
    assertThat(TRACKED).hasValue(0);
    assertThat(text("document.title")).isEqualTo("Die Zeitung & mehr");
    assertThat(text("document.documentElement.lang")).isEqualTo("de");
    assertThat(text("document.body.innerText"))
        .contains("for readers without scripts", "Willkommen", "unten")
        .contains("archive (not in this copy)", "[image not in this copy: a map]")
        .contains("This form does not work");
    assertThat(text("getComputedStyle(document.querySelector('h1')).color"))
        .isEqualTo("rgb(1, 2, 3)");
    assertThat(text("getComputedStyle(document.querySelector('#bg')).backgroundImage"))
        .contains(path("/img/Pixel.PNG", ".png"));
    for (String image : List.of("img", "set", "late", "svg", "pic")) {
      assertThat(browser.value("document.querySelector('#" + image + "').naturalWidth").asInt())
          .as(image)
          .isPositive();
    }
  }

  @Test
  void home_opened_complainsOfNothingAndLacksNothing() throws Exception {
    int before = server.asked().size();
    browser.call("Network.setCacheDisabled", Map.of("cacheDisabled", true));
    open(From.SERVER, "r/index.html");

    assertThat(browser.complaints()).isEmpty();
    await().until(() -> server.asked().size() > before + 4);
    List<String> asked = server.asked();
    assertThat(asked.subList(before, asked.size()))
        .allSatisfy(line -> assertThat(line).startsWith("200 /a/copy/r/"));
  }

  @ParameterizedTest
  @EnumSource(From.class)
  void links_ofHome_leadWhereTheyShould(From from) throws Exception {
    open(from, "r/index.html");

    assertThat(href("about")).isEqualTo(at(from, path("/about", ".html")) + "#here");
    assertThat(href("capital")).isEqualTo(at(from, path("/About", ".html")).toString());
    assertThat(href("same")).isEqualTo(at(from, "r/index.html") + "#bottom");
    assertThat(href("old")).isEqualTo(at(from, path("/about", ".html")).toString());
    assertThat(href("list")).isEqualTo(at(from, path("/list?page=2", ".html")).toString());
    assertThat(href("missing")).isEqualTo("https://zeitung.example/archive/2019?x=1#y");
    assertThat(href("script")).isEqualTo("https://zeitung.example/app.js");
    assertThat(href("absolute")).isEqualTo(at(from, "r/news/index.html").toString());
    assertThat(href("feed")).isEqualTo(at(from, path("/feed.xml", ".txt")).toString());
    assertThat(href("pdf")).isEqualTo(at(from, path("/files/report", ".pdf")).toString());
    assertThat(href("mail")).isEqualTo("mailto:a@example.org");
    assertThat(href("js") + href("data")).isEmpty();
    assertThat(text("document.querySelector('#elsewhere').outerHTML"))
        .contains("rel=\"noreferrer\"")
        .doesNotContain("ping", "target");
    assertThat(text("document.querySelector('#missing').rel")).isEqualTo("noreferrer");
  }

  private static String href(String id) throws Exception {
    return text("document.querySelector('#" + id + "').href");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void home_withAndWithoutScripts_runsNone(boolean disabled) throws Exception {
    browser.call("Emulation.setScriptExecutionDisabled", Map.of("value", disabled));
    try {
      open(From.SERVER, "r/index.html");
      browser.call("Emulation.setScriptExecutionDisabled", Map.of("value", false));

      assertThat(text("document.title")).isEqualTo("Die Zeitung & mehr");
      assertThat(
              browser
                  .value(
                      "document.querySelectorAll('script, [onload], form[action],"
                          + " input[type=hidden], object, embed, template, base').length")
                  .asInt())
          .isZero();
      assertThat(text("document.documentElement.outerHTML"))
          .doesNotContain("SECRETTOKEN", "javascript:", "srcdoc", "comment -->");
      assertThat(
              browser
                  .value(
                      "[...document.querySelectorAll('#post input, #get input, button')]"
                          + ".every(e => e.disabled)")
                  .asBoolean())
          .isTrue();
    } finally {
      browser.call("Emulation.setScriptExecutionDisabled", Map.of("value", false));
    }
  }

  @Test
  void home_whatSlippedThrough_isStoppedByThePolicy() throws Exception {
    open(From.SERVER, "r/index.html");
    browser.value(
        "{ const i = new Image(); i.src = 'http://127.0.0.2:"
            + tracker.getLocalPort()
            + "/slip';"
            + " document.body.append(i); const s = document.createElement('script');"
            + " s.textContent = 'window.ran = 1'; document.body.append(s);"
            + " document.body.setAttribute('onclick', 'window.ran = 1'); document.body.click(); }");

    browser.until("document.images[document.images.length - 1].complete");
    assertThat(text("typeof window.ran")).isEqualTo("undefined");
    assertThat(TRACKED).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource(From.class)
  void redirect_inside_leadsOn(From from) throws Exception {
    browser.open(at(from, path("/old", ".html")));

    browser.until("document.title === 'About'");
    assertThat(text("document.body.innerText")).contains("About us", "This is a copy of the site");
  }

  @Test
  void redirect_toAnotherSite_asksTheReader() throws Exception {
    open(From.SERVER, path("/away", ".html"));

    assertThat(text("document.querySelector('main a').href")).endsWith("/away");
    assertThat(
            browser.value("document.querySelectorAll('meta[http-equiv=refresh]').length").asInt())
        .isZero();
    assertThat(TRACKED).hasValue(0);
  }

  @Test
  void refresh_ofAPage_staysInside() throws Exception {
    open(From.SERVER, path("/leads-on", ".html"));

    browser.until("document.title === 'About'");
  }

  @Test
  void base_ofAPage_isHeeded() throws Exception {
    open(From.DISK, "r/news/index.html");

    assertThat(href("up")).isEqualTo(at(From.DISK, path("/about", ".html")).toString());
    assertThat(browser.value("document.querySelector('#b').naturalWidth").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"r/nothing-of-the-kind.html", "r/a/b/c", "r/404.html"})
  void notFound_atAnyDepth_isTheSitesOwnPageWithStyleAndPictures(String path) throws Exception {
    open(From.SERVER, path);

    assertThat(text("document.body.innerText"))
        .contains("Nothing here", "The site says that there is no such page")
        .contains("take \"r/\" and all that follows it away");
    assertThat(text("getComputedStyle(document.querySelector('#bg')).backgroundImage"))
        .startsWith("url(\"data:image/png;base64,");
    for (String image : List.of("img", "svg")) {
      assertThat(browser.value("document.querySelector('#" + image + "').naturalWidth").asInt())
          .as(image)
          .isPositive();
    }
    assertThat(href("home")).isEqualTo("https://zeitung.example/?x=1#top");
    assertThat(href("about")).isEqualTo("https://zeitung.example/about");
    // Of the page itself, and of nothing that it loads.
    assertThat(browser.complaints())
        .allSatisfy(each -> assertThat(each).contains("status of 404", path + "\""));
    assertThat(TRACKED).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/latin", "/latin-header", "/utf16"})
  void charset_anyOfThePage_isReadRight(String key) throws Exception {
    open(From.DISK, path(key, ".html"));

    assertThat(text("document.characterSet")).isEqualTo("UTF-8");
    assertThat(text("document.querySelector('#t').textContent")).startsWith("M\u00fcnchen");
  }

  @Test
  void xhtml_withAnEmptyScript_isNotSwallowed() throws Exception {
    open(From.DISK, path("/strict", ".html"));

    assertThat(text("document.querySelector('#t').parentElement.localName")).isEqualTo("body");
  }

  @ParameterizedTest
  @EnumSource(From.class)
  void drawing_openedByItself_runsNothing(From from) throws Exception {
    browser.open(at(from, path("/img/draw.svg", ".svg")));

    assertThat(text("document.documentElement.textContent")).contains("drawn");
    assertThat(text("typeof window.ran")).isEqualTo("undefined");
    String source = Files.readString(shown.resolve(path("/img/draw.svg", ".svg")));
    assertThat(source)
        .doesNotContain("127.0.0.2", "script", "foreignObject", "onload", "DOCTYPE", "<?xml-")
        .contains("<image", "url(\"#g\")");
    assertThat(TRACKED).hasValue(0);
  }

  @Test
  void feed_opened_isTextInItsCharset() throws Exception {
    open(From.DISK, path("/feed.xml", ".txt"));

    assertThat(text("document.body.innerText")).contains("<rss><x>M\u00fcnchen");
  }

  @Test
  void largePage_opened_offersItsBytes() throws Exception {
    open(From.DISK, path("/big", ".html"));

    Path file = Path.of(URI.create(text("document.querySelector('main a').href")));
    assertThat(Files.size(file))
        .isEqualTo(copy.route(RouteKey.parse("/big").orElseThrow()).orElseThrow().size());
  }

  @ParameterizedTest
  @EnumSource(From.class)
  void index_opened_saysWhatThisIsAndEverybodyCanReadIt(From from) throws Exception {
    for (String scheme : List.of("light", "dark")) {
      browser.show(360, 800, scheme);
      open(from, "index.html");
      assertThat(text("document.body.innerText"))
          .contains(copy.header().site().fingerprint(), "26 November 2026, 20:00 UTC")
          .contains("The publisher promised the next by", "Die Zeitung & mehr", "Gru\u00df <b>");
      assertThat(text("document.querySelector('.read a').href"))
          .isEqualTo(at(from, "r/index.html").toString());
      assertThat(browser.value("document.documentElement.scrollWidth").asInt())
          .isLessThanOrEqualTo(360);
      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.violations("html")).isEmpty();
      browser.call("Page.setBypassCSP", Map.of("enabled", false));
    }
  }

  @Test
  void banner_ofAnyPage_everybodyCanRead() throws Exception {
    open(From.SERVER, "r/index.html");

    assertThat(text("document.querySelector('#gabion-banner').innerText"))
        .contains(copy.header().site().fingerprint(), "26 November 2026", "edition 1");
    assertThat(text("document.querySelector('#gabion-banner a').href"))
        .isEqualTo(server.at("index.html").toString());
    assertThat(browser.violations("#gabion-banner")).isEmpty();
  }

  @Test
  void everyPage_hasOneBannerAndThePolicyFirst() throws Exception {
    try (Stream<Path> files = Files.walk(shown.resolve("r"))) {
      List<Path> pages = files.filter(f -> f.toString().endsWith(".html")).toList();
      assertThat(pages).hasSizeGreaterThan(12);
      assertThat(pages)
          .allSatisfy(
              page ->
                  assertThat(Files.readString(page))
                      .containsOnlyOnce("<aside id=\"gabion-banner\"")
                      .matches(
                          "(?s)(<!doctype html>)?\\s*<html[^>]*><head><meta charset=\"utf-8\">"
                              + "<meta http-equiv=\"Content-Security-Policy\".*"));
    }
  }

  @Test
  void everyFile_hasANameThatAnyDiskTakes() throws Exception {
    try (Stream<Path> files = Files.walk(shown)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()))
          .allSatisfy(name -> assertThat(name).matches("[a-z0-9._~-]{1,120}"));
    }
  }
}
