package org.gabion.mirror.publish;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteShard;
import org.gabion.core.snapshot.SnapshotHeader;

/// The shards of an edition's route index, in order.
///
/// @param encoded the bytes of each, which must not be changed
record RouteIndex(int bits, List<SnapshotHeader.Shard> shards, List<byte[]> encoded) {
  /// Routes in a shard, about: some 25 kB, which a reader fetches to see one page.
  private static final int ROUTES = 64;

  /// @param routes in the order of their keys
  /// @param before how many bits the edition before had: kept while shards stay between a quarter
  ///   and four times the usual size, so that unchanged shards keep their names
  static RouteIndex of(Digest site, Collection<Route> routes, Optional<Integer> before) {
    int bits = bits(routes.size(), before);
    List<List<Route>> parts = new ArrayList<>();
    for (int i = 0; i < 1 << bits; i++) {
      parts.add(new ArrayList<>());
    }
    for (Route route : routes) {
      parts.get(route.key().shard(bits)).add(route);
    }
    List<SnapshotHeader.Shard> shards = new ArrayList<>();
    List<byte[]> encoded = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      byte[] bytes = new RouteShard(site, bits, i, parts.get(i)).bytes();
      shards.add(new SnapshotHeader.Shard(Digest.of(bytes), bytes.length));
      encoded.add(bytes);
    }
    return new RouteIndex(bits, shards, encoded);
  }

  private static int bits(int routes, Optional<Integer> before) {
    if (before.isPresent()) {
      double load = routes / (double) (1 << before.get());
      if (load >= ROUTES / 4.0 && load <= ROUTES * 4.0) {
        return before.get();
      }
    }
    int bits = 0;
    while (bits < RouteShard.MAX_BITS && routes > ROUTES << bits) {
      bits++;
    }
    return bits;
  }
}
