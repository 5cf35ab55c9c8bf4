package org.gabion.core.snapshot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What is new in an edition against the one before, so that a node that has the one before needs
/// one small fetch to know what it lacks.
///
/// @param shards of the route index
public record Recent(
    Digest site, long sequence, List<SnapshotHeader.Shard> shards, List<ObjectRef> objects) {
  /// Room for half a million objects.
  public static final int MAX_BYTES = 48 << 20;

  static final String TYPE = "recent";
  private static final String IN_ORDER = "digests in their order, each once";

  public Recent {
    shards = List.copyOf(shards);
    objects = List.copyOf(objects);
    Bounds.number("the sequence of a recent list", sequence, 1);
    Bounds.ascending("shards", shards, Comparator.comparing(SnapshotHeader.Shard::digest));
    Bounds.ascending("objects", objects, Comparator.comparing(ObjectRef::digest));
  }

  public static Parsed<Recent> parse(byte[] bytes) {
    return Lines.parse(bytes, MAX_BYTES, Recent::read);
  }

  private static Recent read(Lines lines) {
    Digest site = lines.opening(TYPE);
    long sequence = lines.number("sequence", 1, Lines.MAX_NUMBER);
    List<SnapshotHeader.Shard> shards = new ArrayList<>();
    while (lines.next("shard")) {
      SnapshotHeader.Shard shard = SnapshotHeader.Shard.read(lines, "shard");
      if (!shards.isEmpty() && shards.getLast().digest().compareTo(shard.digest()) >= 0) {
        throw lines.fault(IN_ORDER);
      }
      shards.add(shard);
    }
    List<ObjectRef> objects = new ArrayList<>();
    while (lines.next("object")) {
      ObjectRef object = ObjectRef.read(lines, "object");
      if (!objects.isEmpty() && objects.getLast().digest().compareTo(object.digest()) >= 0) {
        throw lines.fault(IN_ORDER);
      }
      objects.add(object);
    }
    return new Recent(site, sequence, shards, objects);
  }

  public byte[] bytes() {
    Text text = new Text(TYPE, site).line("sequence", sequence);
    shards.forEach(shard -> text.line("shard", shard));
    objects.forEach(object -> text.line("object", object));
    return Bounds.size("a recent list", text.bytes(), MAX_BYTES);
  }
}
