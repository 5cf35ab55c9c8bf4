package org.gabion.core.proof;

import java.util.Optional;

/// The head of a tree as its log signs it (C2SP tlog-checkpoint): the lines are the origin, the
/// size and the root in base64.
///
/// @param origin names the tree
/// @param size leaves
/// @param root 32 bytes
public record Checkpoint(String origin, long size, byte[] root) {
  /// The text to be signed.
  public String text() {
    return origin + "\n" + size + "\n" + Base64Text.of(root) + "\n";
  }

  /// Reads the text; empty if it is malformed or has further lines.
  public static Optional<Checkpoint> parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length != 4 || lines[0].isEmpty() || !lines[3].isEmpty()) {
      return Optional.empty();
    }
    Optional<Long> size = Decimal.parse(lines[1]);
    return size.isEmpty()
        ? Optional.empty()
        : Base64Text.parse(lines[2], Merkle.LENGTH)
            .map(root -> new Checkpoint(lines[0], size.get(), root));
  }
}
