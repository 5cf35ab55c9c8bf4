package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.publish.Publication;
import org.gabion.mirror.publish.PublishRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A second crawl asks whether pages have changed, and takes what has not from the last edition.
final class IncrementalCrawlTest {
  private static final int PAGES = 50;

  private final SimulatedTiming timing = new SimulatedTiming();
  private final Map<String, String> contents = new ConcurrentHashMap<>();
  private final AtomicInteger sent = new AtomicInteger();
  private TestSite site;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    site = new TestSite(timing);
    StringBuilder links = new StringBuilder();
    for (int i = 0; i < PAGES; i++) {
      links.append("<a href=/p").append(i).append(">p</a>");
      put("/p" + i, "page " + i + " <input type=hidden name=csrf value=abcdef" + i + ">");
    }
    put("/", links.toString());
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private void put(String path, String content) {
    contents.put(path, content);
    site.page(path, exchange -> answer(exchange, path));
  }

  private void answer(HttpExchange exchange, String path) throws IOException {
    String content = contents.getOrDefault(path, "");
    String etag = "W/\"" + content.hashCode() + "\"";
    exchange.getResponseHeaders().set("ETag", etag);
    if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
    } else {
      sent.incrementAndGet();
      TestSite.send(exchange, 200, TestSite.HTML, content);
    }
  }

  private CrawlCapture crawl() throws IOException {
    return new CrawlCapture(
        site.config().withLimits(CrawlLimits.USUAL.withRate(20, 2)),
        FileCrawlMemory.open(folder.resolve("memory")),
        CrawlListener.NONE,
        new Random(5),
        timing);
  }

  private KeptPages capture(KeptPages sink) throws IOException {
    crawl().capture(sink);
    return sink;
  }

  @Test
  void capture_ofAnUnchangedSite_transfersNoPageAndGivesTheSame() throws IOException {
    KeptPages first = capture(new KeptPages());
    sent.set(0);

    KeptPages second = capture(first.next());

    assertThat(sent).hasValue(0);
    assertThat(second.pages()).hasSize(PAGES + 2).containsOnlyKeys(first.pages().keySet());
    assertThat(second.page("/p7").content()).isEqualTo(first.page("/p7").content());
    assertThat(second.page("/p7").head()).isEqualTo(first.page("/p7").head());
    assertThat(second.page("/p7").text()).doesNotContain("abcdef7");
  }

  @Test
  void capture_ofAChangedPage_transfersThatOneOnly() throws IOException {
    KeptPages first = capture(new KeptPages());
    sent.set(0);
    put("/p3", "page 3 is another one now");

    KeptPages second = capture(first.next());

    assertThat(sent.get()).isBetween(2, 3);
    assertThat(second.page("/p3").text()).isEqualTo("page 3 is another one now");
    assertThat(second.pages()).hasSize(PAGES + 2);
  }

  @Test
  void capture_whenTheLastEditionIsGone_transfersAll() throws IOException {
    capture(new KeptPages());
    sent.set(0);

    KeptPages second = capture(new KeptPages());

    assertThat(sent.get()).isEqualTo(2 * (PAGES + 1));
    assertThat(second.pages()).hasSize(PAGES + 2);
  }

  @Test
  void capture_whenTheLastEditionHasOtherContent_transfersAgain() throws IOException {
    KeptPages other = new KeptPages();
    capture(other);
    other
        .pages()
        .put("/p4", new KeptPages.Kept(other.page("/p4").head(), "tampered".getBytes(UTF_8)));

    KeptPages second = capture(other.next());

    assertThat(second.page("/p4").text()).startsWith("page 4");
  }

  @Test
  void capture_withADamagedMemory_crawlsAnew() throws IOException {
    KeptPages first = capture(new KeptPages());
    Files.writeString(folder.resolve("memory"), "gabion crawl-memory 1\nnonsense\n");
    sent.set(0);

    KeptPages second = capture(first.next());

    assertThat(sent.get()).isEqualTo(2 * (PAGES + 1));
    assertThat(second.pages()).containsOnlyKeys(first.pages().keySet());
  }

  @Test
  void capture_withANewCanary_leavesOutWhatWasKeptBefore() throws IOException {
    KeptPages first = capture(new KeptPages());
    CrawlConfig config = site.config().withCanaries(java.util.List.of("page 9 "));

    KeptPages second = first.next();
    new CrawlCapture(
            config,
            FileCrawlMemory.open(folder.resolve("memory")),
            CrawlListener.NONE,
            new Random(5),
            timing)
        .capture(second);

    assertThat(first.pages()).containsKey("/p9");
    assertThat(second.reason("/p9")).isEqualTo("canary");
  }

  @Test
  void publish_ofAnUnchangedSite_makesNoEditionAndTransfersNoPage() throws IOException {
    MirrorRig rig = MirrorRig.found(folder);
    Publication first = rig.publisher().publish(crawl(), PublishRules.USUAL);
    assertThat(first).isInstanceOf(Publication.Published.class);
    sent.set(0);

    Publication second = rig.publisher().publish(crawl(), PublishRules.USUAL);

    assertThat(second).isInstanceOf(Publication.Unchanged.class);
    assertThat(sent).hasValue(0);
    put("/p3", "page 3 is another one now");
    assertThat(rig.publisher().publish(crawl(), PublishRules.USUAL))
        .isInstanceOfSatisfying(
            Publication.Published.class,
            published ->
                assertThat(published.change().lines(5)).containsExactly("changed: 1 page: /p3"));
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;
}
