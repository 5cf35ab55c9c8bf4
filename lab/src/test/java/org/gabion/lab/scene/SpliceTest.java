package org.gabion.lab.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SpliceTest {
  private static byte[] log(String address, String zone, String... times) {
    StringBuilder text = new StringBuilder();
    for (String time : times) {
      text.append(address)
          .append(" - - [05/Feb/2026:")
          .append(time)
          .append(' ')
          .append(zone)
          .append("] \"GET /a[1] HTTP/1.1\" 200 5\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void of_twoLogs_putsTheSecondAtTheMiddleWithShiftedTimes() throws IOException {
    byte[] calm = log("192.0.2.1", "+0000", "10:00:00", "10:00:10", "10:00:20", "10:00:22");
    byte[] storm = log("198.51.100.7", "+0200", "23:59:59", "23:59:59", "23:59:59");

    LabelledLog spliced = Splice.of(calm, storm);

    assertThat(spliced.waves()).containsExactly(0, 0, 0, 1, 1, 1, 0);
    assertThat(new String(spliced.bytes(), StandardCharsets.US_ASCII).lines().toList().get(3))
        .isEqualTo("198.51.100.7 - - [05/Feb/2026:12:00:20 +0200] \"GET /a[1] HTTP/1.1\" 200 5");
  }

  @Test
  void of_attackThatLasts_takesTurnsWithTheLog() throws IOException {
    byte[] calm = log("192.0.2.1", "+0000", "10:00:00", "10:00:10", "10:00:20");
    byte[] storm = log("198.51.100.7", "+0000", "01:00:00", "01:00:05", "01:01:00");

    LabelledLog spliced = Splice.of(calm, storm);

    assertThat(spliced.waves()).containsExactly(0, 0, 1, 1, 0, 1);
    Truth.Wave wave = spliced.truth().waves().get(0);
    assertThat(wave.toMicros() - wave.fromMicros()).isEqualTo(60_000_000);
    assertThat(wave.lines()).isEqualTo(3);
  }

  @Test
  void of_emptyLog_isRefused() {
    assertThatIOException().isThrownBy(() -> Splice.of(new byte[0], log("192.0.2.1", "+0000")));
  }
}
