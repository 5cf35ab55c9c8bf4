package org.gabion.core.config;

/// What is wrong with a configuration, for the operator.
///
/// @param path of the setting, as `guard.sites[0].hosts`; empty for a fault of the whole file
/// @param what the fault, a clause without a full stop
/// @param hint what to do about it
public record Problem(Position where, String path, String what, String hint) {

  /// One line: `gabion.yaml:3:5: guard.listen: what; hint`.
  @Override
  public String toString() {
    String subject = path.isEmpty() ? "" : path + " ";
    return where + ": " + subject + what + (hint.isEmpty() ? "" : "; " + hint);
  }
}
