package org.gabion.core.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;

/// Remembers which prefixes (/32, IPv6 /64) fetched a page and one of its assets, as a reader's
/// browser does, in about two bytes each and without holding any address.
///
/// Four generations of a Bloom filter (Bloom, "Space/time trade-offs in hash coding with allowable
/// errors", 1970), each split into blocks of one cache line (Putze, Sanders and Singler, "Cache-,
/// hash- and space-efficient Bloom filters", 2007). New prefixes go into the current generation; a
/// generation ends by age or when it holds its share of the capacity, and the oldest is wiped. A
/// prefix that comes back is remembered anew. Hashes are keyed: the bits say nothing without the
/// secret, and with another secret the old ones are worthless, so they are dropped.
///
/// ```
///  long[]  | generation 0: blocks of 8 longs | generation 1 | generation 2 | generation 3 |
///          a prefix sets one bit in each of the 8 longs of one block
/// ```
///
/// A prefix that never came is taken for known with a probability below half a percent when all is
/// full. It gains a better place in a queue, nothing else.
///
/// Safe for any number of threads, without locks; [#rotate], [#writeTo] and [#readFrom] have one
/// caller at a time. A lost race forgets a visitor.
public final class VisitorHistory {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int GENERATIONS = 4;
  private static final int BLOCK_LONGS = 8;
  private static final int BITS_PER_PREFIX = 16;
  private static final int PENDING = 8192;
  private static final long ASSET_WITHIN_NANOS = 10_000_000_000L;
  private static final long FORMAT = 0x4761_6269_6f6e_4831L; // "GabionH1"
  private static final int HEADER_BYTES = 8 * (3 + GENERATIONS);

  private final KeyedHash hash;
  private final long maxAgeNanos;
  private final int blocks;
  private final long fullCount;
  private final long[] filter;

  /// Pages whose asset is awaited: a hash and the time, two longs a slot; the latest page wins the
  /// slot.
  private final long[] pending = new long[2 * PENDING];

  /// By generation, how many prefixes were put in. Lossy.
  private final long[] counts = new long[GENERATIONS];

  private volatile int current;
  private long currentSince;
  private boolean started;

  /// @param capacity how many prefixes are remembered before the oldest are forgotten
  /// @param maxAgeNanos after which a prefix that did not come back is forgotten
  /// @throws IllegalArgumentException if the capacity is not 1 to 2^28 or the age not positive
  public VisitorHistory(KeyedHash hash, int capacity, long maxAgeNanos) {
    if (capacity < 1 || capacity > 1 << 28 || maxAgeNanos < GENERATIONS) {
      throw new IllegalArgumentException(capacity + " prefixes for " + maxAgeNanos + " ns");
    }
    this.hash = hash;
    this.maxAgeNanos = maxAgeNanos;
    long bits = Math.max(1, (long) capacity * BITS_PER_PREFIX / GENERATIONS);
    this.blocks = (int) Math.max(1, (bits + 64 * BLOCK_LONGS - 1) / (64 * BLOCK_LONGS));
    this.fullCount = Math.max(1, (long) blocks * 64 * BLOCK_LONGS / BITS_PER_PREFIX);
    this.filter = new long[GENERATIONS * blocks * BLOCK_LONGS];
  }

  private long key(ClientKey client) {
    return client.isIpv4() ? hash.hash(client.low(), 4) : hash.hash(client.high(), 6);
  }

  /// Notes that the origin served this client a page.
  public void pageServed(ClientKey client, long now) {
    long key = key(client);
    int slot = slot(key);
    CELL.setOpaque(pending, slot + 1, now);
    CELL.setOpaque(pending, slot, key);
  }

  /// Notes that the origin served this client an asset; if it was served a page within ten seconds
  /// before, its prefix is remembered.
  ///
  /// @return whether it is remembered because of this
  public boolean assetServed(ClientKey client, long now) {
    long key = key(client);
    int slot = slot(key);
    if ((long) CELL.getOpaque(pending, slot) != key) {
      return false;
    }
    long age = now - (long) CELL.getOpaque(pending, slot + 1);
    if (age < 0 || age > ASSET_WITHIN_NANOS) {
      return false;
    }
    CELL.setOpaque(pending, slot, 0L);
    add(key);
    return true;
  }

  private int slot(long key) {
    return 2 * ((int) key & (PENDING - 1));
  }

