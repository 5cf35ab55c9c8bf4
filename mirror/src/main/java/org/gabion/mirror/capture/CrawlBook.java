package org.gabion.mirror.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gabion.core.snapshot.RouteKey;

/// Hands to the sink what a crawl found, keeps redirects until their chains are known, and counts.
/// One thread.
final class CrawlBook {
  /// Browsers give up after some twenty.
  private static final int MAX_CHAIN = 10;

  /// So many pages in a row without an answer mean that the site is in trouble.
  private static final int MAX_FAILURES = 20;

  private final CaptureSink sink;
  private final CrawlListener listener;
  private final TreeMap<RouteKey, PageHead> redirects = new TreeMap<>();
  private long kept;
  private long left;
  private long masked;
  private int failuresInARow;

  CrawlBook(CaptureSink sink, CrawlListener listener) {
    this.sink = sink;
    this.listener = listener;
  }

  void page(RouteKey key, PageHead head, Body body, int maskedBytes) throws IOException {
    try (InputStream in = body.open()) {
      sink.page(key, head, in);
    }
    kept++;
    masked += maskedBytes > 0 ? 1 : 0;
  }

  void redirect(RouteKey key, PageHead head) {
    redirects.put(key, head);
  }

  void missed(String url, MissReason reason, String detail) {
    sink.missed(url, reason, detail);
    left++;
  }

  void answered() {
    failuresInARow = 0;
  }

  /// @throws IOException if the site has stopped answering
  void failed(String url, String detail) throws IOException {
    missed(url, MissReason.FAILED, detail);
    failuresInARow++;
    if (failuresInARow >= MAX_FAILURES) {
      throw new IOException(
          "the site gave no good answer for "
              + MAX_FAILURES
              + " pages in a row, at last for "
              + url
              + ": "
              + detail
              + ". The crawl was stopped to leave it alone, nothing was published; run it again"
              + " when the site is well");
    }
  }

  void progress(int waiting) {
    listener.progress(kept, left, waiting);
  }

  /// Hands over the redirects that lead somewhere.
  void finish() throws IOException {
    for (Map.Entry<RouteKey, PageHead> each : redirects.entrySet()) {
      Optional<String> fault = fault(each.getKey());
      if (fault.isPresent()) {
        missed(each.getKey().toString(), MissReason.FAILED, fault.get());
      } else {
        sink.page(each.getKey(), each.getValue(), InputStream.nullInputStream());
        kept++;
      }
    }
    if (masked > 0) {
      listener.note(masked + " pages held marks of one visit, such as tokens, that were masked");
    }
  }

  private Optional<String> fault(RouteKey from) {
    Set<RouteKey> seen = new HashSet<>();
    RouteKey at = from;
    while (redirects.containsKey(at)) {
      if (!seen.add(at)) {
        return Optional.of("it redirects in a circle");
      }
      if (seen.size() > MAX_CHAIN) {
        return Optional.of("it redirects more than " + MAX_CHAIN + " times");
      }
      Optional<RouteKey> next =
          Optional.ofNullable(redirects.get(at))
              .flatMap(PageHead::location)
              .flatMap(RouteKey::parse);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.empty();
  }
}
