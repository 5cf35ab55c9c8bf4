package org.gabion.mirror.capture;

import java.io.IOException;
import java.util.random.RandomGenerator;

/// A polite, anonymous crawl of the operator's own site.
///
/// The site must carry a proof file before anything else is asked of it; its robots.txt is obeyed;
/// no configuration makes it faster than [CrawlLimits#MOST_REQUESTS_PER_SECOND]. Each page is asked
/// for by two strangers, and kept only if both see the same, but for marks of the visit that are
/// masked; no link is followed that only one of them saw. Nothing but GET is sent, no cookies, no
/// credentials, no referer, and nothing to another host.
///
/// Memory is bounded by the limits; large contents lie in a temporary folder. One thread at a time.
public final class CrawlCapture implements CaptureSource {
  private final CrawlConfig config;
  private final CrawlMemory memory;
  private final CrawlListener listener;
  private final RandomGenerator random;
  private final Timing timing;

  /// @param random for the order of the second visits, and for marks that no page holds
  public CrawlCapture(
      CrawlConfig config, CrawlMemory memory, CrawlListener listener, RandomGenerator random) {
    this(config, memory, listener, random, Timing.ofMachine());
  }

  CrawlCapture(
      CrawlConfig config,
      CrawlMemory memory,
      CrawlListener listener,
      RandomGenerator random,
      Timing timing) {
    this.config = config;
    this.memory = memory;
    this.listener = listener;
    this.random = random;
    this.timing = timing;
  }

  /// Crawls the site.
  ///
  /// @throws IOException if the site does not prove whose it is, if what it allows can not be read,
  ///   if it stops answering, or if the sink fails
  @Override
  public void capture(CaptureSink sink) throws IOException {
    try (Crawl crawl = Crawl.open(config, memory, listener, random, timing, sink)) {
      crawl.run();
    }
  }
}
