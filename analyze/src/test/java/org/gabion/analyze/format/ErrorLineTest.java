package org.gabion.analyze.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorLineTest {
  private final LogRecord record = new LogRecord();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026/11/21 10:00:05 [error] 12#12: *7 open() \"/x\" failed, client: 192.0.2.1",
        "2026/11/21 10:00:06 [notice] 1#1: signal process started",
        "[Sat Nov 21 10:00:07.123456 2026] [core:error] [pid 9:tid 1] [client 192.0.2.9:47] AH1",
        "[Sat Nov 21 10:00:07 2026] [error] [client 192.0.2.9] File does not exist: /x",
        "<187>Nov 21 10:00:05 web nginx: 2026/11/21 10:00:05 [error] 12#12: *7 x"
      })
  void parse_lineOfAnErrorLog_isNoRequestToAnyServersFormat(String line) {
    for (LogFormat format : new LogFormat[] {new CombinedFormat(), new NginxJsonFormat()}) {
      assertThat(ParsedLine.parse(format.parser(), line, record))
          .as(format.name())
          .isEqualTo(LineOutcome.NO_REQUEST);
    }
    LogFormat npm = FormatDetector.named("nginx-proxy-manager").orElseThrow();
    assertThat(ParsedLine.parse(npm.parser(), line, record)).isEqualTo(LineOutcome.NO_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026/11/21 10:00:05 error",
        "2026/11/21 [error]",
        "[Sat Nov 21 10:00:07 2026 and then nothing of a log",
        "[Sat Nov 21 10:00:07 2026] error",
        "192.0.2.1 - - 2026/11/21 10:00:05 [error]"
      })
  void parse_otherLines_areNotTakenForOne(String line) {
    assertThat(ParsedLine.parse(new CombinedFormat().parser(), line, record))
        .isNotIn(LineOutcome.NO_REQUEST, LineOutcome.PARSED);
  }

  @Test
  void parse_errorLineWithANul_isBinary() {
    String line = "2026/11/21 10:00:05 [error] 12#12: \0\0";
    assertThat(ParsedLine.parse(new CombinedFormat().parser(), line, record))
        .isEqualTo(LineOutcome.BINARY);
  }
}
