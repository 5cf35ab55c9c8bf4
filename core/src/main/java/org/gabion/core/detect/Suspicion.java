package org.gabion.core.detect;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.request.Attribute;
import org.gabion.core.signature.Signature;
import org.gabion.core.window.Sample;

/// Something abnormal in one block, before anybody asked what it has in common.
///
/// @param suspects rows that hold the abnormal population and some others
/// @param excess how many of their requests are abnormal
/// @param attributes what a signature may speak of
/// @param kind what it seems to be
/// @param judgement whether it was meant to harm, as far as the block tells
/// @param given the signature, where there is nothing to mine
/// @param guilty requests that were there from the start: what of the baseline any of these matches
///   is the same thing, and no innocent
/// @param reasons why, in words
record Suspicion(
    Sample suspects,
    double excess,
    Set<Attribute> attributes,
    Kind kind,
    Judgement judgement,
    Optional<Signature> given,
    List<Signature> guilty,
    List<String> reasons) {

  /// Of something that the baseline does not know.
  Suspicion(
      Sample suspects,
      double excess,
      Set<Attribute> attributes,
      Kind kind,
      Judgement judgement,
      Optional<Signature> given,
      List<String> reasons) {
    this(suspects, excess, attributes, kind, judgement, given, List.of(), reasons);
  }

  /// Whether this request of the baseline is one of them.
  boolean isGuilty(Sample usual, int row) {
    for (Signature signature : guilty) {
      if (signature.matches(usual, row)) {
        return true;
      }
    }
    return false;
  }
}
