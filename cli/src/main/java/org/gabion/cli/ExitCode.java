package org.gabion.cli;

/// What the process tells its caller at the end, from `sysexits.h` where that has a word. A service
/// manager should not restart after [#USAGE], [#NO_PERMISSION] and [#CONFIG]: the next start would
/// end the same way.
final class ExitCode {
  /// Done, or stopped by SIGTERM or SIGINT.
  static final int DONE = 0;

  /// A fault of ours, or of the machine; the line on standard error says which.
  static final int FAILED = 1;

  /// Wrong words on the command line.
  static final int USAGE = 2;

  /// Something needed is not there; for the guard: an address that is in use, or that this machine
  /// does not have.
  static final int UNAVAILABLE = 69;

  /// Not allowed: a port below 1024 without the right to it.
  static final int NO_PERMISSION = 77;

  /// The configuration has problems; all of them were told.
  static final int CONFIG = 78;

  private ExitCode() {}
}
