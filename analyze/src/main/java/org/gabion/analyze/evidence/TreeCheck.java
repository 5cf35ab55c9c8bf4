package org.gabion.analyze.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.proof.Checkpoint;
import org.gabion.core.proof.Merkle;
import org.gabion.core.proof.Tiles;

/// Checks the tiles and entries of a folder against a signed root, and finds which file is at
/// fault.
///
/// The tree is built twice, from the hashes in the lowest tiles and from the entries: the one that
/// gives the signed root is right, and convicts the other's files where both differ. A missing file
/// is filled in from its twin. Reads file by file; not thread safe.
final class TreeCheck {
  /// Bytes of a bundle whose entries all have the greatest length.
  private static final int MOST_BUNDLE = Tiles.WIDTH * (2 + 0xffff);

  private final Folder folder;
  private final Checkpoint head;
  private final Faults faults;
  private final Set<Long> badBundles = new HashSet<>();
  private final List<Long> differing = new ArrayList<>();
  private final Side tiles = new Side();
  private final Side entries = new Side();

  TreeCheck(Folder folder, Checkpoint head, Faults faults) {
    this.folder = folder;
    this.head = head;
    this.faults = faults;
  }

  /// One of the two trees, and the upper tiles that differ from it.
  private final class Side {
    final List<String> differing = new ArrayList<>();
    final Tiles<IOException> tree = new Tiles<>(this::compare);

    private void compare(int level, long index, int width, byte[] hashes) throws IOException {
      if (level == 0) {
        return;
      }
      String file = Layout.tile(level, index, width);
      Optional<byte[]> there = folder.read(file, hashes.length);
      if ((there.isEmpty() || !Arrays.equals(there.get(), hashes))
          && differing.size() < Faults.MOST) {
        differing.add(file);
      }
    }

    void add(byte[] hashes) throws IOException {
      for (int at = 0; at < hashes.length; at += Merkle.LENGTH) {
        tree.add(Arrays.copyOfRange(hashes, at, at + Merkle.LENGTH));
      }
    }

    boolean isSigned() throws IOException {
      tree.finish();
      return Arrays.equals(tree.root(), head.root());
    }
  }

  /// Whether the entries can be believed that [#entries] gives.
  boolean run() throws IOException {
    for (long bundle = 0; bundle < bundles() && !faults.isFull(); bundle++) {
      look(bundle);
    }
    if (faults.isFull()) {
      return false;
    }
    boolean byTiles = tiles.isSigned();
    boolean byEntries = entries.isSigned();
    for (long bundle : differing) {
      if (!byEntries) {
        faults.add(Layout.entries(bundle, width(bundle)), wrong(byTiles));
        badBundles.add(bundle);
      }
      if (!byTiles) {
        faults.add(Layout.tile(0, bundle, width(bundle)), wrong(byEntries));
      }
    }
    if (!byTiles && !byEntries && differing.isEmpty()) {
      faults.add(Layout.CHECKPOINT, "signs another tree than the one in the folder 'tile'");
    }
    if (byTiles || byEntries) {
      for (String file : (byTiles ? tiles : entries).differing) {
        faults.add(file, "is missing, or not what was signed");
      }
    }
    return byTiles || byEntries;
  }

  private static String wrong(boolean sure) {
    return sure
        ? "is not what was signed"
        : "is not what was signed, or its twin is not: both differ from each other";
  }

  private void look(long bundle) throws IOException {
    int width = width(bundle);
    String entriesFile = Layout.entries(bundle, width);
    String tileFile = Layout.tile(0, bundle, width);
    Optional<byte[]> hashes =
        folder.read(tileFile, width * Merkle.LENGTH).filter(b -> b.length == width * Merkle.LENGTH);
    Optional<byte[]> leaves = read(bundle).map(TreeCheck::hashes);
    if (hashes.isEmpty()) {
      faults.add(tileFile, "is missing, or has not the length that it must have");
    }
    if (leaves.isEmpty()) {
      faults.add(entriesFile, "is missing, or malformed");
      badBundles.add(bundle);
    }
    if (hashes.isEmpty() && leaves.isEmpty()) {
      byte[] nothing = new byte[width * Merkle.LENGTH];
      tiles.add(nothing);
      entries.add(nothing);
      return;
    }
    byte[] ofTile = hashes.or(() -> leaves).orElseThrow();
    byte[] ofEntries = leaves.or(() -> hashes).orElseThrow();
    if (!Arrays.equals(ofTile, ofEntries)) {
      differing.add(bundle);
    }
    tiles.add(ofTile);
    entries.add(ofEntries);
  }

  long bundles() {
    return (head.size() + Tiles.WIDTH - 1) / Tiles.WIDTH;
  }

  private int width(long bundle) {
    return (int) Math.min(Tiles.WIDTH, head.size() - bundle * Tiles.WIDTH);
  }

  /// Whether all entries are those signed.
  boolean hasAllEntries() {
    return badBundles.isEmpty();
  }

  /// The entries of a bundle; empty if it is not what was signed.
  Optional<List<Entry>> entries(long bundle) throws IOException {
    return badBundles.contains(bundle) ? Optional.empty() : read(bundle);
  }

  private Optional<List<Entry>> read(long bundle) throws IOException {
    int width = width(bundle);
    Optional<byte[]> file = folder.read(Layout.entries(bundle, width), MOST_BUNDLE);
    return file.flatMap(bytes -> parse(bytes, width));
  }

  private static Optional<List<Entry>> parse(byte[] bytes, int width) {
    List<Entry> entries = new ArrayList<>(width);
    int at = 0;
    while (at + 2 <= bytes.length && entries.size() < width) {
      int length = (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
      at += 2;
      if (at + length > bytes.length) {
        return Optional.empty();
      }
      Optional<Entry> entry =
          Entry.parse(new String(bytes, at, length, StandardCharsets.ISO_8859_1));
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      entries.add(entry.get());
      at += length;
    }
    return at == bytes.length && entries.size() == width ? Optional.of(entries) : Optional.empty();
  }

  private static byte[] hashes(List<Entry> entries) {
    byte[] hashes = new byte[entries.size() * Merkle.LENGTH];
    for (int i = 0; i < entries.size(); i++) {
      byte[] hash = Merkle.leaf(entries.get(i).bytes());
      System.arraycopy(hash, 0, hashes, i * Merkle.LENGTH, Merkle.LENGTH);
    }
    return hashes;
  }
}
