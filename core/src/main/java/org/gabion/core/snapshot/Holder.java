package org.gabion.core.snapshot;

import java.util.List;

/// Somebody who holds keys of a role: one of each algorithm. Thresholds count holders, never keys.
///
/// @param name of 1 to 32 characters `a-z 0-9 -`
public record Holder(String name, PublicKey ed25519, PublicKey p256) {
  public Holder {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "a holder's name is 1 to 32 of a-z, 0-9 and -, not '" + name + "'");
    }
    if (ed25519.algorithm() != Algorithm.ED25519 || p256.algorithm() != Algorithm.P256) {
      throw new IllegalArgumentException("a holder has one key of each algorithm");
    }
  }

  public static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= 32
        && text.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
  }

  public List<PublicKey> keys() {
    return List.of(ed25519, p256);
  }

  /// Without its role.
  @Override
  public String toString() {
    return name + " " + ed25519 + " " + p256;
  }
}
