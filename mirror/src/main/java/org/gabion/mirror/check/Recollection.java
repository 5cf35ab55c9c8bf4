package org.gabion.mirror.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.RootChain;
import org.gabion.core.snapshot.Signed;

/// What earlier checks left behind. Immutable; each check gives the next one.
///
/// @param mirrors by their addresses
/// @param heads that were held to be the site's, the oldest first
/// @param chain the longest chain of roots that was seen
public record Recollection(
    Map<String, MirrorMemory> mirrors, List<Signed<Head>> heads, Optional<RootChain> chain) {
  /// Older ones are forgotten.
  static final int MOST_HEADS = 100;

  /// Nothing is remembered.
  public static final Recollection NONE = new Recollection(Map.of(), List.of(), Optional.empty());

  public Recollection {
    mirrors = Map.copyOf(mirrors);
    heads = List.copyOf(heads.subList(Math.max(0, heads.size() - MOST_HEADS), heads.size()));
  }

  Optional<MirrorMemory> of(String url) {
    return Optional.ofNullable(mirrors.get(url));
  }
}
