package org.gabion.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowRecorder;
import org.gabion.core.window.WindowSummary;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The load-bearing idea: however traffic was split among recorders, and in whatever order their
/// windows are merged, the same is found at the same times with the same signatures.
class SplitTrafficTest {
  private static final KeyedHash HASH = new KeyedHash(11, 12);
  // Samples far smaller than the traffic, so that every sketch has to drop.
  private static final WindowConfig SHAPE = new WindowConfig(60_000_000L, 128, 256, 128, 5);

  private static final List<Traffic.Visit> VISITS =
      new Traffic(21)
          .readers(0, 150, 12)
          .flood(90, 7, 20, "/search?q=a")
          .crowd(120, 12, 120, "/breaking")
          .inOrder();

  private static final Outcome WHOLE = outcome(1, visit -> 0, 1);

  private record Outcome(List<Window> windows, List<Finding> findings) {}

  static Stream<Named<ToIntFunction<Integer>>> splits() {
    Random random = new Random(5);
    int[] drawn = random.ints(VISITS.size(), 0, 4).toArray();
    return Stream.of(
        Named.of("by event loop, at random", i -> drawn[i]),
        Named.of("by chunk of a file", i -> i * 4 / VISITS.size()),
        Named.of("by edge, by the client's address", i -> (int) (VISITS.get(i).address() % 4)),
        Named.of("by what is asked", i -> (VISITS.get(i).target().hashCode() & 0x7fff_ffff) % 4),
        Named.of("request by request", i -> i % 4));
  }

  @ParameterizedTest
  @MethodSource("splits")
  void tellsTheSame(ToIntFunction<Integer> part) {
    for (long order = 2; order < 5; order++) {
      Outcome split = outcome(4, part, order);
      assertThat(split.windows).isEqualTo(WHOLE.windows);
      assertThat(split.findings).isEqualTo(WHOLE.findings);
    }
  }

  @Test
  void hasFoundSomethingToBeEqual() {
    assertThat(WHOLE.findings).extracting(Finding::kind).contains(Kind.FLOOD, Kind.FLASH_CROWD);
    assertThat(WHOLE.findings)
        .filteredOn(finding -> finding.kind() == Kind.FLOOD)
        .allSatisfy(finding -> assertThat(finding.signatures()).isNotEmpty());
  }

  private static Outcome outcome(int parts, ToIntFunction<Integer> part, long order) {
    List<List<Traffic.Visit>> split = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      split.add(new ArrayList<>());
    }
    for (int i = 0; i < VISITS.size(); i++) {
      split.get(part.applyAsInt(i)).add(VISITS.get(i));
    }
    List<Window> windows = new ArrayList<>();
    for (List<Traffic.Visit> visits : split) {
      WindowRecorder recorder = new WindowRecorder(SHAPE);
      Traffic.feed(visits, HASH, recorder::record);
      windows.addAll(recorder.closeAll());
    }
    Collections.shuffle(windows, new Random(order));
    return step(merge(windows));
  }

  private static List<Window> merge(List<Window> parts) {
    TreeMap<Long, WindowSummary> merged = new TreeMap<>();
    for (Window window : parts) {
      merged
          .computeIfAbsent(window.index(), index -> new WindowSummary(SHAPE))
          .mergeFrom(window.summary());
    }
    return merged.entrySet().stream()
        .map(entry -> new Window(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Outcome step(List<Window> windows) {
    DetectionPipeline pipeline = new DetectionPipeline(SHAPE, 1024);
    windows.forEach(pipeline::step);
    return new Outcome(windows, pipeline.finish());
  }
}
