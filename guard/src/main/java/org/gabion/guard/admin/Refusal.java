package org.gabion.guard.admin;

import java.time.Instant;
import java.util.Optional;
import org.gabion.core.policy.Reason;
import org.gabion.core.policy.Standing;

/// What is known about a refusal whose id somebody holds.
///
/// @param id as the visitor saw it
/// @param around when it happened; exact to [Refusals#TIME_STEP]
/// @param detail empty once the fixed memory has moved on; the access log still has the line
public record Refusal(String id, Reason reason, Instant around, Optional<Detail> detail) {
  /// The refusals of one prefix for one reason, as far as they are remembered.
  ///
  /// @param prefix what was counted, for example `203.0.113.0/24`; never more of the address than
  ///   that
  /// @param standing at the last of them
  /// @param waitMillis after the last of them, when another try would have been let through; 0 if
  ///   that is not known
  public record Detail(
      String prefix,
      String site,
      Standing standing,
      Instant first,
      Instant last,
      long count,
      long waitMillis) {}
}
