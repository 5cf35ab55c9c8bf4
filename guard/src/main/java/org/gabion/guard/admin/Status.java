package org.gabion.guard.admin;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gabion.core.policy.Posture;
import org.gabion.core.snapshot.SnapshotStore;

/// What the guard is doing and why, for `/api/v1/status`; counts are added from the metrics.
///
/// @param since when the posture began
/// @param cause why, in words
/// @param listeners addresses in use
/// @param lastReload empty if the configuration is the one of the start
public record Status(
    boolean observeOnly,
    Posture posture,
    Instant since,
    String cause,
    List<String> listeners,
    List<Origin> origins,
    List<Copy> copies,
    Optional<Path> configFile,
    Optional<Reload> lastReload) {

  public Status {
    listeners = List.copyOf(listeners);
    origins = List.copyOf(origins);
    copies = List.copyOf(copies);
  }

  /// One origin of a site.
  ///
  /// @param number of the origin's name, as in [org.gabion.core.window.Observation#origin]
  /// @param cause why it is not up, in words; else empty
  /// @param limit requests it is given at once
  /// @param inFlight requests it works on
  /// @param queued requests that wait for it
  public record Origin(
      String site,
      String origin,
      int number,
      boolean observeOnly,
      boolean up,
      String cause,
      int limit,
      int inFlight,
      int queued) {}

  /// The copy of a site that has one configured.
  ///
  /// @param edition the one that readers would get; empty if there is none yet
  /// @param serving whether readers get it now
  public record Copy(String site, Optional<SnapshotStore.Edition> edition, boolean serving) {}

  /// The last reload, whether asked for by signal or here.
  public record Reload(Instant at, Reloader.Outcome outcome) {}
}
