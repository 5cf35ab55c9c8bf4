package org.gabion.analyze.evidence;

import java.time.Instant;
import java.util.Optional;
import org.gabion.core.proof.SignerKey;

/// How evidence is written.
///
/// @param key signs it
/// @param pseudonyms stand in the place of addresses, if given
/// @param organisation the operator's, if it is to be named
/// @param mostBytes for the raw lines of one incident; what is more is left out, and said so
/// @param version of the program
/// @param now when it is written
public record EvidenceOptions(
    SignerKey key,
    Optional<Pseudonyms> pseudonyms,
    Optional<String> organisation,
    long mostBytes,
    String version,
    Instant now) {
  /// Enough for some five million lines.
  public static final long DEFAULT_MOST_BYTES = 1_000_000_000L;
}
