package org.gabion.guard.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Numbers for the names of sites or origins. A name gets the next number when it first appears and
/// keeps it over reloads, so that counters and log lines of a request that began before a reload
/// still carry the right name.
///
/// Any thread may call. Memory is bounded by `max`; what comes after that shares one number, named
/// `(other)`.
public final class NameTable {
  private static final String OVERFLOW = "(other)";

  private final int max;
  private volatile String[] names = new String[0];
  private volatile byte[][] bytes = new byte[0][];

  public NameTable(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("a name table holds at least one name, not " + max);
    }
    this.max = max;
  }

  /// The number of this name; a new one if it was never seen. Not for the request path.
  public synchronized int number(String name) {
    String[] known = names;
    int at = Arrays.asList(known).indexOf(name);
    if (at >= 0) {
      return at;
    }
    if (known.length == max) {
      return max - 1;
    }
    String stored = known.length == max - 1 ? OVERFLOW : name;
    byte[][] nextBytes = Arrays.copyOf(bytes, known.length + 1);
    byte[] whole = stored.getBytes(StandardCharsets.UTF_8);
    nextBytes[known.length] = Arrays.copyOf(whole, Math.min(whole.length, JsonLine.MAX_WORD));
    String[] next = Arrays.copyOf(known, known.length + 1);
    next[known.length] = stored;
    bytes = nextBytes;
    names = next;
    return known.length;
  }

  /// The name with this number; empty if no name has it.
  public String name(int number) {
    String[] known = names;
    return number >= 0 && number < known.length ? known[number] : "";
  }

  /// All names in the order of their numbers.
  public List<String> names() {
    return List.of(names);
  }

  /// How many numbers there can ever be.
  public int max() {
    return max;
  }

  /// The name as UTF-8, at most [JsonLine#MAX_WORD] bytes of it; only to be read.
  byte[] bytes(int number) {
    byte[][] known = bytes;
    return number >= 0 && number < known.length ? known[number] : EMPTY;
  }

  private static final byte[] EMPTY = new byte[0];
}
