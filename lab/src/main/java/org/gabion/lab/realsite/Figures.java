package org.gabion.lab.realsite;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What was measured, in the order of measuring. One thread.
final class Figures {
  private final Map<String, Double> values = new LinkedHashMap<>();
  private final PrintWriter out;

  Figures(PrintWriter out) {
    this.out = out;
  }

  void add(String name, double value) {
    values.put(name, value);
    String number =
        value == Math.rint(value)
            ? Long.toString((long) value)
            : String.format(Locale.ROOT, "%.1f", value);
    out.printf("%-52s %10s%n", name, number);
    out.flush();
  }

  String json(int findings) {
    StringBuilder text = new StringBuilder("{\"figures\":{");
    String comma = "";
    for (Map.Entry<String, Double> each : values.entrySet()) {
      text.append(comma).append('"').append(each.getKey()).append("\":");
      text.append(String.format(Locale.ROOT, "%.3f", each.getValue()));
      comma = ",";
    }
    return text.append("},\"notAsBefore\":").append(findings).append("}\n").toString();
  }
}
