package org.gabion.lab.demo;

import java.util.Optional;

/// One attempt of a reader to see one page with all its assets.
///
/// @param startedNanos when the reader clicked, by `System.nanoTime`
/// @param tookNanos until the page was complete, or until the reader saw that it would not be
/// @param trouble what went wrong first, in a few words; empty when page and assets all came in
///   time
record Visit(long startedNanos, long tookNanos, Optional<String> trouble) {
  boolean served() {
    return trouble.isEmpty();
  }
}
