package org.gabion.mirror.capture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.snapshot.RouteKey;

/// The pages that a crawl knows of and has not asked for, in the order in which they were found.
/// Bounded: in pages, in depth, in pages whose addresses differ in numbers only, and in what it
/// remembers of those that it turned away. One thread.
final class Frontier {
  /// Segments of a path that may be alike; more come of links that append themselves.
  private static final int MAX_SAME_SEGMENTS = 3;

  private static final int MAX_SEGMENTS = 40;
  private static final int MAX_TURNED_AWAY = 100_000;

  private final CrawlLimits limits;
  private final Misses misses;
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private final Set<RouteKey> known = new HashSet<>();
  private final Set<String> turnedAway = new HashSet<>();
  private final Map<String, Integer> alike = new HashMap<>();
  private boolean stopped;

  /// @param depth links from the start page or the sitemap
  record Entry(RouteKey key, int depth) {}

  /// Takes what is not captured.
  @FunctionalInterface
  interface Misses {
    void missed(String url, MissReason reason, String detail);
  }

  Frontier(CrawlLimits limits, Misses misses) {
    this.limits = limits;
    this.misses = misses;
  }

  /// Adds a page that a sitemap names, or that each site may have.
  void addNamed(RouteKey key) {
    add(key, 0, true);
  }

  /// Adds a page that a link leads to.
  void addLinked(RouteKey key, int depth) {
    add(key, depth, false);
  }

  private void add(RouteKey key, int depth, boolean named) {
    if (known.contains(key)) {
      return;
    }
    Optional<String> objection = objection(key, depth, named);
    if (objection.isPresent()) {
      turnAway(key.toString(), MissReason.TOO_LARGE, objection.get());
      return;
    }
    known.add(key);
    waiting.add(new Entry(key, depth));
  }

  private Optional<String> objection(RouteKey key, int depth, boolean named) {
    if (stopped) {
      return Optional.of("the crawl had taken " + limits.maxTotalBytes() + " bytes before");
    }
    if (known.size() >= limits.maxPages()) {
      return Optional.of("one of more than " + limits.maxPages() + " pages");
    }
    if (named) {
      return Optional.empty();
    }
    if (depth > limits.maxDepth()) {
      return Optional.of("more than " + limits.maxDepth() + " links from the start page");
    }
    if (windsUp(key.path())) {
      return Optional.of("its path repeats itself");
    }
    int count = alike.merge(template(key.toString()), 1, Integer::sum);
    return count > limits.maxAlike()
        ? Optional.of("one of more than " + limits.maxAlike() + " pages that differ in numbers")
        : Optional.empty();
  }

  /// Tells of a page that is not asked for; once.
  void turnAway(String url, MissReason reason, String detail) {
    if (turnedAway.size() < MAX_TURNED_AWAY && turnedAway.add(url)) {
      misses.missed(url, reason, detail);
    }
  }

  private static boolean windsUp(String path) {
    String[] segments = path.split("/", -1);
    Map<String, Integer> counts = new HashMap<>();
    int most = 0;
    for (String segment : segments) {
      if (segment.length() > 1) {
        most = Math.max(most, counts.merge(segment, 1, Integer::sum));
      }
    }
    return segments.length > MAX_SEGMENTS || most > MAX_SAME_SEGMENTS;
  }

  /// An address with each run of digits put as `0`.
  static String template(String key) {
    StringBuilder template = new StringBuilder(key.length());
    boolean digits = false;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (!digit) {
        template.append(c);
      } else if (!digits) {
        template.append('0');
      }
      digits = digit;
    }
    return template.toString();
  }

  Optional<Entry> next() {
    return Optional.ofNullable(waiting.poll());
  }

  int waiting() {
    return waiting.size();
  }

  /// Gives up what waits, because the crawl has taken all that it may.
  void stop() {
    stopped = true;
    while (!waiting.isEmpty()) {
      Entry entry = waiting.remove();
      turnAway(
          entry.key().toString(),
          MissReason.TOO_LARGE,
          "the crawl had taken " + limits.maxTotalBytes() + " bytes before");
    }
  }
}
