package org.gabion.lab.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class WorkersTest {
  private static final Content PAGE = Content.page("page");

  @Test
  void make_moreThanWorkersAndQueueHold_isRejectedAtOnce() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Workers workers = new Workers(2, 3, Duration.ofNanos(1))) {
      List<CompletableFuture<Content>> accepted = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        accepted.add(workers.make(() -> after(go)));
      }
      assertThatThrownBy(() -> workers.make(() -> PAGE))
          .isInstanceOf(RejectedExecutionException.class);
      go.countDown();
      for (CompletableFuture<Content> page : accepted) {
        assertThat(page.get(10, TimeUnit.SECONDS)).isSameAs(PAGE);
      }
      assertThat(workers.make(() -> PAGE).get(10, TimeUnit.SECONDS)).isSameAs(PAGE);
    }
  }

  @Test
  void make_manyPages_neverMoreAtATimeThanWorkers() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Workers workers = new Workers(3, 100, Duration.ofMillis(1))) {
      List<CompletableFuture<Content>> pages = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        pages.add(
            workers.make(
                () -> {
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  LockSupport.parkNanos(100_000);
                  now.decrementAndGet();
                  return PAGE;
                }));
      }
      CompletableFuture.allOf(pages.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    }
    assertThat(most.get()).isBetween(1, 3);
  }

  private static Content after(CountDownLatch go) {
    try {
      go.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return PAGE;
  }
}
