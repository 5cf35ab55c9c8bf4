package org.gabion.mirror.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Recent;
import org.gabion.core.snapshot.SnapshotHeader;

/// All that is new in a small edition, in one piece: a mirror that has the edition before needs one
/// request. Nodes offer it to each other; it is no part of the format, and files of a web server do
/// without it.
///
/// ```
///   the length of the snapshot header in decimal, a line feed
///   the snapshot header, the recent list
///   the shards and the objects of the list, in its order
/// ```
///
/// Every piece is named by a digest that stands before it, the first in the signed head: nothing is
/// kept that does not fit. Immutable.
record EditionPack(long sequence, byte[] bytes) {
  static final int MAX_BYTES = 1 << 20;

  private static final int MAX_LENGTH_LINE = 8;

  static String path(long sequence) {
    return CopyPaths.FOLDER + "/pack/" + sequence;
  }

  /// Makes the pack of an edition that a store holds; empty if it would be too large.
  static Optional<EditionPack> of(SnapshotHeader header, Recent recent, NodeStore store)
      throws IOException {
    byte[] headerBytes = header.encoded();
    if (!fits(headerBytes.length, recent)) {
      return Optional.empty();
    }
    ByteArrayOutputStream pack = new ByteArrayOutputStream();
    pack.writeBytes((headerBytes.length + "\n").getBytes(StandardCharsets.US_ASCII));
    pack.writeBytes(headerBytes);
    pack.writeBytes(recent.bytes());
    for (SnapshotHeader.Shard shard : recent.shards()) {
      Optional<byte[]> bytes = store.readNamed(CopyPaths.shard(shard.digest()), shard.digest());
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      pack.writeBytes(bytes.get());
    }
    for (ObjectRef object : recent.objects()) {
      Optional<byte[]> bytes = store.readNamed(CopyPaths.object(object.digest()), object.digest());
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      pack.writeBytes(bytes.get());
    }
    return Optional.of(new EditionPack(header.sequence(), pack.toByteArray()));
  }

  /// Whether a pack of this would not be too large.
  static boolean fits(int headerLength, Recent recent) {
    long length = MAX_LENGTH_LINE + (long) headerLength + recent.bytes().length;
    for (SnapshotHeader.Shard shard : recent.shards()) {
      length += shard.size();
    }
    for (ObjectRef object : recent.objects()) {
      length += object.size();
    }
    return length <= MAX_BYTES;
  }

  /// Keeps what is in a pack.
  ///
  /// @return false at the first piece that does not fit; those before it are kept, they are right
  boolean unpack(Head head, NodeStore store, Arrivals arrivals) throws IOException {
    int line = 0;
    while (line < Math.min(bytes.length, MAX_LENGTH_LINE) && bytes[line] != '\n') {
      line++;
    }
    String length = new String(bytes, 0, line, StandardCharsets.US_ASCII);
    if (!length.matches("[1-9][0-9]{0,6}")) {
      return false;
    }
    Reader reader = new Reader(line + 1, store, arrivals);
    Optional<byte[]> headerBytes =
        reader.take(CopyPaths.snapshot(sequence), head.snapshot(), Integer.parseInt(length));
    if (headerBytes.isEmpty()
        || !(SnapshotHeader.parse(headerBytes.get())
            instanceof Parsed.Valid<SnapshotHeader>(SnapshotHeader header))) {
      return false;
    }
    SnapshotHeader.RecentRef named = header.recent();
    Optional<byte[]> recentBytes =
        reader.take(CopyPaths.recent(sequence), named.digest(), named.size());
    return recentBytes.isPresent()
        && Recent.parse(recentBytes.get()) instanceof Parsed.Valid<Recent>(Recent recent)
        && reader.takeAll(recent);
  }

  /// Takes piece after piece.
  private final class Reader {
    private final NodeStore store;
    private final Arrivals arrivals;
    private int at;

    Reader(int from, NodeStore store, Arrivals arrivals) {
      this.at = from;
      this.store = store;
      this.arrivals = arrivals;
    }

    Optional<byte[]> take(String path, Digest digest, int size) throws IOException {
      if (size > bytes.length - at) {
        return Optional.empty();
      }
      byte[] piece = Arrays.copyOfRange(bytes, at, at + size);
      at += size;
      if (!Digest.of(piece).equals(digest)) {
        return Optional.empty();
      }
      if (CopyPages.named(path).isPresent()) {
        store.putNamed(path, digest, piece);
      } else {
        store.put(path, piece);
      }
      arrivals.arrived(path);
      return Optional.of(piece);
    }

    boolean takeAll(Recent recent) throws IOException {
      for (SnapshotHeader.Shard shard : recent.shards()) {
        if (take(CopyPaths.shard(shard.digest()), shard.digest(), shard.size()).isEmpty()) {
          return false;
        }
      }
      for (ObjectRef object : recent.objects()) {
        if (take(CopyPaths.object(object.digest()), object.digest(), object.size()).isEmpty()) {
          return false;
        }
      }
      return true;
    }
  }
}
