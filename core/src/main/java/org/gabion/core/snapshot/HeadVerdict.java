package org.gabion.core.snapshot;

import java.util.Optional;

/// What a reader thinks of a head that a mirror gave.
public sealed interface HeadVerdict {
  /// A valid head of a later edition than any seen, or the first seen.
  ///
  /// @param heartbeat the one in the file, if it is valid and of this head
  /// @param contradicted the head seen before, if this one follows another of the same sequence:
  ///   proof, as a split view is
  record Newer(
      Signed<Head> head, Optional<Signed<Heartbeat>> heartbeat, Optional<Signed<Head>> contradicted)
      implements HeadVerdict {}

  /// The head that is known already.
  record Same(Signed<Head> head, Optional<Signed<Heartbeat>> heartbeat) implements HeadVerdict {}

  /// A valid head of an earlier edition than one seen. Its copy is shown only if nothing newer can
  /// be reached, and then as an older edition.
  record Older(Signed<Head> head, long seen) implements HeadVerdict {}

  /// Two valid heads of the same edition with different content. Both are kept as proof: whoever
  /// signed them showed different sites to different people, or lost the key.
  record SplitView(Signed<Head> seen, Signed<Head> other) implements HeadVerdict {}

  /// A head that counts for nothing.
  ///
  /// @param reason for the operator, without a full stop
  record Refused(String reason) implements HeadVerdict {}
}
