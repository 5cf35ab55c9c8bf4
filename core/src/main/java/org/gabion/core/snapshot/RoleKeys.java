package org.gabion.core.snapshot;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who may speak in a role, and how many of them must.
///
/// @param holders in the order of their names
public record RoleKeys(int threshold, List<Holder> holders) {
  public static final int MAX_HOLDERS = 9;

  public RoleKeys {
    holders = List.copyOf(holders);
    if (holders.isEmpty() || holders.size() > MAX_HOLDERS) {
      throw new IllegalArgumentException("1 to " + MAX_HOLDERS + " holders, not " + holders.size());
    }
    if (threshold < 1 || threshold > holders.size()) {
      throw new IllegalArgumentException(
          "a threshold from 1 to " + holders.size() + ", the number of holders");
    }
    Set<PublicKey> keys = new HashSet<>();
    String last = "";
    for (Holder holder : holders) {
      if (holder.name().compareTo(last) <= 0) {
        throw new IllegalArgumentException("holders in the order of their names, each once");
      }
      last = holder.name();
      if (!keys.add(holder.ed25519()) || !keys.add(holder.p256())) {
        throw new IllegalArgumentException("a key of its own for each holder");
      }
    }
  }

  /// Whether enough holders signed.
  public boolean accepts(Signed<?> signed) {
    return signed.signers(holders) >= threshold;
  }
}
