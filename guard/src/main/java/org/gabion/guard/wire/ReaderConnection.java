package org.gabion.guard.wire;

/// A reader's connection as its event loop sees it: HTTP/1.1 or HTTP/2.
interface ReaderConnection {
  /// Checks what may have taken too long; called a few times a second. `now` is nanoseconds.
  void sweep(long now);

  /// Ends when what is under way is done; takes no new requests.
  void drain();

  /// Ends at once.
  void close();
}
