package org.gabion.core.snapshot;

import java.time.Instant;
import java.util.Optional;

/// The port between who keeps a verified copy of one site and who serves it while the site can not
/// answer.
///
/// Any thread may call. [#current] is asked on event loops: it waits for no lock and no disk. The
/// other methods may wait for a disk, and are never called there. An edition may be replaced at any
/// time; the objects of a page that was found stay readable for hours after that.
public interface SnapshotStore {
  /// The edition that is served.
  ///
  /// @param published when its publisher signed it
  record Edition(long sequence, Instant published) {}

  /// What the copy has for a request.
  ///
  /// @param edition the one that the route is of
  record Page(Edition edition, Route route) {}

  /// The newest whole edition; empty while there is none. It never blocks and never fails.
  Optional<Edition> current();

  /// Looks up what a reader asks for, in the current edition.
  ///
  /// @param path as the reader sent it, percent-encoded
  /// @param query as the reader sent it, without `?`; empty if there is none. Parameters that the
  ///   copy does not know are dropped ([RouteKey]).
  /// @return empty if the copy has no such page; the page for what is not there is never given
  ///   instead
  /// @throws Unreadable if the index can not be read or does not verify
  Optional<Page> find(String path, String query) throws Unreadable;

  /// The bytes of an object of a page that was found, verified.
  ///
  /// @throws Unreadable if they are not there or do not verify
  byte[] read(ObjectRef object) throws Unreadable;

  /// A part of the copy can not be had.
  final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param message names the place, and what can be done
    public Unreadable(String message, Throwable cause) {
      super(message, cause);
    }

    /// @param message names the place, and what can be done
    public Unreadable(String message) {
      super(message);
    }
  }
}
