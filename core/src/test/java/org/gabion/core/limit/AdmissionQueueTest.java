package org.gabion.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.gabion.core.limit.AdmissionQueue.Cause;
import org.gabion.core.policy.Standing;
import org.junit.jupiter.api.Test;

class AdmissionQueueTest {
  private static final long MS = 1_000_000L;

  private record Left(String item, Cause cause) {}

  private final List<Left> left = new ArrayList<>();

  private AdmissionQueue<String> queue(int capacity) {
    return new AdmissionQueue<>(capacity, (item, cause) -> left.add(new Left(item, cause)));
  }

  private static long band(int band) {
    return (long) band << 60;
  }

  @Test
  void poll_standings_bestFirst() {
    AdmissionQueue<String> queue = queue(10);
    for (Standing standing :
        List.of(
            Standing.OVER_BUDGET,
            Standing.UNKNOWN,
            Standing.VERIFIED,
            Standing.TICKET,
            Standing.KNOWN_PREFIX)) {
      assertThat(queue.offer(standing.id(), standing, 0, 1_000 * MS, 0)).isNotNegative();
    }
    for (Standing standing : Standing.values()) {
      assertThat(queue.size(standing)).isEqualTo(1);
      assertThat(queue.poll(1)).contains(standing.id());
    }
    assertThat(queue.poll(1)).isEmpty();
    assertThat(left).isEmpty();
  }

  @Test
  void poll_shortQueue_firstComeFirstServed() {
    AdmissionQueue<String> queue = queue(10);
    for (int i = 0; i < 5; i++) {
      queue.offer("r" + i, Standing.UNKNOWN, band(15 - i), 1_000 * MS, i);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(queue.poll(50 * MS)).contains("r" + i);
    }
  }

