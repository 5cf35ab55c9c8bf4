package org.gabion.mirror.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteShard;
import org.gabion.core.snapshot.SnapshotHeader;

/// The distinct files of an edition that an audit draws from: its shards and its objects, each
/// once. Immutable once built.
///
/// ```
///   entries   | digest 32 bytes | size 4 bytes | ...     in the order in which they were added
///   slots     | entry + 1, 0 for none | ...             open addressing by the digest's first bits
/// ```
///
/// 44 bytes for each file; shards are handed in one by one and not kept.
final class Catalogue {
  /// More are not taken up; an edition of more is audited by these.
  static final int MOST = 4_000_000;

  private static final int ENTRY = Digest.LENGTH + Integer.BYTES;

  private final int shards;
  private final int count;
  private final byte[] entries;

  /// A file by its digest.
  record Entry(String path, Digest digest, int size) {}

  private Catalogue(int shards, int count, byte[] entries) {
    this.shards = shards;
    this.count = count;
    this.entries = entries;
  }

  int size() {
    return count;
  }

  Entry entry(int index) {
    int from = index * ENTRY;
    byte[] digestBytes = Arrays.copyOfRange(entries, from, from + Digest.LENGTH);
    StringBuilder hex = new StringBuilder(2 * Digest.LENGTH);
    for (byte b : digestBytes) {
      hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
    Digest digest = Digest.parse(hex.toString()).orElseThrow();
    int size = intAt(entries, from + Digest.LENGTH);
    String path = index < shards ? CopyPaths.shard(digest) : CopyPaths.object(digest);
    return new Entry(path, digest, size);
  }

  /// Some files by chance, each as likely as any other, none twice (Floyd's algorithm).
  List<Entry> draw(int most, RandomGenerator random) {
    Set<Integer> drawn = new LinkedHashSet<>();
    for (int last = count - Math.min(most, count); last < count; last++) {
      int index = random.nextInt(last + 1);
      drawn.add(drawn.contains(index) ? last : index);
    }
    List<Entry> files = new ArrayList<>();
    drawn.forEach(index -> files.add(entry(index)));
    return files;
  }

  private static int intAt(byte[] bytes, int from) {
    return (bytes[from] & 0xff) << 24
        | (bytes[from + 1] & 0xff) << 16
        | (bytes[from + 2] & 0xff) << 8
        | bytes[from + 3] & 0xff;
  }

  /// Builds a catalogue. Not thread safe.
  static final class Builder {
    private final int shards;
    private byte[] entries = new byte[64 * ENTRY];
    private int[] slots = new int[128];
    private int count;

    /// Begins with the shards that a header names.
    Builder(SnapshotHeader header) {
      for (SnapshotHeader.Shard shard : header.shards()) {
        add(shard.digest(), shard.size());
      }
      shards = count;
    }

    /// Takes up the objects of a shard.
    Builder add(RouteShard shard) {
      for (Route route : shard.routes()) {
        for (ObjectRef object : route.objects()) {
          add(object.digest(), object.size());
        }
      }
      return this;
    }

    private void add(Digest digest, int size) {
      if (count == MOST) {
        return;
      }
      byte[] bytes = digest.bytes();
      int slot = slot(bytes);
      if (slots[slot] != 0) {
        return;
      }
      if (entries.length < (count + 1) * ENTRY) {
        entries = Arrays.copyOf(entries, 2 * entries.length);
      }
      int from = count * ENTRY;
      System.arraycopy(bytes, 0, entries, from, Digest.LENGTH);
      for (int i = 0; i < Integer.BYTES; i++) {
        entries[from + Digest.LENGTH + i] = (byte) (size >>> (24 - 8 * i));
      }
      count++;
      slots[slot] = count;
      if (2 * count > slots.length) {
        rehash();
      }
    }

    /// Where a digest stands, or would stand.
    private int slot(byte[] digest) {
      int slot = intAt(digest, 0) & slots.length - 1;
      while (slots[slot] != 0 && !isAt(slots[slot] - 1, digest)) {
        slot = slot + 1 & slots.length - 1;
      }
      return slot;
    }

    private boolean isAt(int index, byte[] digest) {
      int from = index * ENTRY;
      return Arrays.equals(entries, from, from + Digest.LENGTH, digest, 0, Digest.LENGTH);
    }

    private void rehash() {
      slots = new int[2 * slots.length];
      for (int i = 0; i < count; i++) {
        int slot = intAt(entries, i * ENTRY) & slots.length - 1;
        while (slots[slot] != 0) {
          slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = i + 1;
      }
    }

    Catalogue build() {
      return new Catalogue(shards, count, Arrays.copyOf(entries, count * ENTRY));
    }
  }
}
