package org.gabion.guard.wire;

/// How the streams that closed last were closed: what a peer may still send on a stream depends on
/// it (RFC 9113 section 5.1).
///
/// A ring of the configured number of streams; what is older is forgotten, and then any frame on it
/// is a fault. One event loop.
final class ClosedStreams {
  enum How {
    /// By us, before the peer was done: what it sent before it knew is dropped in silence.
    BY_US,
    /// By the peer's RST_STREAM.
    BY_PEER,
    /// Both sides were done.
    DONE,
    UNKNOWN
  }

  private static final How[] HOW = How.values();

  private final int[] ids;
  private final byte[] how;
  private int next;

  ClosedStreams(int capacity) {
    ids = new int[capacity];
    how = new byte[capacity];
  }

  void add(int id, How closed) {
    ids[next] = id;
    how[next] = (byte) closed.ordinal();
    next = next + 1 == ids.length ? 0 : next + 1;
  }

  How how(int id) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == id) {
        return HOW[how[i]];
      }
    }
    return How.UNKNOWN;
  }
}
