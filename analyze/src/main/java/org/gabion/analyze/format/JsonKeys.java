package org.gabion.analyze.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The keys of a JSON object that a format knows, as a tree of places: place 0 is the object
/// itself, a path such as `request.uri` is a place below the place of `request`.
///
/// Each object's keys lie in a table of their own without collisions: a seed is searched when the
/// table is made, so a lookup is one multiplication, one slot and one comparison. Places are
/// numbered so that everything below place `p` is in `[p, end(p))`. Immutable.
final class JsonKeys {
  /// No key that the format knows.
  static final int UNKNOWN = -1;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /// Bytes that may be read, and do not count, behind a key.
  static final int PADDING = 8;

  private static final Table NOTHING = new Table(List.of(), List.of());

  private final List<String> paths = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private int[] ends = new int[0];

  /// @param paths keys separated by `separator`
  JsonKeys(List<String> paths, char separator) {
    Branch root = new Branch("");
    for (String path : paths) {
      Branch branch = root;
      for (String key : path.split(java.util.regex.Pattern.quote("" + separator), -1)) {
        branch = branch.below(key);
      }
      branch.path = path;
    }
    number(root);
  }

  private int number(Branch branch) {
    int place = paths.size();
    paths.add(branch.path);
    tables.add(NOTHING);
    ends = Arrays.copyOf(ends, place + 1);
    List<byte[]> names = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (Branch child : branch.children) {
      names.add(child.name.getBytes(StandardCharsets.UTF_8));
      places.add(number(child));
    }
    if (!names.isEmpty()) {
      tables.set(place, new Table(names, places));
    }
    ends[place] = paths.size();
    return place;
  }

  /// How many places there are.
  int size() {
    return paths.size();
  }

  /// The place of a path that was given.
  int place(String path) {
    int place = paths.indexOf(path);
    if (place < 0) {
      throw new IllegalArgumentException("no such path: " + path);
    }
    return place;
  }

  /// One behind the last place below this one.
  int end(int place) {
    return ends[place];
  }

  /// The place of the key in `b[from, to)`, in the object at `place`; [#UNKNOWN] if it has none.
  /// `b` is readable for [#PADDING] bytes beyond `to`.
  int below(int place, byte[] b, int from, int to) {
    return tables.get(place).find(b, from, to);
  }

  private static final class Branch {
    private final String name;
    private String path = "";
    private final List<Branch> children = new ArrayList<>();

    private Branch(String name) {
      this.name = name;
    }

    private Branch below(String key) {
      for (Branch child : children) {
        if (child.name.equals(key)) {
          return child;
        }
      }
      Branch child = new Branch(key);
      children.add(child);
      return child;
    }
  }

  private static final class Table {
    private static final byte[] FREE = {};
    private final byte[][] names;
    private final long[] heads;
    private final long[] tails;
    private final int[] places;
    private final int shift;
    private final long seed;

    private Table(List<byte[]> keys, List<Integer> where) {
      int size = Math.max(2, Integer.highestOneBit(Math.max(1, keys.size())) * 4);
      shift = 64 - Integer.numberOfTrailingZeros(size);
      seed = seed(keys, size, shift);
      names = new byte[size][];
      Arrays.fill(names, FREE);
      heads = new long[size];
      tails = new long[size];
      places = new int[size];
      Arrays.fill(places, UNKNOWN);
      for (int k = 0; k < keys.size(); k++) {
        byte[] name = Arrays.copyOf(keys.get(k), keys.get(k).length + PADDING);
        int length = keys.get(k).length;
        int slot = slot(head(name, 0, length), tail(name, 0, length), length);
        names[slot] = keys.get(k);
        heads[slot] = head(name, 0, length);
        tails[slot] = tail(name, 0, length);
        places[slot] = where.get(k);
      }
    }

    private static long seed(List<byte[]> keys, int size, int shift) {
      long seed = 0x9e3779b97f4a7c15L;
      while (true) {
        boolean[] taken = new boolean[size];
        boolean free = true;
        for (int k = 0; free && k < keys.size(); k++) {
          int length = keys.get(k).length;
          byte[] name = Arrays.copyOf(keys.get(k), length + PADDING);
          int slot = slot(seed, shift, head(name, 0, length), tail(name, 0, length), length);
          free = !taken[slot];
          taken[slot] = true;
        }
        if (free) {
          return seed;
        }
        seed = seed * 0x5851f42d4c957f2dL + 0x14057b7ef767814fL | 1;
      }
    }

    private int find(byte[] b, int from, int to) {
      int length = to - from;
      long head = head(b, from, length);
      long tail = tail(b, from, length);
      int slot = slot(head, tail, length);
      byte[] name = names[slot];
      if (name.length != length || heads[slot] != head || tails[slot] != tail) {
        return UNKNOWN;
      }
      // Head and tail are all of a key of up to 16 bytes.
      boolean same = length <= 16 || Arrays.equals(name, 8, length - 8, b, from + 8, to - 8);
      return same ? places[slot] : UNKNOWN;
    }

    private int slot(long head, long tail, int length) {
      return slot(seed, shift, head, tail, length);
    }

    private static int slot(long seed, int shift, long head, long tail, int length) {
      return (int) ((head ^ Long.rotateLeft(tail, 29) ^ length) * seed >>> shift);
    }

    /// The first 8 bytes; of fewer, the rest is 0.
    private static long head(byte[] b, int from, int length) {
      long word = (long) WORD.get(b, from);
      return length >= 8 ? word : length == 0 ? 0 : word & -1L >>> 64 - 8 * length;
    }

    /// The last 8 bytes; of fewer than 8, all.
    private static long tail(byte[] b, int from, int length) {
      return length >= 8 ? (long) WORD.get(b, from + length - 8) : head(b, from, length);
    }
  }
}
