package org.gabion.mirror.capture;

import java.io.IOException;
import java.util.Optional;
import org.gabion.core.snapshot.RouteKey;

/// What one crawl tells the next, so that an unchanged page is not sent again. Used by one thread.
///
/// It holds no contents: those come from [CaptureSink#earlier], and are checked against what is
/// remembered here. To forget is always safe.
public interface CrawlMemory {
  /// What the last crawl remembered of a page.
  Optional<Remembered> of(RouteKey key);

  /// Remembers a page for the next crawl.
  void keep(RouteKey key, Remembered page);

  /// Called once when a crawl is over and whole. What was not kept in it is forgotten.
  ///
  /// @throws IOException if the memory can not be written; the one before is whole
  void finish() throws IOException;

  /// Remembers nothing.
  static CrawlMemory none() {
    return new CrawlMemory() {
      @Override
      public Optional<Remembered> of(RouteKey key) {
        return Optional.empty();
      }

      @Override
      public void keep(RouteKey key, Remembered page) {
        // Nothing is remembered.
      }

      @Override
      public void finish() {
        // Nothing was remembered.
      }
    };
  }
}
