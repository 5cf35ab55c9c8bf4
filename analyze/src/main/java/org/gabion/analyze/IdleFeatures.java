package org.gabion.analyze;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.gabion.core.request.Features;
import org.gabion.core.request.KeyedHash;
import org.jspecify.annotations.Nullable;

/// Lends [Features] to those who read chunks: what one has seen lately is worth keeping for the
/// next chunk. Holds as many as were ever lent at once. Safe for any number of threads.
final class IdleFeatures {
  private final KeyedHash hash;
  private final ConcurrentLinkedQueue<Features> idle = new ConcurrentLinkedQueue<>();

  IdleFeatures(KeyedHash hash) {
    this.hash = hash;
  }

  /// Lends one for the time of the work.
  <R> R lend(Function<Features, R> work) {
    @Nullable Features known = idle.poll();
    Features lent = known == null ? new Features(hash) : known;
    R result = work.apply(lent);
    idle.add(lent);
    return result;
  }
}
