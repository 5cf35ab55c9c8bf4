package org.gabion.guard.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.core.journal.Event;
import org.gabion.core.policy.CopyUse;
import org.gabion.core.policy.Policy;
import org.gabion.core.policy.Reason;
import org.gabion.core.policy.Standing;
import org.gabion.core.policy.Verdict;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.SnapshotStore;
import org.gabion.guard.MemorySnapshot;
import org.junit.jupiter.api.Test;

class SiteCopyTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Verdict.ServeCopy WHY =
      Policy.copy(CopyUse.ALWAYS, Standing.UNKNOWN, Reason.QUEUE_FULL).orElseThrow();
  private static final SnapshotStore.Edition EDITION =
      new SnapshotStore.Edition(3, Instant.parse("2026-11-22T19:04:05.5Z"));

  private final List<Event> journal = new ArrayList<>();
  private final SiteCopy copy = new SiteCopy("main", new MemorySnapshot(), journal::add, 0);

  @Test
  void serving_manyAnswers_areToldAsOneBeginAndOneEnd() {
    copy.tick(SECOND);
    for (int i = 1; i <= 100; i++) {
      copy.served(WHY, EDITION, i * SECOND);
      copy.tick(i * SECOND + 1);
    }
    assertThat(copy.serving()).isTrue();
    copy.tick(160 * SECOND);
    assertThat(journal)
        .containsExactly(new Event.CopyBegun("main", Reason.QUEUE_FULL, 3, "2026-11-22T19:04:05Z"));
    copy.tick(160 * SECOND + 1);
    copy.tick(161 * SECOND);
    assertThat(journal).hasSize(2).last().isEqualTo(new Event.CopyEnded("main", 99_000, 100));
    assertThat(copy.serving()).isFalse();
    copy.served(WHY, EDITION, 300 * SECOND);
    assertThat(journal).hasSize(3).last().isInstanceOf(Event.CopyBegun.class);
  }

  @Test
  void unreadable_manyTimes_isToldOnceAMinute() {
    for (int i = 0; i < 600; i++) {
      copy.unreadable("damaged " + i, i * SECOND / 10);
    }
    assertThat(journal).containsExactly(new Event.CopyUnreadable("main", 1, "damaged 0"));
    copy.unreadable("damaged again", 60 * SECOND);
    assertThat(journal).last().isEqualTo(new Event.CopyUnreadable("main", 600, "damaged again"));
  }

  @Test
  void store_thatBreaksItsWord_isNoEditionAndNoBytes() {
    SnapshotStore broken =
        new SnapshotStore() {
          @Override
          public Optional<Edition> current() {
            throw new IllegalStateException("a fault");
          }

          @Override
          public Optional<Page> find(String path, String query) {
            return Optional.empty();
          }

          @Override
          public byte[] read(ObjectRef object) {
            return new byte[object.size() - 1];
          }
        };
    SiteCopy its = new SiteCopy("main", broken, journal::add, System.nanoTime());
    assertThat(its.edition()).isEmpty();
    assertThat(CopyStart.next(its, ObjectRef.of(new byte[5]))).isEmpty();
    assertThat(journal).singleElement().isInstanceOf(Event.CopyUnreadable.class);
  }
}
