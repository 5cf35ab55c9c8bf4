package org.gabion.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.gabion.core.request.Features;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowSummary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentWindowsTest {
  private static final KeyedHash HASH = new KeyedHash(5, 6);
  private static final WindowConfig SHAPE = new WindowConfig(60_000_000L, 64, 16, 16, 1);

  /// The slow twin: all minutes are kept, and merged when asked for.
  private final TreeMap<Long, WindowSummary> all = new TreeMap<>();

  private final RecentWindows recent = new RecentWindows(SHAPE, 11);
  private final Features features = new Features(HASH);

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.1, 0.5, 1})
  void looks_howeverManyMinutesAreSilent_tellOfTenMinutesAndOfSixty(double share) {
    Random random = new Random(7);
    for (long minute = 0; minute < 3000; minute++) {
      if (random.nextDouble() < share) {
        WindowSummary summary = window(random, minute);
        all.put(minute, summary);
        recent.add(minute, summary);
      } else {
        recent.pass(minute);
      }
      assertThat(recent.minute(minute - 10).isPresent()).isEqualTo(all.containsKey(minute - 10));
      if (minute >= 60 && minute % 5 == 4) {
        assertThat(recent.tenStart()).isEqualTo(minute - 9);
        assertThat(recent.ten().orElse(new WindowSummary(SHAPE))).isEqualTo(last(10, minute));
      }
      if (minute >= 60 && minute % 15 == 14) {
        assertThat(recent.hourStart()).isEqualTo(minute - 59);
        assertThat(recent.hour().orElse(new WindowSummary(SHAPE))).isEqualTo(last(60, minute));
      }
    }
  }

  private WindowSummary last(int minutes, long until) {
    WindowSummary merged = new WindowSummary(SHAPE);
    all.subMap(until - minutes + 1, true, until, true).values().forEach(merged::mergeFrom);
    return merged;
  }

  private WindowSummary window(Random random, long minute) {
    WindowSummary summary = new WindowSummary(SHAPE);
    for (int i = random.nextInt(5); i >= 0; i--) {
      features.clear();
      features.startMicros = minute * 60_000_000L + i;
      features.client(0, 0xffff_0000_0000L | random.nextInt(100));
      byte[] target = {'/', (byte) ('a' + random.nextInt(20))};
      features.target(target, 0, target.length);
      features.status(200);
      summary.record(features);
    }
    return summary;
  }
}
