package org.gabion.analyze;

import java.util.List;
import java.util.regex.Pattern;

/// Why a finding is what it is, as an incident tells it: without figures that are not the
/// incident's own. Stateless.
///
/// A detector speaks of the minutes in which it noticed something; an incident has its own number
/// of requests, and may be one of several waves.
final class Reasons {
  private static final Pattern COUNT =
      Pattern.compile("[:;] \\d+ requests? in \\d+ minutes?(?: by all of them)?$");

  private Reasons() {}

  /// Those of an incident.
  ///
  /// @param isWave whether its finding is told as several incidents
  static List<String> of(List<String> reasons, boolean isWave) {
    return reasons.stream()
        .map(reason -> COUNT.matcher(reason).replaceFirst(""))
        .map(
            reason ->
                isWave && reason.chars().anyMatch(Character::isDigit)
                    ? "noticed in one of its waves: " + reason
                    : reason)
        .distinct()
        .toList();
  }
}
