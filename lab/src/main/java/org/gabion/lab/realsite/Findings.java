package org.gabion.lab.realsite;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is not as it was, a few of each place in words. One thread.
final class Findings {
  private static final int MOST_SHOWN = 8;

  private final Map<String, List<String>> shown = new TreeMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  void add(String place, String what) {
    counts.merge(place, 1, Integer::sum);
    List<String> some = shown.computeIfAbsent(place, _ -> new ArrayList<>());
    if (some.size() < MOST_SHOWN) {
      some.add(what);
    }
  }

  /// Notes a difference, if there is one.
  void compare(String place, String what, Object wanted, Object found) {
    if (!wanted.equals(found)) {
      add(place, what + ": was " + brief(wanted) + ", is " + brief(found));
    }
  }

  private static String brief(Object value) {
    String text = value.toString().replaceAll("\\s+", " ");
    return text.length() <= 160 ? text : text.substring(0, 160) + "...";
  }

  int count() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  void print(PrintWriter out) {
    shown.forEach(
        (place, some) -> {
          some.forEach(what -> out.println("NOT AS BEFORE  " + place + ": " + what));
          int more = counts.getOrDefault(place, 0) - some.size();
          if (more > 0) {
            out.println("NOT AS BEFORE  " + place + ": " + more + " more");
          }
        });
    out.flush();
  }
}
