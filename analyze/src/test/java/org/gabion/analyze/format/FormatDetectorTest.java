package org.gabion.analyze.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gabion.analyze.format.FormatDetector.Line;
import org.junit.jupiter.api.Test;

class FormatDetectorTest {
  private static final Map<String, String> ONE_EACH =
      Map.of(
          "combined",
          "192.0.2.1 - - [01/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"x\"",
          "haproxy",
          "192.0.2.1:4711 [01/Nov/2026:10:00:00.123] web app/one 0/0/0/1/1 200 1 - - ----"
              + " 1/1/0/0/0 0/0 \"GET / HTTP/1.1\"",
          "nginx-proxy-manager",
          "[01/Nov/2026:10:00:00 +0000] - 200 200 - GET https example.org \"/\" [Client 192.0.2.1]"
              + " [Length 5] [Gzip -] [Sent-to app] \"x\" \"-\"",
          "npmplus",
          "[01/Nov/2026:10:00:00 +0000] example.org 192.0.2.1 0.002 \"GET / HTTP/1.1\" 200 5 90 -"
              + " An agent/1.0",
          "zoraxy",
          "2026/11/01 10:00:00 [2026-11-01 10:00:00.000001] [router:host-http] [origin:example.org]"
              + " [client: 192.0.2.1] [useragent: An agent/1.0] GET / 200",
          "envoy-text",
          "[2026-11-01T10:00:00.000Z] \"GET / HTTP/2\" 200 - 0 5 2 1 \"192.0.2.1\" \"x\" \"id\""
              + " \"example.org\" \"192.0.2.9:80\"");

  private static Line line(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return new Line(Arrays.copyOf(bytes, bytes.length + 16), bytes.length);
  }

  @Test
  void lines_ofEachTextFormat_areFoundAndOfNoOther() {
    ONE_EACH.forEach(
        (name, text) -> {
          FormatDetector.Detected found = FormatDetector.detect(List.of(line(text)));
          assertThat(found.best().format().name()).isEqualTo(name);
          assertThat(found.isSure()).isTrue();
          assertThat(found.runnerUp().read()).as(name).isZero();
        });
  }

  @Test
  void lines_ofTwoFormats_giveTheCommonerAndTheNext() {
    Line combined = line(ONE_EACH.getOrDefault("combined", ""));
    Line zoraxy = line(ONE_EACH.getOrDefault("zoraxy", ""));
    FormatDetector.Detected found = FormatDetector.detect(List.of(zoraxy, combined, zoraxy));
    assertThat(found.best().format().name()).isEqualTo("zoraxy");
    assertThat(found.runnerUp().format().name()).isEqualTo("combined");
    assertThat(found.reason()).contains("2 of 3").contains("combined read 1");
  }

  @Test
  void lines_ofNoFormat_areNotGuessed() {
    FormatDetector.Detected found =
        FormatDetector.detect(List.of(line("what is this"), line("\0\0"), line("")));
    assertThat(found.isSure()).isFalse();
    assertThat(found.best().read()).isZero();
  }
}
