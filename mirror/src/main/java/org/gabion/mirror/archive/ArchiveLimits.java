package org.gabion.mirror.archive;

/// How much an archive may hold, however far it would unpack. Immutable.
///
/// @param maxPages distinct pages that are taken
/// @param maxRecords in all files together
/// @param maxPageBytes of one page, after all unpacking
/// @param maxTotalBytes of all files together, unpacked; no more than about twice as many are read
///   for the pages
/// @param maxEntries files in one WACZ
/// @param maxRatio how many times its packed size a part may have, once it is larger than
///   [#RATIO_FLOOR]
public record ArchiveLimits(
    int maxPages,
    long maxRecords,
    long maxPageBytes,
    long maxTotalBytes,
    int maxEntries,
    int maxRatio) {
  /// What is smaller may unpack as far as it likes: it fits into memory anyway.
  public static final long RATIO_FLOOR = 16L << 20;

  public static final ArchiveLimits USUAL =
      new ArchiveLimits(1_000_000, 20_000_000, 1L << 30, 1L << 40, 10_000, 200);

  public ArchiveLimits {
    check("pages", maxPages, 10_000_000);
    check("records", maxRecords, 1L << 40);
    check("bytes of a page", maxPageBytes, 1L << 34);
    check("bytes in total", maxTotalBytes, 1L << 50);
    check("entries", maxEntries, 1_000_000);
    check("ratio", maxRatio, 1_000_000);
  }

  private static void check(String what, long value, long most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(what + ": from 1 to " + most + ", not " + value);
    }
  }

  /// The same with other bounds of number.
  public ArchiveLimits withCounts(int newMaxPages, long newMaxRecords, int newMaxEntries) {
    return new ArchiveLimits(
        newMaxPages, newMaxRecords, maxPageBytes, maxTotalBytes, newMaxEntries, maxRatio);
  }

  /// The same with other bounds of size.
  public ArchiveLimits withSizes(long newMaxPageBytes, long newMaxTotalBytes, int newMaxRatio) {
    return new ArchiveLimits(
        maxPages, maxRecords, newMaxPageBytes, newMaxTotalBytes, maxEntries, newMaxRatio);
  }

  /// Whether a part that unpacks so far is meant to fill a disk.
  boolean isBomb(long packed, long unpacked) {
    return unpacked > RATIO_FLOOR && unpacked / maxRatio > packed;
  }
}
