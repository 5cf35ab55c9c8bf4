package org.gabion.guard.origin;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.gabion.guard.GuardConfig;

/// What is known of one origin: where it is, and whether it answers. Thread safe; shared by all
/// event loops.
///
/// Passive health: `failureThreshold` failures in a row mark it down for `downTime`; then one try
/// decides again. An active check, if there is one, can mark it down and up too.
public final class OriginState {
  private static final long UP = Long.MIN_VALUE;

  private final GuardConfig.Origin address;
  private final GuardConfig.Origins group;
  private final int number;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger held = new AtomicInteger();
  private final AtomicLong downUntil = new AtomicLong(UP);
  private volatile boolean checkFailed;
  private volatile long downSince;
  private volatile String cause = "";
  private volatile Optional<InetSocketAddress> resolved = Optional.empty();

  /// @param numbers gives the number under which logs and metrics know it
  public OriginState(
      GuardConfig.Origin address, GuardConfig.Origins group, ToIntFunction<String> numbers) {
    this.address = address;
    this.group = group;
    this.number = numbers.applyAsInt(toString());
  }

  public int number() {
    return number;
  }

  public GuardConfig.Origin address() {
    return address;
  }

  public GuardConfig.Origins group() {
    return group;
  }

  /// Whether it may be asked now. `now` is nanoseconds of the same clock as in [#failed].
  public boolean up(long now) {
    long until = downUntil.get();
    return !checkFailed && (until == UP || now - until >= 0);
  }

  /// Whether requests failed so often that it is left alone, and it has not answered since. An
  /// active check alone does not say so: its path may be wrong while readers are served.
  public boolean down() {
    return downUntil.get() != UP;
  }

  /// Takes the one try that an origin that is down gets after each `downTime`.
  ///
  /// @return whether it is the caller's; true also if the origin is not down
  public boolean takesTry(long now) {
    long until = downUntil.get();
    return until == UP
        || now - until >= 0 && downUntil.compareAndSet(until, now + group.downTime().toNanos());
  }

  /// A connect failed, or the answer was broken or did not come.
  ///
  /// @return whether this failure marked it down
  public boolean failed(long now, String why) {
    cause = why;
    if (failures.incrementAndGet() < group.failureThreshold()) {
      return false;
    }
    boolean wasUp = up(now);
    downUntil.set(now + group.downTime().toNanos());
    if (wasUp) {
      downSince = now;
    }
    return wasUp;
  }

  /// An answer came.
  ///
  /// @return whether it was down until now
  public boolean answered() {
    if (failures.get() == 0 && downUntil.get() == UP) {
      return false;
    }
    failures.set(0);
    return downUntil.getAndSet(UP) != UP;
  }

  /// Why it failed last, in words.
  public String cause() {
    return cause;
  }

  /// How long the last downtime has taken by now.
  public long downNanos(long now) {
    return now - downSince;
  }

  /// The result of an active check.
  public void checked(boolean healthy) {
    checkFailed = !healthy;
    if (healthy) {
      failures.set(0);
      downUntil.set(UP);
    }
  }

  /// Takes one of the connections that all loops together may have; false if there is none left.
  public boolean takeConnection() {
    if (connections.incrementAndGet() > group.maxConnections()) {
      connections.decrementAndGet();
      return false;
    }
    return true;
  }

  public void giveConnection() {
    connections.decrementAndGet();
  }

  /// So many more of its connections (or fewer) wait for a reader: to take the answer, or to send
  /// the request.
  public void held(int more) {
    held.addAndGet(more);
  }

  /// The share of all connections it may have that wait for readers.
  public double heldShare() {
    return (double) held.get() / group.maxConnections();
  }

  /// The address to connect to; empty until the name was resolved. Unix sockets have none.
  public Optional<InetSocketAddress> resolved() {
    return resolved;
  }

  /// Looks the name up again. Blocks: never call it on an event loop. The last good address stays
  /// if the look-up fails.
  public void resolve() {
    if (address instanceof GuardConfig.Origin.Tcp tcp) {
      try {
        resolved =
            Optional.of(new InetSocketAddress(InetAddress.getByName(tcp.host()), tcp.port()));
      } catch (UnknownHostException e) {
        failures.incrementAndGet();
      }
    }
  }

  @Override
  public String toString() {
    return switch (address) {
      case GuardConfig.Origin.Tcp tcp -> (tcp.tls() ? "https://" : "http://") + tcp.authority();
      case GuardConfig.Origin.Unix unix -> "unix:" + unix.path();
    };
  }
}
