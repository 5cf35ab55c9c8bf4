package org.gabion.mirror.capture;

import java.util.concurrent.atomic.AtomicLong;

/// A time that goes on only where somebody sleeps.
final class SimulatedTiming implements Timing {
  private final AtomicLong now = new AtomicLong();

  @Override
  public long nanos() {
    return now.get();
  }

  @Override
  public void sleepUntil(long nanos) {
    now.accumulateAndGet(nanos, Math::max);
  }
}
