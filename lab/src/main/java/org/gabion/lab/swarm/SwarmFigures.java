package org.gabion.lab.swarm;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What was measured, beside what was wanted.
final class SwarmFigures {
  private final List<Figure> figures = new ArrayList<>();

  /// @param most the largest value that is good
  record Figure(String name, double value, double most, String unit) {
    boolean isMet() {
      return value <= most;
    }
  }

  void add(String name, double value, double most, String unit) {
    figures.add(new Figure(name, value, most, unit));
  }

  /// @throws java.util.NoSuchElementException if nothing of this name was measured
  Figure named(String name) {
    return figures.stream().filter(figure -> figure.name().equals(name)).findFirst().orElseThrow();
  }

  boolean allMet() {
    return figures.stream().allMatch(Figure::isMet);
  }

  void print(PrintWriter out) {
    for (Figure figure : figures) {
      out.printf(
          Locale.ROOT,
          "%-6s %-52s %10.3f %s (at most %s)%n",
          figure.isMet() ? "ok" : "MISSED",
          figure.name(),
          figure.value(),
          figure.unit(),
          plain(figure.most()));
    }
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  String json() {
    StringBuilder text = new StringBuilder("{\"figures\":[");
    for (int i = 0; i < figures.size(); i++) {
      Figure figure = figures.get(i);
      text.append(i == 0 ? "" : ",")
          .append(
              String.format(
                  Locale.ROOT,
                  "{\"name\":\"%s\",\"value\":%.4f,\"most\":%s,\"unit\":\"%s\",\"met\":%b}",
                  figure.name(),
                  figure.value(),
                  plain(figure.most()),
                  figure.unit(),
                  figure.isMet()));
    }
    return text.append("],\"met\":").append(allMet()).append("}\n").toString();
  }
}
