package org.gabion.mirror.capture;

/// Told how a crawl goes on. Called by the thread that captures.
public interface CrawlListener {
  CrawlListener NONE =
      new CrawlListener() {
        @Override
        public void progress(long kept, long left, long waiting) {}

        @Override
        public void note(String text) {}
      };

  /// After each page.
  ///
  /// @param kept handed to the sink
  /// @param left known, and left out or failed
  /// @param waiting known, and not asked for yet
  void progress(long kept, long left, long waiting);

  /// Something about the site that its operator may want to know.
  void note(String text);
}
