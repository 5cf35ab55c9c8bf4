package org.gabion.guard.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CopyReadsTest {
  private static final int LARGE = 1 << 20;

  private final CountDownLatch disk = new CountDownLatch(1);

  private void wait(AtomicInteger begun) {
    begun.incrementAndGet();
    try {
      disk.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void begin_moreThanMayRun_areTurnedAwayAndThoseUnderWayGoFirst() {
    CopyReads reads = new CopyReads(2, 8 << 20);
    AtomicInteger begun = new AtomicInteger();
    assertThat(reads.begin(() -> wait(begun))).isTrue();
    assertThat(reads.begin(() -> wait(begun))).isTrue();
    assertThat(reads.begin(() -> wait(begun))).isFalse();
    reads.goOn(() -> wait(begun));
    Awaitility.await().until(() -> begun.get() == 2);
    disk.countDown();
    Awaitility.await().until(() -> begun.get() == 3);
    Awaitility.await().until(() -> reads.begin(() -> {}));
  }

  @Test
  void begin_readThatThrows_givesItsPlaceBack() {
    CopyReads reads = new CopyReads(1, 8 << 20);
    for (int i = 0; i < 3; i++) {
      Awaitility.await()
          .dontCatchUncaughtExceptions()
          .until(
              () ->
                  reads.begin(
                      () -> {
                        throw new IllegalStateException("a fault that a test wants");
                      }));
    }
    Awaitility.await().dontCatchUncaughtExceptions().until(() -> reads.begin(() -> {}));
  }

  @Test
  void reserve_largePieces_leaveAQuarterToPages() {
    CopyReads reads = new CopyReads(1, 8 << 20);
    int large = 0;
    while (reads.reserve(LARGE)) {
      large++;
    }
    assertThat(large).isEqualTo(6);
    int small = 0;
    while (reads.reserve(CopyReads.SMALL)) {
      small++;
    }
    assertThat(small).isEqualTo(32);
    assertThat(reads.held()).isEqualTo(8 << 20);
    reads.release(CopyReads.SMALL);
    assertThat(reads.reserve(LARGE)).isFalse();
    assertThat(reads.reserve(CopyReads.SMALL)).isTrue();
  }
}
