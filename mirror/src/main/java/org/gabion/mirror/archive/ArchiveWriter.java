package org.gabion.mirror.archive;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import org.gabion.mirror.capture.PageHead;

/// Writes pages as a web archive that other tools read: WARC 1.1 ([WarcWriter]) or WACZ 1.1.1
/// ([WaczWriter]). One thread.
///
/// The same pages in the same order, with the same dates, give the same bytes. The file appears
/// under its name only when it is finished.
public sealed interface ArchiveWriter extends AutoCloseable permits WarcWriter, WaczWriter {
  /// Adds a page.
  ///
  /// @param url absolute
  /// @param captured when the page was as it is here
  /// @param body read to its end; not closed
  void page(URI url, Instant captured, PageHead head, InputStream body) throws IOException;

  /// Ends the archive and puts it in its place. Nothing can be added any more.
  void finish() throws IOException;

  /// Drops what was written, unless it is finished.
  @Override
  void close() throws IOException;

  /// Begins a packed WARC; its name should end in `.warc.gz`.
  static ArchiveWriter warc(Path file, ArchiveTitle title) throws IOException {
    return new WarcWriter(file, title);
  }

  /// Begins a WACZ; its name should end in `.wacz`.
  static ArchiveWriter wacz(Path file, ArchiveTitle title) throws IOException {
    return new WaczWriter(file, title);
  }
}
