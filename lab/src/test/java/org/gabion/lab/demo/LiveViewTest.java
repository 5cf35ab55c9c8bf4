package org.gabion.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LiveViewTest {
  private final StringWriter text = new StringWriter();
  private final PrintWriter out = new PrintWriter(text);

  @Test
  void of_dumbTerminal_isLines() {
    assertThat(LiveView.of(out, Map.of("TERM", "dumb"))).isInstanceOf(LineView.class);
    assertThat(LiveView.of(out, Map.of())).isInstanceOf(LineView.class);
  }

  @Test
  void lines_twoFramesInOneSecond_areOneLineWithoutControlCharacters() {
    LiveView view = new LineView(out);
    view.show(moment(7_100, true, "turns away 3985/s too many from one address"));
    view.show(moment(7_600, true, "turns away 3985/s too many from one address"));
    view.show(moment(8_100, true, "turns away 3985/s too many from one address"));
    List<String> lines = text.toString().lines().toList();
    assertThat(lines).hasSize(4); // what the guard does, the phase, two seconds
    assertThat(lines).allMatch(line -> line.length() <= 80);
    assertThat(text.toString()).doesNotContain("\033");
    assertThat(lines.getLast()).contains("readers  98%").contains("3985");
  }

  @Test
  void screen_withoutColour_movesTheCursorOnly() {
    LiveView view = new ScreenView(out, false, false);
    view.show(moment(7_100, true, "calm"));
    int lines = (int) text.toString().lines().count();
    view.show(moment(7_600, true, "calm"));
    assertThat(text.toString()).contains("\033[" + lines + "A").doesNotContain("\033[32m");
    assertThat(text.toString().chars()).allMatch(c -> c < 128);
  }

  @Test
  void screen_anyMoment_fitsEightyColumns() {
    LiveView view = new ScreenView(out, true, true);
    view.show(moment(3_600_000, true, "turns away " + "very ".repeat(40)));
    view.show(moment(3_601_000, false, ""));
    String bare = text.toString().replaceAll("\033\\[[0-9;]*[A-Za-z]", "");
    assertThat(bare.lines()).allMatch(line -> line.length() <= 80, "at most 80 columns");
  }

  private static Moment moment(long elapsedMillis, boolean guarded, String guardDoes) {
    return new Moment(
        guarded,
        true,
        Duration.ofMillis(elapsedMillis),
        Duration.ofSeconds(60),
        60,
        59,
        1_234.5,
        123_456,
        3_985,
        15,
        21,
        12_345,
        0.98,
        guardDoes,
        Collections.nCopies(500, 0.98));
  }
}
