package org.gabion.core.limit;

import java.util.Arrays;

/// Places ordered by deadline, earliest first: a binary heap that can give up any member (Williams,
/// "Algorithm 232", 1964). Deadlines are compared by difference, so clocks may wrap. Not thread
/// safe.
final class DeadlineHeap {
  private static final int ABSENT = -1;

  private final long[] deadline;
  private final int[] heap;
  private final int[] position;
  private int size;

  /// @param deadline by place; a place's value must not change while it is a member
  DeadlineHeap(long[] deadline) {
    this.deadline = deadline;
    this.heap = new int[deadline.length];
    this.position = new int[deadline.length];
    Arrays.fill(position, ABSENT);
  }

  /// The place with the earliest deadline; only if there is one.
  int first() {
    return heap[0];
  }

  boolean contains(int place) {
    return position[place] != ABSENT;
  }

  void add(int place) {
    up(size++, place);
  }

  void remove(int place) {
    int hole = position[place];
    position[place] = ABSENT;
    int moved = heap[--size];
    if (moved == place) {
      return;
    }
    if (hole > 0 && isEarlier(moved, heap[(hole - 1) >>> 1])) {
      up(hole, moved);
    } else {
      down(hole, moved);
    }
  }

  private void up(int from, int place) {
    int at = from;
    while (at > 0 && isEarlier(place, heap[(at - 1) >>> 1])) {
      put(at, heap[(at - 1) >>> 1]);
      at = (at - 1) >>> 1;
    }
    put(at, place);
  }

  private void down(int from, int place) {
    int at = from;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && isEarlier(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isEarlier(heap[child], place)) {
        break;
      }
      put(at, heap[child]);
      at = child;
    }
    put(at, place);
  }

  private void put(int at, int place) {
    heap[at] = place;
    position[place] = at;
  }

  private boolean isEarlier(int a, int b) {
    return deadline[a] - deadline[b] < 0;
  }

  long bytes() {
    return 8L * heap.length;
  }
}
