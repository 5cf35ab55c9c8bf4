package org.gabion.guard.copy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.gabion.core.policy.Verdict;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.core.snapshot.SnapshotStore;

/// All that is needed to begin an answer from a copy: the page, and its first piece with the
/// banner.
///
/// @param content the first piece, in order
/// @param length of the whole content, the banner included
/// @param reserved bytes taken of [CopyReads], to be given back
public record CopyStart(
    SnapshotStore.Page page, List<ByteBuffer> content, long length, long reserved) {
  /// What came of the first read.
  public sealed interface Fetched {
    record Ready(CopyStart start) implements Fetched {}

    record Missed(CopyMiss why) implements Fetched {}
  }

  private static final Fetched ABSENT = new Fetched.Missed(CopyMiss.ABSENT);
  private static final Fetched BUSY = new Fetched.Missed(CopyMiss.BUSY);
  private static final Fetched UNREADABLE = new Fetched.Missed(CopyMiss.UNREADABLE);

  /// Looks a page up and reads its first piece; never throws. It may wait for a disk.
  public static Fetched fetch(
      SiteCopy copy, CopyReads reads, String path, String query, Verdict.ServeCopy why) {
    try {
      Optional<SnapshotStore.Page> page = copy.find(path, query);
      if (page.isEmpty()) {
        return ABSENT;
      }
      long bytes = share(page.get().route());
      if (!reads.reserve(bytes)) {
        return BUSY;
      }
      boolean ready = false;
      try {
        CopyStart start = read(copy, page.get(), why, bytes);
        ready = true;
        return new Fetched.Ready(start);
      } finally {
        if (!ready) {
          reads.release(bytes);
        }
      }
    } catch (SnapshotStore.Unreadable | RuntimeException fault) {
      copy.unreadable(told(fault), System.nanoTime());
      return UNREADABLE;
    }
  }

  /// Reads a further piece; empty if it can not be had. It may wait for a disk.
  public static Optional<ByteBuffer> next(SiteCopy copy, ObjectRef object) {
    try {
      return Optional.of(ByteBuffer.wrap(copy.read(object)));
    } catch (SnapshotStore.Unreadable | RuntimeException fault) {
      copy.unreadable(told(fault), System.nanoTime());
      return Optional.empty();
    }
  }

  private static String told(Exception fault) {
    return fault instanceof SnapshotStore.Unreadable
        ? String.valueOf(fault.getMessage())
        : fault.toString();
  }

  /// The memory that a page holds while it is handed on.
  private static long share(Route route) {
    int largest = route.objects().stream().mapToInt(ObjectRef::size).max().orElse(0);
    return Math.max(CopyReads.SMALL, largest);
  }

  private static CopyStart read(
      SiteCopy copy, SnapshotStore.Page page, Verdict.ServeCopy why, long reserved)
      throws SnapshotStore.Unreadable {
    Route route = page.route();
    if (route.objects().isEmpty()) {
      return new CopyStart(page, List.of(), 0, reserved);
    }
    byte[] first = copy.read(route.objects().getFirst());
    String type = route.headers().getOrDefault(RouteHeader.CONTENT_TYPE, "");
    List<ByteBuffer> content =
        Banner.isFor(type)
            ? new Banner(page.edition().published(), why.reason()).insert(first, type)
            : List.of(ByteBuffer.wrap(first));
    long added = content.stream().mapToLong(ByteBuffer::remaining).sum() - first.length;
    return new CopyStart(page, content, route.size() + added, reserved);
  }
}
