package org.gabion.guard.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gabion.guard.GuardConfig;
import org.junit.jupiter.api.Test;

class OriginGroupTest {
  private static final long SECOND = 1_000_000_000L;

  private static OriginGroup group(int origins) {
    Duration some = Duration.ofSeconds(1);
    List<GuardConfig.Origin> addresses =
        IntStream.range(0, origins)
            .<GuardConfig.Origin>mapToObj(
                i -> new GuardConfig.Origin.Tcp("127.0.0." + (i + 1), 80, false))
            .toList();
    return new OriginGroup(
        new GuardConfig.Origins(
            addresses,
            true,
            some,
            some,
            some,
            some,
            1,
            1,
            3,
            Duration.ofSeconds(5),
            Optional.empty(),
            true,
            Optional.empty()),
        name -> 0);
  }

  private static void fail(OriginState origin, int times, long now) {
    for (int i = 0; i < times; i++) {
      origin.failed(now, "refused");
    }
  }

  @Test
  void down_fewerFailuresThanTheThreshold_isNot() {
    OriginGroup group = group(1);
    fail(group.origins().getFirst(), 2, 0);
    assertThat(group.down(0)).isFalse();
  }

  @Test
  void down_pastTheDownTime_letsOneTryThroughEachTime() {
    OriginGroup group = group(1);
    OriginState origin = group.origins().getFirst();
    fail(origin, 3, 0);
    assertThat(group.down(0)).isTrue();
    assertThat(group.down(5 * SECOND - 1)).isTrue();
    assertThat(group.down(5 * SECOND)).as("the try").isFalse();
    assertThat(group.down(5 * SECOND)).as("everybody else").isTrue();
    assertThat(group.down(10 * SECOND)).as("the next try, the first has not come back").isFalse();
    fail(origin, 1, 11 * SECOND);
    assertThat(group.down(16 * SECOND - 1)).isTrue();
    assertThat(origin.answered()).isTrue();
    assertThat(group.down(16 * SECOND - 1)).isFalse();
    assertThat(origin.answered()).isFalse();
  }

  @Test
  void down_oneOfTwo_isNot() {
    OriginGroup group = group(2);
    fail(group.origins().getFirst(), 3, 0);
    assertThat(group.down(0)).isFalse();
    fail(group.origins().getLast(), 3, 0);
    assertThat(group.down(0)).isTrue();
  }

  /// A check with a wrong path says nothing of what readers get.
  @Test
  void down_activeCheckAlone_isNot() {
    OriginGroup group = group(1);
    OriginState origin = group.origins().getFirst();
    origin.checked(false);
    assertThat(origin.up(0)).isFalse();
    assertThat(group.down(0)).isFalse();
    fail(origin, 3, 0);
    assertThat(group.down(0)).isTrue();
    origin.checked(true);
    assertThat(group.down(0)).isFalse();
  }
}