  @Test
  void poll_standingQueue_lowestBandThenNewestFirst() {
    AdmissionQueue<String> queue = queue(10);
    queue.offer("a3", Standing.UNKNOWN, band(3), 1_000 * MS, 0);
    queue.offer("b1", Standing.UNKNOWN, band(1), 1_000 * MS, MS);
    queue.offer("c3", Standing.UNKNOWN, band(3), 1_000 * MS, 2 * MS);
    queue.offer("d1", Standing.UNKNOWN, band(1), 1_000 * MS, 150 * MS);
    queue.offer("e15", Standing.UNKNOWN, -1, 1_000 * MS, 160 * MS);
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      order.add(queue.poll(200 * MS).orElseThrow());
    }
    assertThat(order).containsExactly("d1", "b1", "c3", "a3", "e15");
  }

  @Test
  void poll_emptiedMeanwhile_isFirstComeFirstServedAgain() {
    AdmissionQueue<String> queue = queue(10);
    queue.offer("a", Standing.UNKNOWN, 0, 1_000 * MS, 0);
    assertThat(queue.poll(150 * MS)).contains("a");
    queue.offer("b", Standing.UNKNOWN, 0, 1_000 * MS, 151 * MS);
    queue.offer("c", Standing.UNKNOWN, 0, 1_000 * MS, 152 * MS);
    assertThat(queue.poll(160 * MS)).contains("b");
  }

  @Test
  void poll_oneStandingStarves_theOtherStaysFirstComeFirstServed() {
    AdmissionQueue<String> queue = queue(10);
    queue.offer("stranger", Standing.UNKNOWN, 0, 10_000 * MS, 0);
    queue.offer("r1", Standing.TICKET, 0, 10_000 * MS, 500 * MS);
    queue.offer("r2", Standing.TICKET, 0, 10_000 * MS, 501 * MS);
    assertThat(queue.poll(510 * MS)).contains("r1");
  }

  @Test
  void poll_deadlinePassed_isDroppedNotServed() {
    AdmissionQueue<String> queue = queue(10);
    queue.offer("late", Standing.VERIFIED, 0, 10 * MS, 0);
    queue.offer("patient", Standing.UNKNOWN, 0, 1_000 * MS, 0);
    assertThat(queue.poll(10 * MS)).contains("patient");
    assertThat(left).containsExactly(new Left("late", Cause.EXPIRED));
  }

  @Test
  void offer_deadlineAlreadyPassed_isRefused() {
    assertThat(queue(10).offer("late", Standing.VERIFIED, 0, 10, 10))
        .isEqualTo(AdmissionQueue.REFUSED);
  }

  @Test
  void offer_full_displacesTheLastOfTheWorstOrIsRefused() {
    AdmissionQueue<String> queue = queue(3);
    queue.offer("u5", Standing.UNKNOWN, band(5), 1_000 * MS, 0);
    queue.offer("u2", Standing.UNKNOWN, band(2), 1_000 * MS, 1);
    queue.offer("t", Standing.TICKET, band(9), 1_000 * MS, 2);
    assertThat(queue.offer("over", Standing.OVER_BUDGET, 0, 1_000 * MS, 3))
        .isEqualTo(AdmissionQueue.REFUSED);
    assertThat(queue.offer("u7", Standing.UNKNOWN, band(7), 1_000 * MS, 4))
        .isEqualTo(AdmissionQueue.REFUSED);
    assertThat(left).isEmpty();
    assertThat(queue.offer("u3", Standing.UNKNOWN, band(3), 1_000 * MS, 5)).isNotNegative();
    assertThat(left).containsExactly(new Left("u5", Cause.DISPLACED));
    queue.offer("v1", Standing.VERIFIED, 0, 1_000 * MS, 6);
    queue.offer("v2", Standing.VERIFIED, 0, 1_000 * MS, 7);
    assertThat(left).extracting(Left::item).containsExactly("u5", "u3", "u2");
    assertThat(queue.offer("k", Standing.KNOWN_PREFIX, 0, 1_000 * MS, 8))
        .isEqualTo(AdmissionQueue.REFUSED);
    assertThat(queue.size()).isEqualTo(3);
  }

  @Test
  void offer_fullOfExpired_makesRoom() {
    AdmissionQueue<String> queue = queue(2);
    queue.offer("a", Standing.VERIFIED, 0, 10, 0);
    queue.offer("b", Standing.VERIFIED, 0, 10, 0);
    assertThat(queue.offer("c", Standing.OVER_BUDGET, 0, 100, 10)).isNotNegative();
    assertThat(left).containsExactly(new Left("a", Cause.EXPIRED), new Left("b", Cause.EXPIRED));
  }

  @Test
  void remove_handle_onceOnly() {
    AdmissionQueue<String> queue = queue(2);
    long a = queue.offer("a", Standing.UNKNOWN, 0, 1_000 * MS, 0);
    assertThat(queue.remove(a, 1)).isTrue();
    assertThat(queue.remove(a, 1)).isFalse();
    long b = queue.offer("b", Standing.UNKNOWN, 0, 1_000 * MS, 2); // takes a's place
    assertThat(queue.remove(a, 3)).isFalse();
    assertThat(queue.poll(4)).contains("b");
    assertThat(queue.remove(b, 5)).isFalse();
    assertThat(queue.remove(AdmissionQueue.REFUSED, 5)).isFalse();
    assertThat(queue.remove(Long.MAX_VALUE, 5)).isFalse();
    assertThat(left).isEmpty();
  }

  @Test
  void longestWait_oldest_isTold() {
    AdmissionQueue<String> queue = queue(4);
    assertThat(queue.longestWait(5)).isZero();
    queue.offer("a", Standing.UNKNOWN, band(3), 1_000 * MS, 10);
    queue.offer("b", Standing.TICKET, band(1), 1_000 * MS, 20);
    assertThat(queue.longestWait(25)).isEqualTo(15);
    queue.poll(25);
    assertThat(queue.longestWait(25)).isEqualTo(15);
  }

  @Test
  void new_noRoom_isRefused() {
    assertThatThrownBy(() -> queue(0)).isInstanceOf(IllegalArgumentException.class);
  }

  /// The slow twin: a plain list, sorted for every question by the rules as the documentation puts
  /// them.
  private static final class SortedTwin {
    record Entry(String item, Standing standing, int band, long deadline, long number) {}

    final int capacity;
    final List<Entry> entries = new ArrayList<>();
    final long[] lastEmpty = new long[Standing.values().length];
    final List<Left> left = new ArrayList<>();

    SortedTwin(int capacity) {
      this.capacity = capacity;
    }

    Comparator<Entry> order(boolean overloaded) {
      return overloaded
          ? Comparator.comparingInt(Entry::band)
              .thenComparing(Comparator.comparingLong(Entry::number).reversed())
          : Comparator.comparingLong(Entry::number);
    }

    void expire(long now) {
      entries.stream()
          .filter(e -> e.deadline <= now)
          .sorted(Comparator.comparingLong(Entry::deadline))
          .toList()
          .forEach(e -> leave(e, Cause.EXPIRED, now));
    }

    void leave(Entry entry, Cause cause, long now) {
      left.add(new Left(entry.item, cause));
      take(entry, now);
    }

    void take(Entry entry, long now) {
      entries.remove(entry);
      if (entries.stream().noneMatch(e -> e.standing == entry.standing)) {
        lastEmpty[entry.standing.ordinal()] = now;
      }
    }

    boolean offer(Entry entry, long now) {
      if (entries.size() == capacity) {
        expire(now);
      }
      if (entries.size() == capacity) {
        Entry worst =
            entries.stream()
                .max(Comparator.comparing(Entry::standing).thenComparing(order(true)))
                .orElseThrow();
        int better =
            Comparator.comparing(Entry::standing)
                .thenComparingInt(Entry::band)
                .compare(entry, worst);
        if (better > 0) {
          return false;
        }
        leave(worst, Cause.DISPLACED, now);
      }
      if (entries.stream().noneMatch(e -> e.standing == entry.standing)) {
        lastEmpty[entry.standing.ordinal()] = now;
      }
      entries.add(entry);
      return true;
    }

    Optional<String> poll(long now) {
      expire(now);
      Optional<Standing> best =
          entries.stream().map(Entry::standing).min(Comparator.naturalOrder());
      return best.map(
          standing -> {
            boolean overloaded = now - lastEmpty[standing.ordinal()] > 100 * MS;
            Entry first =
                entries.stream()
                    .filter(e -> e.standing == standing)
                    .min(order(overloaded))
                    .orElseThrow();
            take(first, now);
            return first.item;
          });
    }
  }

  @Test
  void queue_anyUse_agreesWithSortedList() {
    SplittableRandom random = new SplittableRandom(10);
    for (int round = 0; round < 60; round++) {
      left.clear();
      AdmissionQueue<String> queue = queue(1 + random.nextInt(12));
      SortedTwin twin = new SortedTwin((int) (queue.bytes() / (8L + 3 * 8 + 4 * 4 + 8)));
      List<Long> handles = new ArrayList<>();
      List<SortedTwin.Entry> given = new ArrayList<>();
      long now = 0;
      for (int i = 0; i < 500; i++) {
        now += random.nextInt(20) * MS;
        int what = random.nextInt(10);
        if (what < 6) {
          Standing standing = Standing.values()[random.nextInt(5)];
          int band = random.nextInt(16);
          // Distinct deadlines, so that the order of expiry is one.
          long deadline = now + 1 + random.nextInt(300) * MS + i;
          SortedTwin.Entry entry = new SortedTwin.Entry("r" + i, standing, band, deadline, i);
          long handle =
              queue.offer(entry.item, standing, band(band) | random.nextInt(99), deadline, now);
          assertThat(handle != AdmissionQueue.REFUSED).isEqualTo(twin.offer(entry, now));
          handles.add(handle);
          given.add(entry);
        } else if (what < 9 || handles.isEmpty()) {
          assertThat(queue.poll(now)).isEqualTo(twin.poll(now));
        } else {
          int at = random.nextInt(handles.size());
          boolean there = twin.entries.contains(given.get(at));
          assertThat(queue.remove(handles.get(at), now)).isEqualTo(there);
          if (there) {
            twin.take(given.get(at), now);
          }
        }
        assertThat(queue.size()).isEqualTo(twin.entries.size());
        assertThat(left).isEqualTo(twin.left);
      }
    }
  }
}
