package org.gabion.mirror.capture;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/// One crawl, from the proof file to the last page: what it needs, and the order of its parts. One
/// thread, which calls the sink; requests run beside it.
final class Crawl implements AutoCloseable {
  private static final List<String> USUAL_FILES = List.of("/", Robots.PATH, "/favicon.ico");

  private final CrawlConfig config;
  private final CrawlMemory memory;
  private final CrawlListener listener;
  private final CaptureSink sink;
  private final Timing timing;
  private final Random random;
  private final String salt;
  private final SiteUrl home;
  private final Pace pace;
  private final Spool spool;
  private final Visitors visitors;
  private final Session first;
  private final Session second;

  private Crawl(
      CrawlConfig config,
      CrawlMemory memory,
      CrawlListener listener,
      RandomGenerator random,
      Timing timing,
      CaptureSink sink)
      throws IOException {
    this.config = config;
    this.memory = memory;
    this.listener = listener;
    this.sink = sink;
    this.timing = timing;
    this.random = new Random(random.nextLong());
    this.salt = "%08x".formatted(random.nextInt());
    this.home = config.scope().home();
    this.pace = new Pace(config.limits().requestsPerSecond(), timing);
    this.visitors = new Visitors(config.language(), salt);
    this.spool = Spool.create();
    this.first = new Session(home, visitors.first(), config.limits(), pace, spool);
    this.second = new Session(home, visitors.second(), config.limits(), pace, spool);
  }

  static Crawl open(
      CrawlConfig config,
      CrawlMemory memory,
      CrawlListener listener,
      RandomGenerator random,
      Timing timing,
      CaptureSink sink)
      throws IOException {
    return new Crawl(config, memory, listener, random, timing, sink);
  }

  void run() throws IOException {
    resolve();
    OwnershipProof.check(first, home, config.site());
    SiteFiles files = new SiteFiles(first, config.scope());
    Robots robots = Robots.of(files, home);
    pace.slowDown(robots.delay());
    LinkRules rules = new LinkRules(config.scope(), robots);
    CrawlBook book = new CrawlBook(sink, listener);
    Frontier frontier = new Frontier(config.limits(), book::missed);
    Rounds rounds = rounds(rules, book, frontier);
    for (String path : USUAL_FILES) {
      rounds.name(home.resolve(path).orElseThrow());
    }
    for (SiteUrl page : sitemaps(files, robots, book)) {
      rounds.name(page);
    }
    rounds.notFoundPage("/gabion-no-such-page-" + salt, "/gabion-no-such-page-x" + salt);
    rounds.run();
    book.finish();
    memory.finish();
  }

  /// A site whose name leads nowhere is told as that, and not as one that does not answer.
  private void resolve() throws IOException {
    try {
      InetAddress[] addresses = InetAddress.getAllByName(home.host());
      if (addresses.length > 0) {
        return;
      }
    } catch (UnknownHostException e) {
      // Told below.
    }
    throw new IOException(
        "the name " + home.host() + " has no address; check the start " + home + " and the DNS");
  }

  private Set<SiteUrl> sitemaps(SiteFiles files, Robots robots, CrawlBook book) throws IOException {
    Sitemaps sitemaps =
        new Sitemaps(
            files,
            first,
            config.scope(),
            config.limits().maxPages(),
            (url, fault) -> book.missed(url.toString(), MissReason.FAILED, fault));
    Set<SiteUrl> pages = sitemaps.read(robots.sitemaps());
    Set<SiteUrl> named = new LinkedHashSet<>(sitemaps.files());
    named.addAll(pages);
    return named;
  }

  private Rounds rounds(LinkRules rules, CrawlBook book, Frontier frontier) {
    List<String> canaries = new ArrayList<>(config.canaries());
    canaries.add(Visitors.MARK);
    return new Rounds(
        config,
        new Visitor(first, second, visitors, config.limits().maxPageBytes()),
        new EarlierPages(memory, sink, spool),
        new Comparison(new CanarySearch(canaries)),
        rules,
        frontier,
        book,
        timing,
        random);
  }

  @Override
  public void close() throws IOException {
    first.close();
    second.close();
    spool.close();
  }
}
