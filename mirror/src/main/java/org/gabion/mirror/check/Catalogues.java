package org.gabion.mirror.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.RouteShard;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.SnapshotHeader;
import org.gabion.mirror.copy.Source;

/// Makes the catalogues of editions, from whoever has their index, and keeps the last few. Used by
/// one thread.
final class Catalogues {
  private static final int KEPT = 4;
  private static final int MOST_FAULTS = 4;

  private final Map<Digest, Catalogue> kept = new LinkedHashMap<>(8, 0.75f, true);

  /// The catalogue of an edition; without what stands in shards that nobody gave, and empty if
  /// nobody gave its header.
  ///
  /// @param candidates the best first; one that fails often is not asked on
  Optional<Catalogue> of(Signed<Head> head, List<? extends Source> candidates) {
    Digest name = head.document().snapshot();
    Catalogue known = kept.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    Asking asking = new Asking(candidates);
    String path = CopyPaths.snapshot(head.document().sequence());
    Optional<byte[]> bytes = asking.fetch(path, name, SnapshotHeader.MAX_BYTES);
    if (bytes.isEmpty()
        || !(SnapshotHeader.parse(bytes.get())
            instanceof Parsed.Valid<SnapshotHeader>(SnapshotHeader header))) {
      return Optional.empty();
    }
    Catalogue.Builder builder = new Catalogue.Builder(header);
    boolean whole = true;
    for (SnapshotHeader.Shard shard : header.shards()) {
      Optional<byte[]> found =
          asking.fetch(CopyPaths.shard(shard.digest()), shard.digest(), shard.size());
      if (found.isPresent()
          && RouteShard.parse(found.get()) instanceof Parsed.Valid<RouteShard>(RouteShard read)) {
        builder.add(read);
      } else {
        whole = false;
      }
    }
    Catalogue catalogue = builder.build();
    if (whole) {
      keep(name, catalogue);
    }
    return Optional.of(catalogue);
  }

  private void keep(Digest name, Catalogue catalogue) {
    if (kept.size() == KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
    kept.put(name, catalogue);
  }

  /// Goes on with the source that gave the last file.
  private static final class Asking {
    private final List<Source> candidates;
    private final Map<Source, Integer> faults = new LinkedHashMap<>();

    Asking(List<? extends Source> candidates) {
      this.candidates = new ArrayList<>(candidates);
    }

    Optional<byte[]> fetch(String path, Digest digest, int limit) {
      for (Source source : List.copyOf(candidates)) {
        try {
          Optional<byte[]> bytes = source.fetch(path, limit);
          if (bytes.isPresent() && Digest.of(bytes.get()).equals(digest)) {
            return bytes;
          }
        } catch (IOException e) {
          // The same as if it had other bytes.
        }
        if (faults.merge(source, 1, Integer::sum) >= MOST_FAULTS) {
          candidates.remove(source);
        }
      }
      return Optional.empty();
    }
  }
}
