package org.gabion.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.ServiceLoader;

/// A demonstration that only a checkout can give: it needs traffic generators, and the distribution
/// has none.
///
/// The implementation is found by `ServiceLoader`, so that the command line knows nothing of the
/// lab.
public interface Demo {
  /// Runs the demonstration to its end.
  ///
  /// @return the exit code of the process: 0 only if the guard held
  int run(Options options, PrintWriter out, PrintWriter err) throws InterruptedException;

  /// What the operator asked for.
  ///
  /// @param length all phases together; empty: until interrupted
  /// @param json where the figures go when it is over
  /// @param port the guard's port on loopback; 0: a free one
  record Options(Optional<Duration> length, Optional<Path> json, int port) {}

  /// The demonstration on the class path, if there is one.
  static Optional<Demo> present() {
    return ServiceLoader.load(Demo.class).findFirst();
  }
}
