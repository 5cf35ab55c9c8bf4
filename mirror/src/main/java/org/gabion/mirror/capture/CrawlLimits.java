package org.gabion.mirror.capture;

import java.time.Duration;

/// How hard a crawl may ask, and how much it may take. Immutable.
///
/// @param requestsPerSecond at most 20, whatever is asked for
/// @param connections requests at once, at most 4
/// @param maxPages addresses that are asked for
/// @param maxPageBytes of one page, after decompression
/// @param maxTotalBytes of all pages of one crawl, after decompression
/// @param maxDepth links from the start page or the sitemap to a page
/// @param maxAlike pages whose addresses differ in numbers only, unless the sitemap names them:
///   what a calendar without end makes
/// @param connectTimeout of one connection
/// @param answerTimeout of one answer, from the request to its last byte
public record CrawlLimits(
    double requestsPerSecond,
    int connections,
    int maxPages,
    long maxPageBytes,
    long maxTotalBytes,
    int maxDepth,
    int maxAlike,
    Duration connectTimeout,
    Duration answerTimeout) {
  /// No configuration makes a crawl faster.
  public static final double MOST_REQUESTS_PER_SECOND = 20;

  public static final int MOST_CONNECTIONS = 4;

  /// As many routes as an edition holds.
  public static final int MOST_PAGES = 500_000;

  private static final double LEAST_REQUESTS_PER_SECOND = 0.01;
  private static final Duration LONGEST = Duration.ofMinutes(30);

  public static final CrawlLimits USUAL =
      new CrawlLimits(
          5,
          2,
          100_000,
          64L << 20,
          20L << 30,
          100,
          2_000,
          Duration.ofSeconds(10),
          Duration.ofMinutes(2));

  public CrawlLimits {
    if (!(requestsPerSecond >= LEAST_REQUESTS_PER_SECOND
        && requestsPerSecond <= MOST_REQUESTS_PER_SECOND)) {
      throw new IllegalArgumentException(
          "requests per second are from 0.01 to 20, not " + requestsPerSecond);
    }
    check("connections", connections, MOST_CONNECTIONS);
    check("pages", maxPages, MOST_PAGES);
    check("bytes of a page", maxPageBytes, 1L << 34);
    check("bytes in total", maxTotalBytes, 1L << 44);
    check("depth", maxDepth, 10_000);
    check("pages alike", maxAlike, MOST_PAGES);
    check(connectTimeout);
    check(answerTimeout);
  }

  private static void check(String what, long value, long most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(what + ": from 1 to " + most + ", not " + value);
    }
  }

  private static void check(Duration timeout) {
    if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a time-out is from 1 ms to 30 minutes, not " + timeout);
    }
  }

  /// The same with another rate.
  public CrawlLimits withRate(double newRequestsPerSecond, int newConnections) {
    return new CrawlLimits(
        newRequestsPerSecond,
        newConnections,
        maxPages,
        maxPageBytes,
        maxTotalBytes,
        maxDepth,
        maxAlike,
        connectTimeout,
        answerTimeout);
  }

  /// The same with other bounds of size.
  public CrawlLimits withSizes(int newMaxPages, long newMaxPageBytes, long newMaxTotalBytes) {
    return new CrawlLimits(
        requestsPerSecond,
        connections,
        newMaxPages,
        newMaxPageBytes,
        newMaxTotalBytes,
        maxDepth,
        maxAlike,
        connectTimeout,
        answerTimeout);
  }

  /// The same with other bounds against addresses without end.
  public CrawlLimits withTraps(int newMaxDepth, int newMaxAlike) {
    return new CrawlLimits(
        requestsPerSecond,
        connections,
        maxPages,
        maxPageBytes,
        maxTotalBytes,
        newMaxDepth,
        newMaxAlike,
        connectTimeout,
        answerTimeout);
  }

  /// The same with other time-outs.
  public CrawlLimits withTimeouts(Duration newConnectTimeout, Duration newAnswerTimeout) {
    return new CrawlLimits(
        requestsPerSecond,
        connections,
        maxPages,
        maxPageBytes,
        maxTotalBytes,
        maxDepth,
        maxAlike,
        newConnectTimeout,
        newAnswerTimeout);
  }
}
