package org.gabion.mirror.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;

/// What an edition changes against the one before, for people.
///
/// @param before pages of the edition before; 0 if there was none
/// @param after pages of the new one
public record Change(
    long before, long after, List<RouteKey> added, List<RouteKey> changed, List<RouteKey> removed) {

  /// Compares two editions by their keys.
  static Change of(Map<RouteKey, Route> before, NavigableMap<RouteKey, Route> after) {
    List<RouteKey> added = new ArrayList<>();
    List<RouteKey> changed = new ArrayList<>();
    for (Map.Entry<RouteKey, Route> entry : after.entrySet()) {
      Route old = before.get(entry.getKey());
      if (old == null) {
        added.add(entry.getKey());
      } else if (!old.equals(entry.getValue())) {
        changed.add(entry.getKey());
      }
    }
    List<RouteKey> removed =
        before.keySet().stream().filter(key -> !after.containsKey(key)).sorted().toList();
    return new Change(before.size(), after.size(), added, changed, removed);
  }

  public boolean isNothing() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
  }

  /// Which share of the pages of the edition before is gone.
  double shrinkage() {
    return before == 0 ? 0 : removed.size() / (double) before;
  }

  /// A few lines in plain words.
  ///
  /// @param most names of pages a line
  public List<String> lines(int most) {
    List<String> lines = new ArrayList<>();
    if (before == 0) {
      lines.add("first edition: " + pages(after));
      return lines;
    }
    if (isNothing()) {
      lines.add("nothing has changed: " + pages(after));
      return lines;
    }
    add(lines, "new", added, most);
    add(lines, "changed", changed, most);
    add(lines, "gone", removed, most);
    return lines;
  }

  private static void add(List<String> lines, String word, List<RouteKey> keys, int most) {
    if (keys.isEmpty()) {
      return;
    }
    StringBuilder line = new StringBuilder(word + ": " + pages(keys.size()) + ": ");
    for (int i = 0; i < Math.min(most, keys.size()); i++) {
      line.append(i == 0 ? "" : ", ").append(keys.get(i));
    }
    lines.add(keys.size() > most ? line + ", ..." : line.toString());
  }

  private static String pages(long count) {
    return count == 1 ? "1 page" : count + " pages";
  }
}