  private void add(long key) {
    int generation = current;
    int block = block(generation, key);
    long bits = Tables.mix(key);
    boolean news = false;
    for (int i = 0; i < BLOCK_LONGS; i++, bits >>>= 6) {
      long bit = 1L << bits;
      news |= ((long) CELL.getAndBitwiseOr(filter, block + i, bit) & bit) == 0;
    }
    if (news) {
      CELL.getAndAdd(counts, generation, 1L);
    }
  }

  /// Whether the client's prefix is remembered.
  public boolean knows(ClientKey client) {
    long key = key(client);
    long mixed = Tables.mix(key);
    for (int generation = 0; generation < GENERATIONS; generation++) {
      if (holds(block(generation, key), mixed)) {
        return true;
      }
    }
    return false;
  }

  private boolean holds(int block, long mixed) {
    long bits = mixed;
    for (int i = 0; i < BLOCK_LONGS; i++, bits >>>= 6) {
      if (((long) CELL.getOpaque(filter, block + i) >>> bits & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  private int block(int generation, long key) {
    // The high half chooses the block, without a division.
    int block = (int) ((key >>> 32) * blocks >>> 32);
    return (generation * blocks + block) * BLOCK_LONGS;
  }

  /// Ends the current generation if it is old or full. Call it about once a minute.
  ///
  /// @param wallNanos nanoseconds since 1970: ages must mean the same after a restart
  /// @return whether a generation ended
  public boolean rotate(long wallNanos) {
    if (!started || wallNanos < currentSince) {
      started = true;
      currentSince = wallNanos;
    }
    long lifetime = maxAgeNanos / GENERATIONS;
    boolean full = (long) CELL.getOpaque(counts, current) >= fullCount;
    // After a long stop several generations are over at once.
    long over = Math.min(GENERATIONS, (wallNanos - currentSince) / lifetime);
    if (over == 0 && !full) {
      return false;
    }
    for (long i = Math.max(1, over); i > 0; i--) {
      int following = (current + 1) % GENERATIONS;
      clear(following);
      current = following;
    }
    currentSince = wallNanos;
    return true;
  }

  private void clear(int generation) {
    int from = generation * blocks * BLOCK_LONGS;
    for (int i = from; i < from + blocks * BLOCK_LONGS; i++) {
      CELL.setOpaque(filter, i, 0L);
    }
    CELL.setOpaque(counts, generation, 0L);
  }

  /// About how many prefixes are remembered; one that came back in a later generation counts again.
  public long size() {
    long sum = 0;
    for (int i = 0; i < GENERATIONS; i++) {
      sum += (long) CELL.getOpaque(counts, i);
    }
    return sum;
  }

  /// How many bytes [#writeTo] writes.
  public int stateBytes() {
    return HEADER_BYTES + 8 * filter.length;
  }

  /// Writes all that survives a restart. No secret and no address is in it.
  ///
  /// @throws java.nio.BufferOverflowException if fewer than [#stateBytes] remain
  public void writeTo(ByteBuffer out) {
    out.putLong(FORMAT ^ blocks).putLong(hash.hash(FORMAT, maxAgeNanos));
    out.putLong(started ? currentSince : Long.MIN_VALUE);
    for (int i = 0; i < GENERATIONS; i++) {
      out.putLong(counts[(current + i) % GENERATIONS]);
    }
    for (int i = 0; i < GENERATIONS; i++) {
      int from = (current + i) % GENERATIONS * blocks * BLOCK_LONGS;
      for (int j = from; j < from + blocks * BLOCK_LONGS; j++) {
        out.putLong((long) CELL.getOpaque(filter, j));
      }
    }
  }

  /// Takes over what [#writeTo] wrote, before first use. Generations whose time is over are dropped
  /// at the next rotations.
  ///
  /// @return false, and nothing is taken over, if it was written under another secret, age or
  ///   capacity, or is no such state
  public boolean readFrom(ByteBuffer in) {
    if (in.remaining() != stateBytes()) {
      return false;
    }
    if (in.getLong() != (FORMAT ^ blocks) || in.getLong() != hash.hash(FORMAT, maxAgeNanos)) {
      return false;
    }
    long since = in.getLong();
    started = since != Long.MIN_VALUE;
    currentSince = since;
    current = 0;
    for (int i = 0; i < GENERATIONS; i++) {
      counts[i] = Math.max(0, in.getLong());
    }
    for (int i = 0; i < filter.length; i++) {
      CELL.setOpaque(filter, i, in.getLong());
    }
    return true;
  }

  /// The fixed memory in bytes.
  public long bytes() {
    return 8L * (filter.length + pending.length + counts.length);
  }
}
