package org.gabion.guard.wire;

import org.gabion.core.policy.Verdict;
import org.gabion.guard.gate.Admission;

/// An exchange's wait for a place in admission; made only if there is none at once.
///
/// One event loop, the exchange's; what [Admission] says from another thread is handed over.
final class Waiting implements Admission.Waiter {
  private final Exchange exchange;
  private final EdgeLoop loop;
  private final Admission admission;
  private final long since = System.nanoTime();
  private long handle;
  private long nanos;
  private boolean over;

  Waiting(Exchange exchange, EdgeLoop loop, Admission admission) {
    this.exchange = exchange;
    this.loop = loop;
    this.admission = admission;
  }

  void begin(Visit visit) {
    handle = admission.enqueue(this, visit.standing(), visit.client(), since);
  }

  @Override
  public void admitted() {
    loop.eventLoop().execute(this::admittedHere);
  }

  private void admittedHere() {
    if (over) {
      admission.leave();
      return;
    }
    end();
    admission.waited(nanos);
    exchange.admitted();
  }

  @Override
  public void displaced(Verdict why) {
    loop.eventLoop()
        .execute(
            () -> {
              if (!over) {
                end();
                exchange.displaced(why);
              }
            });
  }

  /// The exchange waits no more: its reader left, or it took too long.
  void leave() {
    if (!over) {
      end();
      admission.left(handle);
    }
  }

  private void end() {
    over = true;
    nanos = System.nanoTime() - since;
  }

  /// How long it took.
  long nanos() {
    return nanos;
  }
}
