package org.gabion.mirror.capture;

import java.io.IOException;

/// Gives the pages of a site, each once.
///
/// Implementations: a folder ([DirectoryCapture]), a crawl of the site ([CrawlCapture]), an archive
/// ([ArchiveCapture]).
public sealed interface CaptureSource permits ArchiveCapture, CrawlCapture, DirectoryCapture {
  /// Hands every page to the sink, and what could not be had. Blocks until all is told.
  ///
  /// @throws IOException if the source as a whole can not be read
  void capture(CaptureSink sink) throws IOException;
}
