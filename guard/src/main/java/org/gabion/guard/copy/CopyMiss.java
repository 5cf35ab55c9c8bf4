package org.gabion.guard.copy;

/// Why a visit that a copy was due to got none, and was treated as if there were no copy.
public enum CopyMiss {
  /// The copy has no such page.
  ABSENT,
  /// As much is read, or held in memory, as may be.
  BUSY,
  /// The store did not answer in time.
  LATE,
  /// The store failed, or what it had did not verify.
  UNREADABLE
}
