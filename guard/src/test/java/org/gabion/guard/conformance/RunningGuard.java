package org.gabion.guard.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.gabion.core.journal.Event;
import org.gabion.guard.ConfigSource;
import org.gabion.guard.Guard;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.SnapshotSource;
import org.gabion.guard.wire.Edge;

/// A guard within the test's own process, on ports that the system chose, with a journal that is
/// kept.
///
/// Thread safe as the guard is.
final class RunningGuard implements AutoCloseable {
  private final Guard guard;
  private final List<Event> journal;
  private final AtomicReference<GuardConfig> file;

  private RunningGuard(Guard guard, List<Event> journal, AtomicReference<GuardConfig> file) {
    this.file = file;
    this.guard = guard;
    this.journal = journal;
  }

  static RunningGuard start(GuardConfig config) throws IOException {
    return start(
        config,
        (site, folder) -> {
          throw new IOException("no copy in " + folder);
        });
  }

  static RunningGuard start(GuardConfig config, SnapshotSource snapshots) throws IOException {
    List<Event> journal = new CopyOnWriteArrayList<>();
    AtomicReference<GuardConfig> file = new AtomicReference<>(config);
    Guard.Surroundings around =
        new Guard.Surroundings(
            "test",
            journal::add,
            InstantSource.system(),
            () -> new ConfigSource.Loaded.Fresh(file.get()),
            Optional.empty(),
            snapshots);
    try {
      return new RunningGuard(Guard.start(config, around), journal, file);
    } catch (Edge.ListenFailed failed) {
      throw new IOException(failed);
    }
  }

  /// Puts another configuration in force, as a reload does.
  void reload(GuardConfig config) {
    file.set(config);
    guard.reload();
  }

  int port() {
    return port(0);
  }

  int port(int listener) {
    return guard.addresses().get(listener).getPort();
  }

  Guard guard() {
    return guard;
  }

  /// What was last put in force, or tried to be.
  GuardConfig config() {
    return file.get();
  }

  List<Event> journal() {
    return List.copyOf(journal);
  }

  /// What `/metrics` says now.
  List<String> metrics() throws IOException {
    URI at = URI.create("http://127.0.0.1:" + guard.adminAddress().orElseThrow().getPort());
    try (InputStream page = at.resolve("/metrics").toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  WireClient connect() throws IOException {
    return WireClient.connect(port());
  }

  @Override
  public void close() {
    guard.close();
  }
}
