package org.gabion.guard.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.gabion.core.limit.AdmissionQueue;
import org.gabion.core.limit.ConcurrencyLimit;
import org.gabion.core.policy.Policy;
import org.gabion.core.policy.Posture;
import org.gabion.core.policy.PostureMeter;
import org.gabion.core.policy.Reason;
import org.gabion.core.policy.Standing;
import org.gabion.core.policy.Verdict;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;
import org.gabion.guard.GuardConfig;

/// Lets as many requests to one site's origin as it can work on, the others in the order of their
/// standing. Thread safe.
///
/// While nobody waits, a place is taken by one compare-and-set. The lock is taken only when
/// somebody waits, for the time of a few array steps.
public final class Admission {
  /// Something that waits for a place. Both calls may come from any thread.
  public interface Waiter {
    /// Its turn came: it holds a place, to be given back by [#leave].
    void admitted();

    /// It will not get a place.
    void displaced(Verdict why);
  }

  private record Drop(Waiter waiter, AdmissionQueue.Cause cause) {}

  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final long RETRY_AFTER_NANOS = 5_000_000_000L;

  private final AtomicInteger inFlight = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final AdmissionQueue<Waiter> queue;
  private final KeyedHash hash;

  /// What left the queue without its turn and is to be told so once the lock is free.
  private final List<Drop> dropped = new ArrayList<>();

  private final ConcurrencyLimit limit;
  private final PostureMeter meter = new PostureMeter();
  private final long deadlineNanos;
  private volatile int waiting;
  private long shed;
  private long longestWait;
  private int samples;
  private long latencyMicros;
  private long expectedMicros;
  private int failures;
  private int ended;
  private int maxInFlight;
  private long lastTick;

  Admission(GuardConfig.Admission config, KeyedHash hash) {
    this.hash = hash;
    this.queue =
        new AdmissionQueue<>(
            config.queueSize(), (waiter, cause) -> dropped.add(new Drop(waiter, cause)));
    this.limit = new ConcurrencyLimit(config.initialConcurrency(), config.maxConcurrency());
    this.deadlineNanos = config.queueDeadline().toNanos();
  }

  /// Takes a place if there is one and nobody waits before.
  public boolean tryEnter() {
    return waiting == 0 && take();
  }

  private boolean take() {
    int now = inFlight.get();
    while (now < limit.limit()) {
      if (inFlight.compareAndSet(now, now + 1)) {
        return true;
      }
      now = inFlight.get();
    }
    return false;
  }

  /// Takes a place even if there is none: the origin has the request in hand already. Others wait
  /// the longer.
  public void enterAgain() {
    inFlight.incrementAndGet();
  }

  /// Waits for a place. The waiter is told later, or at once, from this or another thread.
  ///
  /// @return a handle for [#left]
  public long enqueue(Waiter waiter, Standing standing, ClientKey client, long now) {
    // The same prefixes go first for an hour, so that their readers get whole pages.
    ClientKey prefix = client.prefix(client.isIpv4() ? 32 : 64);
    long order = hash.hash(prefix.high() ^ now / HOUR_NANOS, prefix.low());
    long handle;
    lock.lock();
    try {
      handle = queue.offer(waiter, standing, order, now + deadlineNanos, now);
      if (handle == AdmissionQueue.REFUSED) {
        dropped.add(new Drop(waiter, AdmissionQueue.Cause.DISPLACED));
      }
      waiting = queue.size();
    } finally {
      lock.unlock();
    }
    tellDropped();
    dispatch();
    return handle;
  }

  private void tellDropped() {
    List<Drop> gone;
    lock.lock();
    try {
      if (dropped.isEmpty()) {
        return;
      }
      gone = List.copyOf(dropped);
      dropped.clear();
      shed += gone.size();
    } finally {
      lock.unlock();
    }
    for (Drop drop : gone) {
      Reason reason =
          switch (drop.cause) {
            case DISPLACED -> Reason.QUEUE_FULL;
            case EXPIRED -> Reason.QUEUE_DEADLINE;
          };
      drop.waiter.displaced(Policy.throttle(Standing.UNKNOWN, reason, RETRY_AFTER_NANOS));
    }
  }

  /// Gives a place back.
  public void leave() {
    inFlight.decrementAndGet();
    if (waiting > 0) {
      dispatch();
    }
  }

  /// A waiter is gone of its own will.
  public void left(long handle) {
    lock.lock();
    try {
      queue.remove(handle, System.nanoTime());
      waiting = queue.size();
    } finally {
      lock.unlock();
    }
  }

  /// Gives free places to those whose turn it is.
  private void dispatch() {
    while (waiting > 0 && take()) {
      Optional<Waiter> next;
      lock.lock();
      try {
        next = queue.poll(System.nanoTime());
        waiting = queue.size();
      } finally {
        lock.unlock();
      }
      tellDropped();
      if (next.isEmpty()) {
        inFlight.decrementAndGet();
        return;
      }
      next.get().admitted();
    }
  }

  /// How long a visit waited before it was admitted.
  public void waited(long nanos) {
    lock.lock();
    try {
      longestWait = Math.max(longestWait, nanos);
    } finally {
      lock.unlock();
    }
  }

  /// Takes in what one event loop saw, and clears it. A few times a second.
  public void report(SiteLoad load) {
    if (load.ended == 0) {
      return;
    }
    lock.lock();
    try {
      samples += load.samples;
      latencyMicros += load.latencyMicros;
      expectedMicros += load.expectedMicros;
      failures += load.failures;
      ended += load.ended;
      maxInFlight = Math.max(maxInFlight, load.maxInFlight);
    } finally {
      lock.unlock();
    }
    load.clear();
  }

  /// Adapts the limit, ends what waited too long, and tells the posture; about ten times a second,
  /// from one thread.
  ///
  /// @return the posture before and after
  public Change tick(long now) {
    Posture before = meter.posture();
    Posture after;
    long longest;
    lock.lock();
    try {
      if (lastTick != 0 && now > lastTick) {
        limit.onWindow(window(now - lastTick));
      }
      lastTick = now;
      queue.expire(now);
      waiting = queue.size();
      shed += dropped.size();
      longest = Math.max(longestWait, queue.longestWait(now));
      after = meter.observe(now, longest, shed, ended, failures);
      clearWindow();
    } finally {
      lock.unlock();
    }
    tellDropped();
    dispatch();
    return new Change(before, after, longest);
  }

  /// What a tick did to the posture.
  public record Change(Posture before, Posture after, long longestWaitNanos) {}

  private ConcurrencyLimit.Window window(long nanos) {
    long mean = samples == 0 ? 0 : 1000 * latencyMicros / samples;
    long expected = samples == 0 ? 0 : 1000 * expectedMicros / samples;
    return new ConcurrencyLimit.Window(nanos, samples, mean, expected, maxInFlight, failures);
  }

  private void clearWindow() {
    samples = 0;
    latencyMicros = 0;
    expectedMicros = 0;
    failures = 0;
    ended = 0;
    maxInFlight = inFlight.get();
    shed = 0;
    longestWait = 0;
  }

  public Posture posture() {
    return meter.posture();
  }

  public int limit() {
    return limit.limit();
  }

  public double loadRatio() {
    return limit.loadRatio();
  }

  public int inFlight() {
    return inFlight.get();
  }

  /// Memory of the queue's places.
  public long bytes() {
    return queue.bytes();
  }

  public int waiting() {
    return waiting;
  }
}
