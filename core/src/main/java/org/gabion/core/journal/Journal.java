package org.gabion.core.journal;

/// Where events go (port).
///
/// Called from any thread, event loops among them, so `record` neither blocks nor throws. Hostile
/// requests are no events: they stand in the access log.
@FunctionalInterface
public interface Journal {
  /// Keeps the event; the adapter adds the time.
  void record(Event event);

  /// Events lost since the start, because they could not be kept.
  default long dropped() {
    return 0;
  }
}
