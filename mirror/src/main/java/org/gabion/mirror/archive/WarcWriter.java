package org.gabion.mirror.archive;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import org.gabion.mirror.capture.PageHead;
import org.gabion.mirror.capture.Spool;

/// Writes a packed WARC as a file of its own. One thread.
final class WarcWriter implements ArchiveWriter {
  private final Draft draft;
  private final Spool spool;
  private final WarcRecords records;

  WarcWriter(Path file, ArchiveTitle title) throws IOException {
    this.draft = Draft.of(file);
    this.spool = Spool.create();
    this.records = WarcRecords.begin(draft.out(), spool, title);
  }

  @Override
  public void page(URI url, Instant captured, PageHead head, InputStream body) throws IOException {
    records.page(url, captured, head, body);
  }

  @Override
  public void finish() throws IOException {
    draft.finish();
  }

  @Override
  public void close() throws IOException {
    try (draft) {
      spool.close();
    }
  }
}
