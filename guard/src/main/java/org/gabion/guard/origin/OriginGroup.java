package org.gabion.guard.origin;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.gabion.guard.GuardConfig;

/// The origins of one site. Thread safe.
public final class OriginGroup {
  private final List<OriginState> origins;
  private final AtomicInteger turn = new AtomicInteger();

  public OriginGroup(GuardConfig.Origins config, ToIntFunction<String> numbers) {
    this.origins =
        config.addresses().stream()
            .map(address -> new OriginState(address, config, numbers))
            .toList();
    if (origins.isEmpty()) {
      throw new IllegalArgumentException("a site needs an origin");
    }
  }

  public List<OriginState> origins() {
    return origins;
  }

  /// Whether all origins are down, and it is not time to try one of them again. The caller that is
  /// told no, once in each `downTime`, is the one to try.
  public boolean down(long now) {
    for (OriginState origin : origins) {
      if (!origin.down()) {
        return false;
      }
    }
    for (OriginState origin : origins) {
      if (origin.takesTry(now)) {
        return false;
      }
    }
    return true;
  }

  /// The next origin in turn that is up, other than `not`. If none is up, the next in turn all the
  /// same: the last origin is always tried.
  public OriginState pick(long now, Optional<OriginState> not) {
    int count = origins.size();
    if (count == 1) {
      return origins.getFirst();
    }
    int start = Math.floorMod(turn.getAndIncrement(), count);
    for (int i = 0; i < count; i++) {
      OriginState origin = origins.get((start + i) % count);
      if (origin.up(now) && not.filter(n -> n == origin).isEmpty()) {
        return origin;
      }
    }
    OriginState fallback = origins.get(start);
    return not.filter(n -> n == fallback).isPresent() ? origins.get((start + 1) % count) : fallback;
  }
}
