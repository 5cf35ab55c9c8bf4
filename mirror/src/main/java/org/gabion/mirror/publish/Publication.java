package org.gabion.mirror.publish;

import java.util.List;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.SnapshotHeader;

/// What came of an attempt to publish.
public sealed interface Publication {
  Change change();

  SnapshotHeader.Completeness completeness();

  /// Pages that are missing and why, the first of them, a line each.
  List<String> missed();

  /// A new edition is in the folder.
  ///
  /// @param newBytes of objects that the edition before did not have
  record Published(
      Head head,
      Change change,
      SnapshotHeader.Completeness completeness,
      List<String> missed,
      long bytes,
      long newBytes)
      implements Publication {}

  /// The site is as it was.
  ///
  /// @param head the edition that stays
  /// @param renewed whether a heartbeat now says that it is still current
  record Unchanged(
      Head head,
      boolean renewed,
      Change change,
      SnapshotHeader.Completeness completeness,
      List<String> missed)
      implements Publication {}

  /// The edition breaks a bound; nothing was published.
  ///
  /// @param reason for the operator, without a full stop
  record Refused(
      String reason, Change change, SnapshotHeader.Completeness completeness, List<String> missed)
      implements Publication {}
}
