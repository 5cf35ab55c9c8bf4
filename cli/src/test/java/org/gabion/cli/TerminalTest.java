package org.gabion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.gabion.analyze.report.TextReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
  private static int nobody() {
    throw new AssertionError("the terminal is asked though it need not be");
  }

  @Test
  void style_fileOrPipe_isPlainWhateverTheEnvironmentSays() {
    Map<String, String> environment = Map.of("COLUMNS", "150", "TERM", "xterm-256color");
    assertThat(new Terminal(false, environment, TerminalTest::nobody).style())
        .isEqualTo(TextReport.Style.PLAIN);
  }

  @Test
  void style_terminal_hasItsWidthAndColours() {
    assertThat(new Terminal(true, Map.of("TERM", "xterm"), () -> 120).style())
        .isEqualTo(new TextReport.Style(120, true));
  }

  @ParameterizedTest
  @CsvSource({"100, 100", "40, 72", "9999, 200", "0, 80", "wide, 80", "'', 80", "-5, 80"})
  void style_columns_goBeforeTheTerminalsWidthIfTheyAreANumber(String columns, int width) {
    assertThat(new Terminal(true, Map.of("COLUMNS", columns), () -> 80).style().width())
        .isEqualTo(width);
  }

  @Test
  void style_noColor_isHonouredIfItIsNotEmpty() {
    assertThat(colour(Map.of("NO_COLOR", "1"))).isFalse();
    assertThat(colour(Map.of("NO_COLOR", "0"))).isFalse();
    assertThat(colour(Map.of("NO_COLOR", ""))).isTrue();
    assertThat(colour(Map.of("TERM", "dumb"))).isFalse();
  }

  private static boolean colour(Map<String, String> environment) {
    return new Terminal(true, environment, () -> 80).style().colour();
  }
}
