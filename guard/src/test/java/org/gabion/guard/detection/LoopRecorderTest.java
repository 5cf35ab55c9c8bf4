package org.gabion.guard.detection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.gabion.core.request.ClientKey;
import org.gabion.core.window.Epoch;
import org.gabion.core.window.Observation;
import org.gabion.guard.log.Observations;
import org.junit.jupiter.api.Test;

final class LoopRecorderTest {
  private static final long MINUTE = 60_000_000L;
  private static final long START = 29_000_000L * MINUTE;
  private static final Epoch FIRST = epoch(START, 1);

  private final AtomicReference<Epoch> newest = new AtomicReference<>(FIRST);
  private final AtomicInteger woken = new AtomicInteger();
  private final LoopRecorder loop =
      new LoopRecorder(FIRST, newest::get, woken::incrementAndGet, START);

  private static Epoch epoch(long from, int secret) {
    byte[] bytes = new byte[16];
    bytes[0] = (byte) secret;
    return new Epoch(from, bytes, 64, 64, 64, 64);
  }

  private void record(long start, long total) {
    Observation o = new Observation();
    o.startMicros = start;
    o.totalMicros = total;
    o.status = 200;
    loop.record(o);
  }

  private LoopRecorder.Closed next() {
    LoopRecorder.Closed closed = loop.poll();
    assertThat(closed).isNotNull();
    return closed;
  }

  @Test
  void window_isThatOfTheEnd_andComesAfterTheGrace() {
    record(START + 50_000_000, 15_000_000);
    record(START + 10_000_000, 1000);
    loop.tick(START + MINUTE + LoopRecorder.GRACE_MICROS - 1);
    assertThat(loop.poll()).isNull();
    assertThat(woken).hasValue(0);
    loop.tick(START + MINUTE + LoopRecorder.GRACE_MICROS);
    assertThat(next().window().index()).isEqualTo(START / MINUTE);
    assertThat(loop.poll()).isNull();
    assertThat(loop.before()).isEqualTo(START / MINUTE + 1);
    assertThat(woken).hasValue(1);
    loop.close();
    assertThat(next().window().index()).isEqualTo(START / MINUTE + 1);
    assertThat(loop.before()).isEqualTo(Long.MAX_VALUE);
    assertThat(loop.late()).isZero();
  }

  @Test
  void clock_setBack_countsInTheOpenWindow_andIsTold() {
    loop.tick(START + 5 * MINUTE);
    record(START + MINUTE, 1000);
    loop.close();
    LoopRecorder.Closed closed = next();
    assertThat(closed.window().index()).isEqualTo(START / MINUTE + 4);
    assertThat(closed.window().summary().requests()).isEqualTo(1);
    assertThat(loop.late()).isEqualTo(1);
  }

  @Test
  void detectionThread_behind_costsWindowsAndNoMemory() {
    for (int minute = 0; minute < 10; minute++) {
      record(START + minute * MINUTE, 1000);
      loop.tick(START + (minute + 1) * MINUTE + LoopRecorder.GRACE_MICROS);
    }
    LoopRecorder.Closed first = next();
    LoopRecorder.Closed second = next();
    assertThat(loop.poll()).isNull();
    assertThat(loop.late()).isEqualTo(8);
    first.window().summary().clear();
    second.window().summary().clear();
    loop.giveBack(first);
    loop.giveBack(second);
    record(START + 10 * MINUTE, 1000);
    loop.tick(START + 11 * MINUTE + LoopRecorder.GRACE_MICROS);
    assertThat(next().window().index()).isEqualTo(START / MINUTE + 10);
    assertThat(loop.late()).isEqualTo(8);
  }

  @Test
  void epoch_announced_beginsInItsFirstWindow() {
    Epoch second = epoch(START + 2 * MINUTE, 2);
    newest.set(second);
    record(START, 1000);
    loop.tick(START + 30_000_000);
    record(START + MINUTE, 1000);
    record(START + 2 * MINUTE, 1000);
    loop.close();
    assertThat(next().epoch()).isEqualTo(FIRST);
    assertThat(next().epoch()).isEqualTo(FIRST);
    LoopRecorder.Closed last = next();
    assertThat(last.epoch()).isEqualTo(second);
    assertThat(last.window().index()).isEqualTo(second.firstWindow());
  }

  /// The request path makes no garbage: not for what it has seen, nor for what it has not.
  @Test
  void record_onceTheWindowIsFull_allocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Observation o = Observations.plain();
    o.startMicros = START;
    for (int i = 0; i < 60_000; i++) {
      visit(o, i);
    }
    ClientKey[] clients = new ClientKey[1000];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = ClientKey.ofIpv4(1_000_000 + i);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (ClientKey client : clients) {
      o.client = client;
      loop.record(o);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).isLessThan(clients.length);
    assertThat(loop.failed()).isZero();
  }

  private void visit(Observation o, int i) {
    o.client = ClientKey.ofIpv4(i);
    o.status = i % 7 == 0 ? 404 : i % 11 == 0 ? 503 : 200;
    loop.record(o);
  }
}
