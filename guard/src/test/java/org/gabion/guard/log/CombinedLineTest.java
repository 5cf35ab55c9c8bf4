package org.gabion.guard.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import org.gabion.core.request.Request;
import org.gabion.core.window.Observation;
import org.junit.jupiter.api.Test;

final class CombinedLineTest {
  private static final long SEED = Long.getLong("gabion.seed", System.nanoTime());
  private static final Pattern LINE =
      Pattern.compile(
          "[0-9a-f.:]+ - - \\[\\d\\d/[A-Z][a-z]{2}/[-+]?\\d{4,}:\\d\\d:\\d\\d:\\d\\d \\+0000]"
              + " \"([^\"]*)\" \\d+ -?\\d+ \"[^\"]*\" \"[^\"]*\"\n");

  private final CombinedLine line = new CombinedLine();
  private final byte[] block = new byte[256 * 1024];

  private String render(Observation o) {
    return new String(block, 0, line.render(o, block, 0), StandardCharsets.US_ASCII);
  }

  @Test
  void render_browserRequest_asWebServersWriteIt() {
    assertThat(render(Observations.plain()))
        .isEqualTo(
            "203.0.113.7 - - [22/Nov/2026:19:00:00 +0000] \"GET"
                + " /articles/8231/the-long-title?page=2 HTTP/1.1\" 200 20480"
                + " \"https://www.example.org/\" \"Mozilla/5.0 (X11; Linux x86_64; rv:145.0)"
                + " Gecko/20100101 Firefox/145.0\"\n");
  }

  @Test
  void render_quotesAndControls_areEscaped() {
    Observation o = Observations.plain();
    o.request =
        Observations.request("GET /\"\\ HTTP/1.1\r\nHost: a\r\nUser-Agent: \u00e9\t\"\r\n\r\n");
    assertThat(render(o))
        .contains("\"GET /\\x22\\x5C HTTP/1.1\"")
        .endsWith("\"-\" \"\\xE9\\x09\\x22\"\n");
  }

  @Test
  void render_noRequestAtAll_isAnEmptyRequest() {
    Observation o = Observations.plain();
    o.request = new Request(0);
    assertThat(render(o)).contains(" \"\" 200 20480 \"-\" \"-\"\n");
  }

  @Test
  void render_hostileObservations_keepTheShapeAndTheBound() {
    Random random = new Random(SEED);
    for (int i = 0; i < 3000; i++) {
      Observation o = Observations.hostile(random);
      String text = render(o);
      assertThat(text).as("seed %d", SEED).matches(LINE);
      assertThat(text.length())
          .isLessThanOrEqualTo(line.bound(o))
          .isLessThanOrEqualTo(line.roughBound(o));
    }
  }
}
