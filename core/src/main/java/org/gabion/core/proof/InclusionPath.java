package org.gabion.core.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// The hashes beside the way from a leaf to the root, which prove that the leaf is in the tree (RFC
/// 9162 section 2.1.3). Stateless.
public final class InclusionPath {
  private InclusionPath() {}

  /// Reads tiles of a tree.
  ///
  /// @param <E> what reading may throw
  public interface TileReader<E extends Exception> {
    /// @return `width` hashes, one after the other
    byte[] tile(int level, long index, int width) throws E;
  }

  /// The path of a leaf, its sibling first.
  ///
  /// @throws IllegalArgumentException if the tree has no such leaf
  public static <E extends Exception> List<byte[]> of(long index, long size, TileReader<E> tiles)
      throws E {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("no leaf " + index + " among " + size);
    }
    List<byte[]> path = new ArrayList<>();
    long from = 0;
    long to = size;
    while (to - from > 1) {
      long middle = from + Long.highestOneBit(to - from - 1);
      if (index < middle) {
        path.add(root(middle, to, size, tiles));
        to = middle;
      } else {
        path.add(root(from, middle, size, tiles));
        from = middle;
      }
    }
    Collections.reverse(path);
    return path;
  }

  /// The root over the leaves `[from, to)`, which is a subtree of the tree.
  private static <E extends Exception> byte[] root(
      long from, long to, long size, TileReader<E> tiles) throws E {
    long count = to - from;
    if (Long.bitCount(count) == 1) {
      return perfect(Long.numberOfTrailingZeros(count), from, size, tiles);
    }
    long middle = from + Long.highestOneBit(count);
    return Merkle.node(root(from, middle, size, tiles), root(middle, to, size, tiles));
  }

  /// The root over `1 << height` leaves: some neighbours in a tile, hashed up.
  private static <E extends Exception> byte[] perfect(
      int height, long from, long size, TileReader<E> tiles) throws E {
    int level = height / 8;
    long hashes = size >>> 8 * level;
    long first = from >>> 8 * level;
    long index = first / Tiles.WIDTH;
    int width = (int) Math.min(Tiles.WIDTH, hashes - index * Tiles.WIDTH);
    int count = 1 << height % 8;
    byte[] tile = tiles.tile(level, index, width);
    return Merkle.perfect(tile, (int) (first % Tiles.WIDTH) * Merkle.LENGTH, count);
  }

  /// Whether the path leads from the leaf to the root.
  ///
  /// @param leafHash its hash, not the entry
  public static boolean leads(
      byte[] leafHash, long index, long size, List<byte[]> path, byte[] root) {
    if (index < 0 || index >= size) {
      return false;
    }
    long node = index;
    long last = size - 1;
    byte[] hash = leafHash;
    for (byte[] sibling : path) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        hash = Merkle.node(sibling, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        hash = Merkle.node(hash, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && Arrays.equals(hash, root);
  }
}
