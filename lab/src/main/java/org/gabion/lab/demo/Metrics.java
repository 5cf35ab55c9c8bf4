package org.gabion.lab.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/// Reads the Prometheus text format: every sample line as it stands (name with labels) and its
/// value.
public final class Metrics {
  private Metrics() {}

  public static Map<String, Double> parse(String text) {
    Map<String, Double> samples = new LinkedHashMap<>();
    text.lines().filter(line -> !line.startsWith("#")).forEach(line -> sample(line, samples));
    return samples;
  }

  /// Sum of all samples of one name, whatever their labels.
  public static double sum(Map<String, Double> samples, String name) {
    return samples.entrySet().stream()
        .filter(e -> e.getKey().equals(name) || e.getKey().startsWith(name + "{"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /// The value of a label in a sample's name, or an empty text.
  static String label(String sample, String label) {
    int at = sample.indexOf(label + "=\"");
    int from = at + label.length() + 2;
    int to = at < 0 ? -1 : sample.indexOf('"', from);
    return to < 0 ? "" : sample.substring(from, to);
  }

  private static void sample(String line, Map<String, Double> samples) {
    int space = line.lastIndexOf(' ');
    if (space > 0) {
      try {
        samples.put(
            line.substring(0, space).strip(), Double.parseDouble(line.substring(space + 1)));
      } catch (NumberFormatException e) {
        // `NaN` and `+Inf` in Prometheus' spelling, or a time stamp: nothing that is shown.
      }
    }
  }
}
