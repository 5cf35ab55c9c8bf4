package org.gabion.core.limit;

import java.util.Arrays;
import java.util.Optional;
import org.gabion.core.policy.Standing;

/// Requests that wait for the origin: a fixed number of places, ordered by standing, each with a
/// deadline.
///
/// Better standing always goes first. Inside one standing:
/// - While the queue is short-lived, first come, first served.
/// - If visits of that standing have waited without a break for {@value #OVERLOAD_MILLIS} ms, it is
///   overloaded, and who came first will often be gone when served. Then a keyed hash of the
///   visitor's prefix and the hour decides between 16 bands, so that the same readers get whole
///   pages instead of everybody a part; and within a band the newest goes first (adaptive LIFO with
///   CoDel's notion of a standing queue: Maurer, "Fail at scale", 2015; Nichols and Jacobson,
///   "Controlling queue delay", 2012).
/// - When all places are taken, a new entry displaces the one that would be served last, or is
///   refused if it would be that one itself.
///
/// Not thread safe: the owner locks. Every operation takes O(log capacity) at most. What leaves
/// without being polled or removed is told to the [Dropped] given at construction, which must not
/// call back into the queue.
///
/// ```
///  place   items[i], deadline[i], arrived[i], number[i] (order of arrival), generation[i]
///          previous[i] <-> next[i]   linked list of its standing and band, oldest at the head; free places by next[i]
///  heap    places by deadline        place[i] knows its position in it
///  handle  generation (32 bits) . place (32 bits)
/// ```
///
/// @param <T> what waits
public final class AdmissionQueue<T> {
  /// A visit of one standing always waiting for this long means overload.
  public static final int OVERLOAD_MILLIS = 100;

  /// The handle of an entry that was refused.
  public static final long REFUSED = -1;

  private static final long OVERLOAD_NANOS = OVERLOAD_MILLIS * 1_000_000L;
  private static final Standing[] STANDINGS = Standing.values();
  private static final int BAND_BITS = 4;
  private static final int BANDS = 1 << BAND_BITS;
  private static final int NONE = -1;
  private static final Object FREE = new Object();

  /// Why an entry left without its turn.
  public enum Cause {
    /// All places were taken and this one would have been served last.
    DISPLACED,
    /// Its deadline passed.
    EXPIRED
  }

  /// Told of every entry that leaves without its turn.
  @FunctionalInterface
  public interface Dropped<T> {
    void dropped(T item, Cause cause);
  }

  private final Dropped<? super T> dropped;
  private final Object[] items;
  private final long[] deadline;
  private final long[] arrived;
  private final long[] number;
  private final int[] generation;
  private final int[] list;
  private final int[] previous;
  private final int[] next;
  private final DeadlineHeap heap;
  private final int[] head = new int[STANDINGS.length * BANDS];
  private final int[] tail = new int[STANDINGS.length * BANDS];
  private final int[] sizes = new int[STANDINGS.length];
  private final long[] lastEmpty = new long[STANDINGS.length];
  private int free;
  private int size;
  private long arrivals;

  /// @throws IllegalArgumentException unless there is room for 1 to 2^20 entries
  public AdmissionQueue(int capacity, Dropped<? super T> dropped) {
    if (capacity < 1 || capacity > 1 << 20) {
      throw new IllegalArgumentException("a queue of " + capacity);
    }
    this.dropped = dropped;
    this.items = new Object[capacity];
    this.deadline = new long[capacity];
    this.arrived = new long[capacity];
    this.number = new long[capacity];
    this.generation = new int[capacity];
    this.list = new int[capacity];
    this.previous = new int[capacity];
    this.next = new int[capacity];
    this.heap = new DeadlineHeap(deadline);
    Arrays.fill(head, NONE);
    Arrays.fill(tail, NONE);
    for (int i = 0; i < capacity; i++) {
      next[i] = i + 1 < capacity ? i + 1 : NONE;
    }
  }

