package org.gabion.core.challenge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;

/// Notes from how many prefixes (/32, IPv6 /64) each ticket is used, in one fixed array: one used
/// from more than four is void, for it is handed around.
///
/// ```
///  long[]  | id hash | prefixes 1, 2 | prefixes 3, 4 | state |   32 bytes a ticket, sets of four
///  prefix    32 bits of its keyed hash, 0 = none
///  state     last use in seconds (32 bits) . void (1 bit)
/// ```
///
/// A new ticket takes an empty slot of its set, else that of the ticket used longest ago, a void
/// one last. Safe for any number of threads, without locks; a full table or a lost race forgets
/// uses, so errors let somebody pass.
public final class TicketUse {
  /// A ticket may be used from so many prefixes.
  public static final int MAX_PREFIXES = 4;

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int WAYS = 4;
  private static final int SLOT_LONGS = 4;
  private static final int STATE = 3;
  private static final long VOID = 1;

  private final KeyedHash hash;
  private final long[] table;
  private final int setMask;

  /// @param tickets how many are remembered; rounded up to a power of two
  /// @throws IllegalArgumentException if that is not 1 to 2^26
  public TicketUse(KeyedHash hash, int tickets) {
    if (tickets < 1 || tickets > 1 << 26) {
      throw new IllegalArgumentException("a table of " + tickets + " tickets");
    }
    int size = Math.max(WAYS, Integer.highestOneBit(2 * tickets - 1));
    this.hash = hash;
    this.table = new long[size * SLOT_LONGS];
    this.setMask = size / WAYS - 1;
  }

  /// Notes one use of a valid ticket.
  ///
  /// @return whether the ticket may still be used
  public boolean use(long id, ClientKey client, long epochSeconds) {
    long tag = hash.hash(id) | 1; // never 0
    long address = client.isIpv4() ? hash.hash(4, client.low()) : hash.hash(6, client.high());
    int prefix = (int) address | 1;
    int slot = slot(tag, epochSeconds);
    long state = (long) CELL.getOpaque(table, slot + STATE);
    if ((state & VOID) != 0) {
      return false;
    }
    boolean within = note(slot + 1, prefix) || note(slot + 2, prefix);
    CELL.setOpaque(table, slot + STATE, (epochSeconds & 0xffffffffL) << 1 | (within ? 0 : VOID));
    return within;
  }

  /// Whether the prefix stands in this pair of places, or now does.
  private boolean note(int cell, int prefix) {
    long pair = (long) CELL.getOpaque(table, cell);
    if ((int) pair == prefix || (int) (pair >>> 32) == prefix) {
      return true;
    }
    if ((int) pair == 0) {
      CELL.compareAndSet(table, cell, pair, pair | (prefix & 0xffffffffL));
      return true;
    }
    if (pair >>> 32 == 0) {
      CELL.compareAndSet(table, cell, pair, pair | (long) prefix << 32);
      return true;
    }
    return false;
  }

  /// The ticket's slot, taken over from another if it had none.
  private int slot(long tag, long epochSeconds) {
    int set = ((int) (tag >>> 32) & setMask) * WAYS * SLOT_LONGS;
    int victim = set;
    long oldest = Long.MAX_VALUE;
    for (int slot = set; slot < set + WAYS * SLOT_LONGS; slot += SLOT_LONGS) {
      long other = (long) CELL.getOpaque(table, slot);
      if (other == tag) {
        return slot;
      }
      long state = (long) CELL.getOpaque(table, slot + STATE);
      long rank = other == 0 ? -1 : (state & VOID) << 40 | state >>> 1;
      if (rank < oldest) {
        oldest = rank;
        victim = slot;
      }
    }
    CELL.setOpaque(table, victim + 1, 0L);
    CELL.setOpaque(table, victim + 2, 0L);
    CELL.setOpaque(table, victim + STATE, (epochSeconds & 0xffffffffL) << 1);
    CELL.setOpaque(table, victim, tag);
    return victim;
  }

  /// The memory of the table in bytes.
  public long bytes() {
    return 8L * table.length;
  }
}
