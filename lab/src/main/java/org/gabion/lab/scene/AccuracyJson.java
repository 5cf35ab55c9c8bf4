package org.gabion.lab.scene;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes trials as JSON, one on a line. Stateless.
final class AccuracyJson {
  private AccuracyJson() {}

  static String of(List<Trial> trials) {
    return trials.stream()
        .map(AccuracyJson::trial)
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private static String trial(Trial trial) {
    Score score = trial.score();
    return String.format(
        Locale.ROOT,
        "{\"family\":\"%s\",\"site\":\"%s\",\"seed\":%d,\"lines\":%d,\"millis\":%d,\"recall\":%.6f,"
            + "\"startError\":%s,\"endError\":%s,\"innocents\":%.8f,\"falseIncidents\":%d,"
            + "\"splits\":%d,\"boundHolds\":%b,\"given\":[%s],\"faults\":[%s]}",
        trial.family().word(),
        trial.size().word(),
        trial.seed(),
        trial.lines(),
        trial.millis(),
        score.recall(),
        number(score.startError()),
        number(score.endError()),
        score.innocents(),
        score.falseIncidents(),
        score.splits(),
        score.boundHolds(),
        words(List.copyOf(score.given())),
        words(score.faults()));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.1f", value);
  }

  /// Words of our own, which need no escape.
  private static String words(List<String> words) {
    return words.stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(","));
  }
}
