package org.gabion.core.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Grows a Merkle tree leaf by leaf and hands out its tiles: runs of up to 256 hashes of one level,
/// eight levels of the tree apart (C2SP tlog-tiles).
///
/// Holds one unfinished tile for each level: 8 KiB times the logarithm of the size. Not thread
/// safe.
///
/// @param <E> what the sink may throw
public final class Tiles<E extends Exception> {
  /// Hashes, or entries, of a full tile.
  public static final int WIDTH = 256;

  /// Takes tiles: full ones as they fill, the partial ones at the end.
  public interface Sink<E extends Exception> {
    /// @param hashes `width` hashes, one after the other
    void tile(int level, long index, int width, byte[] hashes) throws E;
  }

  private final Sink<E> sink;
  private final List<Level> levels = new ArrayList<>();

  /// Roots of the perfect trees that the leaves so far fall into, by their height; the bits of
  /// [#size] say which are in use.
  private final byte[][] roots = new byte[63][];

  private long size;

  public Tiles(Sink<E> sink) {
    this.sink = sink;
  }

  /// Where a tile of hashes, or with `entries` as its level a bundle of entries, stands.
  ///
  /// @param level a level, or `entries`
  /// @param width 1 to 256
  public static String path(String level, long index, int width) {
    StringBuilder path = new StringBuilder();
    long rest = index;
    do {
      String digits = Long.toString(1000 + rest % 1000).substring(1);
      path.insert(0, path.isEmpty() ? digits : "x" + digits + "/");
      rest /= 1000;
    } while (rest > 0);
    path.insert(0, "tile/" + level + "/");
    return width == WIDTH ? path.toString() : path.append(".p/").append(width).toString();
  }

  /// Adds the hash of the next leaf.
  public void add(byte[] leafHash) throws E {
    push(0, leafHash);
    byte[] hash = leafHash;
    int height = 0;
    for (; (size >>> height & 1) == 1; height++) {
      hash = Merkle.node(roots[height], hash);
    }
    roots[height] = hash;
    size++;
  }

  private void push(int number, byte[] hash) throws E {
    if (number == levels.size()) {
      levels.add(new Level());
    }
    Level level = levels.get(number);
    System.arraycopy(hash, 0, level.hashes, level.count * Merkle.LENGTH, Merkle.LENGTH);
    if (++level.count == WIDTH) {
      sink.tile(number, level.index++, WIDTH, level.hashes.clone());
      level.count = 0;
      push(number + 1, Merkle.perfect(level.hashes, 0, WIDTH));
    }
  }

  /// Hands out the tiles that are not full.
  public void finish() throws E {
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      if (level.count > 0) {
        byte[] hashes = Arrays.copyOf(level.hashes, level.count * Merkle.LENGTH);
        sink.tile(i, level.index, level.count, hashes);
      }
    }
  }

  /// Leaves so far.
  public long size() {
    return size;
  }

  /// The root of the tree of the leaves so far.
  public byte[] root() {
    if (size == 0) {
      return Merkle.empty();
    }
    int height = Long.numberOfTrailingZeros(size);
    byte[] root = roots[height];
    for (height++; height < 63; height++) {
      if ((size >>> height & 1) == 1) {
        root = Merkle.node(roots[height], root);
      }
    }
    return root;
  }

  private static final class Level {
    final byte[] hashes = new byte[WIDTH * Merkle.LENGTH];
    int count;
    long index;
  }
}
