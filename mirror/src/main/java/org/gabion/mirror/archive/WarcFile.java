package org.gabion.mirror.archive;

import java.io.IOException;

/// A WARC: a file, or one within a WACZ. Immutable; each reader is its own.
public final class WarcFile {
  private final String name;
  private final RawInput.Opener opener;
  private final boolean packed;
  private final ArchiveLimits limits;

  WarcFile(String name, RawInput.Opener opener, boolean packed, ArchiveLimits limits) {
    this.name = name;
    this.opener = opener;
    this.packed = packed;
    this.limits = limits;
  }

  /// Its name, for the operator.
  public String name() {
    return name;
  }

  /// Reads it from its begin. The caller closes the reader.
  public RecordReader reader() throws IOException {
    RawInput raw = new RawInput(opener);
    return new RecordReader(name, packed ? new GzipMembers(raw, limits) : raw);
  }
}
