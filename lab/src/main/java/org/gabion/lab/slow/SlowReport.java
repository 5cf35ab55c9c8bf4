package org.gabion.lab.slow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gabion.lab.demo.JsonText;
import org.gabion.lab.storm.GuardMemory;

/// What slow clients did to a reader and to the guard's memory.
record SlowReport(int connections, int seconds, List<Row> rows) {
  private static final double LEAST_SHARE = 0.99;
  private static final double MOST_GROWTH = 1.05;

  // What jcmd's own work and a few buffers in use at the moment may add.
  private static final long SLACK = 2 << 20;

  /// @param budget whether one address was held to its number of connections
  /// @param calm the reader before the attack
  /// @param reader the reader during it
  /// @param early the guard's memory once all connections were there
  /// @param late at the end of the attack
  record Row(
      SlowAttack attack,
      boolean budget,
      SlowReader.Outcome calm,
      SlowReader.Outcome reader,
      GuardMemory early,
      GuardMemory late) {
    boolean served() {
      return reader.share() >= LEAST_SHARE;
    }

    boolean flat() {
      return late.held() <= early.held() * MOST_GROWTH + SLACK;
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%-13s budget %-3s  reader %4d of %4d served (%.2f %%), p95 %.1f ms (calm %.1f ms); %s ->"
              + " %s  %s",
          attack.shown,
          budget ? "on" : "off",
          reader.served(),
          reader.asked(),
          100 * reader.share(),
          reader.p95Millis(),
          calm.p95Millis(),
          early.inWords(),
          late.inWords(),
          served() ? flat() ? "held" : "MEMORY GREW" : "READER NOT SERVED");
    }

    private Map<String, Object> map() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("attack", attack.shown);
      map.put("budget", budget);
      map.put("readerAsked", reader.asked());
      map.put("readerServed", reader.served());
      map.put("readerOk", reader.share());
      map.put("p95ms", reader.p95Millis());
      map.put("calmP95ms", calm.p95Millis());
      map.put("earlyBytes", early.held());
      map.put("lateBytes", late.held());
      map.put("earlyResident", early.resident());
      map.put("lateResident", late.resident());
      map.put("held", served() && flat());
      return map;
    }
  }

  boolean held() {
    return rows.stream().allMatch(row -> row.served() && row.flat());
  }

  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("connections", connections);
    all.put("seconds", seconds);
    all.put("runs", rows.stream().map(Row::map).toList());
    all.put("held", held());
    return JsonText.of(all);
  }
}
