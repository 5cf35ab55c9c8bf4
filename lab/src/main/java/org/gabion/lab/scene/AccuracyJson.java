package org.gabion.lab.scene;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes runs as JSON, one on a line. Stateless.
final class AccuracyJson {
  private AccuracyJson() {}

  static String of(List<SceneRun> runs) {
    return runs.stream().map(AccuracyJson::run).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private static String run(SceneRun run) {
    Score score = run.score();
    return String.format(
        Locale.ROOT,
        "{\"family\":\"%s\",\"site\":\"%s\",\"seed\":%d,\"lines\":%d,\"millis\":%d,\"recall\":%.6f,"
            + "\"startError\":%s,\"endError\":%s,\"innocents\":%.8f,\"falseIncidents\":%d,"
            + "\"splits\":%d,\"boundHolds\":%b,\"given\":[%s],\"faults\":[%s]}",
        run.family().word(),
        run.size().word(),
        run.seed(),
        run.lines(),
        run.millis(),
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
