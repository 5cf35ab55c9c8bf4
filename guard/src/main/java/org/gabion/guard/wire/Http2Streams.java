package org.gabion.guard.wire;

import io.netty.util.collection.IntObjectHashMap;
import org.jspecify.annotations.Nullable;

/// The streams of one HTTP/2 connection: those under way, by number, and how the last ones ended.
/// Fixed size. One event loop.
final class Http2Streams {
  private static final Http2Stream[] NONE = {};

  private final IntObjectHashMap<Http2Stream> open = new IntObjectHashMap<>();
  private final ClosedStreams closed;
  private final int most;
  private int last;

  /// @param most how many may be under way at once
  Http2Streams(int most) {
    this.most = most;
    this.closed = new ClosedStreams(2 * most);
  }

  @Nullable Http2Stream find(int id) {
    return open.get(id);
  }

  boolean full() {
    return open.size() >= most;
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  int count() {
    return open.size();
  }

  /// The highest number that the reader has used.
  int last() {
    return last;
  }

  /// Whether the reader can not have opened a stream of this number.
  boolean neverOpened(int id) {
    return id > last || (id & 1) == 0;
  }

  /// The reader used this number.
  void used(int id) {
    last = id;
  }

  void add(Http2Stream stream) {
    open.put(stream.id(), stream);
  }

  /// A stream of this number was not taken.
  void refused(int id) {
    closed.add(id, ClosedStreams.How.BY_US);
  }

  /// Forgets a stream, all but how it ended.
  ///
  /// @return whether it was there
  boolean remove(Http2Stream stream) {
    if (open.remove(stream.id()) == null) {
      return false;
    }
    closed.add(stream.id(), stream.how());
    return true;
  }

  /// How a stream that is shut for the reader came to be so.
  ClosedStreams.How how(int id) {
    Http2Stream stream = open.get(id);
    return stream == null ? closed.how(id) : stream.how();
  }

  /// Those under way now; a copy, since what is done to one may end others.
  Http2Stream[] all() {
    return open.isEmpty() ? NONE : open.values().toArray(NONE);
  }
}
