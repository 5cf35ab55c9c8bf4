package org.gabion.guard.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.gabion.core.journal.Event;
import org.junit.jupiter.api.Test;

final class RepeatsTest {
  private final List<String> told = new ArrayList<>();
  private final Repeats repeats =
      new Repeats(
          (event, millis, repeated) -> told.add(event.name() + " " + millis + " +" + repeated));

  @Test
  void flush_windowOver_tellsTheLatestWithItsNumber() {
    repeats.take(new Event.AccessLogDropped(1), 0);
    repeats.take(new Event.AccessLogDropped(2), 100);
    repeats.take(new Event.AccessLogDropped(3), 200);
    repeats.flush(Repeats.WINDOW_MILLIS - 1);
    assertThat(told).containsExactly("access-log.dropped 0 +0");
    repeats.flush(Repeats.WINDOW_MILLIS);
    assertThat(told).containsExactly("access-log.dropped 0 +0", "access-log.dropped 200 +1");
    repeats.take(new Event.AccessLogDropped(4), 20_000);
    assertThat(told).hasSize(3);
  }

  @Test
  void flush_upAndDownInTurns_endsWithTheLastState() {
    for (int i = 0; i < 6; i++) {
      repeats.take(new Event.OriginDown("s", "o", "refused", 3), 10L * i);
      repeats.take(new Event.OriginUp("s", "o", 5), 10L * i + 5);
    }
    repeats.flush(60_000);
    assertThat(told)
        .containsExactly(
            "origin.down 0 +0", "origin.up 5 +0", "origin.down 50 +4", "origin.up 55 +4");
  }

  @Test
  void take_moreKindsThanWatched_tellsThemAll() {
    for (int i = 0; i < Repeats.MAX_KINDS + 50; i++) {
      repeats.take(new Event.ListReloaded("f" + i, 1), 0);
    }
    assertThat(told).hasSize(Repeats.MAX_KINDS + 50);
  }
}
