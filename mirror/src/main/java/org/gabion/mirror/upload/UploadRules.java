package org.gabion.mirror.upload;

import java.time.Duration;

/// How an upload goes about it.
///
/// @param parallel files at once
/// @param tries of one file, the first included
/// @param pause before the second try; it doubles with each, with some chance
/// @param bytesPerSecond that are sent at most; 0 for no bound
public record UploadRules(int parallel, int tries, Duration pause, long bytesPerSecond) {
  public static final UploadRules USUAL = new UploadRules(8, 6, Duration.ofSeconds(1), 0);

  public UploadRules {
    if (parallel < 1 || parallel > 64 || tries < 1 || tries > 20 || bytesPerSecond < 0) {
      throw new IllegalArgumentException("1 to 64 files at once, and 1 to 20 tries");
    }
  }

  public UploadRules withBytesPerSecond(long rate) {
    return new UploadRules(parallel, tries, pause, rate);
  }
}