  /// Queues an item.
  ///
  /// @param order a keyed hash of the visitor's prefix and the hour; lower, unsigned, goes first
  ///   under overload
  /// @param deadlineNanos when waiting longer makes no sense, on the clock of `now`
  /// @return a handle for [#remove], or [#REFUSED]
  public long offer(T item, Standing standing, long order, long deadlineNanos, long now) {
    if (deadlineNanos - now <= 0) {
      return REFUSED;
    }
    int band = (int) (order >>> (64 - BAND_BITS));
    if (size == items.length) {
      expire(now);
    }
    if (size == items.length && !displace(standing, band)) {
      return REFUSED;
    }
    int place = free;
    free = next[place];
    if (sizes[standing.ordinal()] == 0) {
      lastEmpty[standing.ordinal()] = now;
    }
    items[place] = item;
    deadline[place] = deadlineNanos;
    arrived[place] = now;
    number[place] = arrivals++;
    append(place, standing.ordinal() * BANDS + band);
    heap.add(place);
    return (long) generation[place] << 32 | place;
  }

  /// Takes out the entry whose turn it is; entries past their deadline are dropped first.
  public Optional<T> poll(long now) {
    expire(now);
    for (int s = 0; s < sizes.length; s++) {
      if (sizes[s] > 0) {
        boolean overloaded = now - lastEmpty[s] > OVERLOAD_NANOS;
        return Optional.of(take(overloaded ? newestOfFirstBand(s) : oldest(s), now));
      }
    }
    return Optional.empty();
  }

  /// Drops all entries whose deadline has passed.
  ///
  /// @return how many
  public int expire(long now) {
    int count = 0;
    while (size > 0 && deadline[heap.first()] - now <= 0) {
      dropped.dropped(take(heap.first(), now), Cause.EXPIRED);
      count++;
    }
    return count;
  }

  /// Takes an entry out, because its visitor has gone.
  ///
  /// @return whether it was still queued
  public boolean remove(long handle, long now) {
    int place = (int) handle;
    boolean real = handle >= 0 && place >= 0 && place < items.length;
    if (!real || generation[place] != (int) (handle >>> 32) || !heap.contains(place)) {
      return false;
    }
    take(place, now);
    return true;
  }

  /// How many entries wait.
  public int size() {
    return size;
  }

  /// How many entries of this standing wait.
  public int size(Standing standing) {
    return sizes[standing.ordinal()];
  }

  /// How long the oldest entry has waited; 0 if none waits.
  public long longestWait(long now) {
    long longest = 0;
    for (int first : head) {
      longest = first == NONE ? longest : Math.max(longest, now - arrived[first]);
    }
    return longest;
  }

  /// The memory of the places in bytes, what waits in them apart.
  public long bytes() {
    return items.length * (8L + 3 * 8 + 4 * 4) + heap.bytes();
  }

  private boolean displace(Standing newcomer, int band) {
    int worst = STANDINGS.length - 1;
    while (sizes[worst] == 0) {
      worst--;
    }
    int last = BANDS - 1;
    while (head[worst * BANDS + last] == NONE) {
      last--;
    }
    int own = newcomer.ordinal();
    if (worst < own || (worst == own && last < band)) {
      return false;
    }
    // The oldest: under overload it would be served last. `now` does not matter, the newcomer fills
    // the gap.
    int place = head[worst * BANDS + last];
    dropped.dropped(take(place, arrived[place]), Cause.DISPLACED);
    return true;
  }

  private int newestOfFirstBand(int standing) {
    int band = standing * BANDS;
    while (tail[band] == NONE) {
      band++;
    }
    return tail[band];
  }

  private int oldest(int standing) {
    int oldest = NONE;
    for (int band = standing * BANDS; band < (standing + 1) * BANDS; band++) {
      int first = head[band];
      if (first != NONE && (oldest == NONE || number[first] < number[oldest])) {
        oldest = first;
      }
    }
    return oldest;
  }

  private void append(int place, int to) {
    list[place] = to;
    next[place] = NONE;
    previous[place] = tail[to];
    if (tail[to] == NONE) {
      head[to] = place;
    } else {
      next[tail[to]] = place;
    }
    tail[to] = place;
    sizes[to / BANDS]++;
    size++;
  }

  @SuppressWarnings("unchecked") // only T goes in
  private T take(int place, long now) {
    int from = list[place];
    if (previous[place] == NONE) {
      head[from] = next[place];
    } else {
      next[previous[place]] = next[place];
    }
    if (next[place] == NONE) {
      tail[from] = previous[place];
    } else {
      previous[next[place]] = previous[place];
    }
    heap.remove(place);
    if (--sizes[from / BANDS] == 0) {
      lastEmpty[from / BANDS] = now;
    }
    size--;
    T item = (T) items[place];
    items[place] = FREE;
    generation[place] = (generation[place] + 1) & Integer.MAX_VALUE;
    next[place] = free;
    free = place;
    return item;
  }
}
