package org.gabion.mirror.capture;

import java.nio.file.Path;
import java.util.List;
import org.gabion.mirror.archive.ArchiveLimits;

/// Which pages are taken from which archives. Immutable.
///
/// @param files `.warc`, `.warc.gz` and `.wacz`
/// @param scope the site's hosts, the parameters that choose a page, and what is left out; its
///   allowed actions mean nothing here, as nothing is asked for
/// @param canaries texts that must never be in a copy, such as the operator's own account name
public record ArchiveConfig(
    List<Path> files, CrawlScope scope, List<String> canaries, ArchiveLimits limits) {
  public ArchiveConfig {
    files = List.copyOf(files);
    canaries = List.copyOf(canaries);
    CrawlConfig.checkCanaries(canaries);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("name one archive at least");
    }
  }

  /// Pages of one site from one archive, with the usual limits.
  public static ArchiveConfig of(Path file, CrawlScope scope) {
    return new ArchiveConfig(List.of(file), scope, List.of(), ArchiveLimits.USUAL);
  }

  public ArchiveConfig withFiles(List<Path> newFiles) {
    return new ArchiveConfig(newFiles, scope, canaries, limits);
  }

  public ArchiveConfig withCanaries(List<String> newCanaries) {
    return new ArchiveConfig(files, scope, newCanaries, limits);
  }

  public ArchiveConfig withLimits(ArchiveLimits newLimits) {
    return new ArchiveConfig(files, scope, canaries, newLimits);
  }
}
