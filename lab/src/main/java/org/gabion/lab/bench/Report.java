package org.gabion.lab.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What a run measured: every round, medians, and the guard over each peer.
record Report(Scenario scenario, List<ColdStart> coldStarts, List<Round> rounds) {
  private static final String GUARD = "guard";

  Report {
    coldStarts = List.copyOf(coldStarts);
    rounds = List.copyOf(rounds);
  }

  static String header(Scenario scenario) {
    String one = scenario.unit().substring(0, scenario.unit().length() - 1);
    return "%-10s %14s %14s %9s %9s %8s"
        .formatted("target", scenario.unit() + "/s", "CPU us/" + one, "p50 ms", "p99 ms", "others");
  }

  static String line(Round round) {
    return String.format(
        Locale.ROOT,
        "%-10s %14.0f %14.2f %9.3f %9.3f %7.1f%%",
        round.target(),
        round.rps(),
        round.cpuMicros(),
        round.p50ms(),
        round.p99ms(),
        100 * round.otherShare());
  }

  /// Medians with their spread, and ratios.
  String summary() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-10s %26s %26s %9s %9s%n",
            "medians",
            scenario.unit() + "/s",
            "CPU us",
            "p50",
            "p99"));
    for (String target : targets()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-10s %26s %26s %9.3f %9.3f%n",
              target,
              spread(target, Round::rps, 0),
              spread(target, Round::cpuMicros, 2),
              median(target, Round::p50ms),
              median(target, Round::p99ms)));
    }
    for (Ratio ratio : ratios()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s / %s: CPU %.3f, %s/s %.3f%n",
              ratio.target(),
              ratio.peer(),
              ratio.cpu(),
              scenario.unit(),
              ratio.rps()));
    }
    return text.toString();
  }

  /// One target's medians over another's.
  record Ratio(String target, String peer, double cpu, double rps) {}

  /// The guard over each peer; without the guard, every later target over the first.
  List<Ratio> ratios() {
    List<String> all = targets();
    List<Ratio> ratios = new ArrayList<>();
    if (all.contains(GUARD)) {
      for (String peer : all) {
        if (!peer.equals(GUARD)) {
          ratios.add(ratio(GUARD, peer));
        }
      }
    } else {
      for (String target : all.subList(Math.min(1, all.size()), all.size())) {
        ratios.add(ratio(target, all.getFirst()));
      }
    }
    return ratios;
  }

  private Ratio ratio(String target, String peer) {
    return new Ratio(
        target,
        peer,
        median(target, Round::cpuMicros) / median(peer, Round::cpuMicros),
        median(target, Round::rps) / median(peer, Round::rps));
  }

  /// `ratio` holds the guard over each peer, and is empty when the guard did not run.
  String json() {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "{\"scenario\":\"%s\",\"rounds\":[", scenario));
    String comma = "";
    for (Round round : rounds) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s%n{\"target\":\"%s\",\"rps\":%.1f,\"cpuMicros\":%.3f,\"p50ms\":%.3f,\"p99ms\":%.3f,"
                  + "\"round\":%d,\"otherShare\":%.4f}",
              comma,
              round.target(),
              round.rps(),
              round.cpuMicros(),
              round.p50ms(),
              round.p99ms(),
              round.number(),
              round.otherShare()));
      comma = ",";
    }
    text.append("],\n\"coldStarts\":[");
    comma = "";
    for (ColdStart cold : coldStarts) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s{\"target\":\"%s\",\"readyMs\":%.0f,\"firstSecond\":%d}",
              comma,
              cold.target(),
              cold.readyMillis(),
              cold.firstSecond()));
      comma = ",";
    }
    text.append("],\n\"ratio\":{");
    comma = "";
    for (Ratio ratio : ratios()) {
      if (ratio.target().equals(GUARD)) {
        text.append(
            String.format(
                Locale.ROOT,
                "%s\"%s\":{\"cpu\":%.4f,\"rps\":%.4f}",
                comma,
                ratio.peer(),
                ratio.cpu(),
                ratio.rps()));
        comma = ",";
      }
    }
    return text.append("}}\n").toString();
  }

  private List<String> targets() {
    return rounds.stream().map(Round::target).distinct().toList();
  }

  private double median(String target, ToDoubleFunction<Round> figure) {
    return middle(sorted(target, figure));
  }

  private String spread(String target, ToDoubleFunction<Round> figure, int digits) {
    double[] all = sorted(target, figure);
    return "%s (%s-%s)"
        .formatted(
            decimal(middle(all), digits),
            decimal(all[0], digits),
            decimal(all[all.length - 1], digits));
  }

  private static String decimal(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).toPlainString();
  }

  private double[] sorted(String target, ToDoubleFunction<Round> figure) {
    return rounds.stream()
        .filter(round -> round.target().equals(target))
        .mapToDouble(figure)
        .sorted()
        .toArray();
  }

  static double middle(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
