package org.gabion.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.gabion.core.request.Features;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowRecorder;
import org.junit.jupiter.api.Test;

class WindowMergerTest {
  private static final long MINUTE = 60_000_000L;
  private static final long BOUND = 1 << 20;
  private static final OptionalLong GOES_ON = OptionalLong.empty();

  private final List<Window> told = new ArrayList<>();
  private final WindowMerger merger = new WindowMerger(BOUND, told::add);
  private final Features features = new Features(new KeyedHash(1, 2));

  @Test
  void add_requestsInNoOrder_holdsNoMoreThanTheBoundAndCountsWhatIsLate() {
    Random random = new Random(5);
    long late = 0;
    for (int chunk = 0; chunk < 50; chunk++) {
      long[] minutes = random.longs(200, 0, 500_000).toArray();
      late += merger.add(windows(minutes), OptionalLong.of(0));
      assertThat(merger.bytesHeld()).isLessThanOrEqualTo(BOUND);
    }
    merger.finish();
    assertThat(merger.bytesHeld()).isZero();
    assertThat(late).isGreaterThan(5_000);
    assertThat(requests() + late).isEqualTo(10_000);
    assertThat(told).extracting(Window::index).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void add_quietLogInOrder_losesNothingWhateverIsHeld() {
    for (long chunk = 0; chunk < 50; chunk++) {
      long[] minutes = new long[200];
      for (int i = 0; i < minutes.length; i++) {
        minutes[i] = 3 * (200 * chunk + i);
      }
      // In two parts, as a chunk that has many windows comes.
      long[] first = Arrays.copyOf(minutes, 150);
      long[] rest = Arrays.copyOfRange(minutes, 150, 200);
      assertThat(merger.add(windows(first), OptionalLong.of(first[0]))).isZero();
      assertThat(merger.add(windows(rest), GOES_ON)).isZero();
      assertThat(merger.bytesHeld()).isLessThanOrEqualTo(BOUND);
    }
    merger.finish();
    assertThat(requests()).isEqualTo(10_000);
  }

  @Test
  void add_whatEndedWellBeforeTheChunk_isHandedOn() {
    merger.add(windows(100, 101, 102), OptionalLong.of(100));
    assertThat(told).isEmpty();
    merger.add(windows(107, 108), OptionalLong.of(107));
    assertThat(told).extracting(Window::index).containsExactly(100L, 101L);
    assertThat(merger.add(windows(101, 102), OptionalLong.of(101))).isEqualTo(1);
  }

  @Test
  void add_chunkThatIsLongInTime_doesNotCloseWhatOthersStillTellOf() {
    merger.add(windows(0, 1_000, 2_000, 3_000), OptionalLong.of(0));
    assertThat(merger.add(windows(10, 11, 12), OptionalLong.of(10))).isZero();
    merger.finish();
    assertThat(requests()).isEqualTo(7);
  }

  @Test
  void add_lineFarAhead_closesNothing() {
    merger.add(windows(10, 11, 900_000), OptionalLong.of(10));
    assertThat(merger.add(windows(11, 12, 13), OptionalLong.of(11))).isZero();
    merger.finish();
    assertThat(told).extracting(Window::index).containsExactly(10L, 11L, 12L, 13L, 900_000L);
  }

  private long requests() {
    return told.stream().mapToLong(window -> window.summary().requests()).sum();
  }

  private List<Window> windows(long... minutes) {
    WindowRecorder recorder = new WindowRecorder(WindowConfig.minutes(1));
    for (long minute : minutes) {
      features.clear();
      features.startMicros = minute * MINUTE;
      features.client(0, minute);
      recorder.record(features);
    }
    return recorder.closeAll();
  }
}
