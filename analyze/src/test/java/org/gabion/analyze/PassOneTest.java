package org.gabion.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.gabion.analyze.format.CombinedFormat;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.input.LineSink;
import org.gabion.core.request.Features;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowConfig;
import org.junit.jupiter.api.Test;

class PassOneTest {
  private static final int LINES = 9_000;
  private static final long MOST_BYTES = 12 << 20;

  @Test
  void line_windowForEach_comesInPartsOfBoundedSize() {
    List<PassOne.Result> parts = new ArrayList<>();
    PassOne pass =
        new PassOne(
            new QuietChunk(),
            new Features(new KeyedHash(1, 2)),
            WindowConfig.minutes(1),
            parts::add);
    for (int i = 0; i < LINES; i++) {
      byte[] line = line(i);
      pass.line(Arrays.copyOf(line, line.length + 64), 0, line.length);
    }
    byte[] broken = "no request".getBytes(StandardCharsets.UTF_8);
    pass.line(Arrays.copyOf(broken, broken.length + 64), 0, broken.length);
    parts.add(pass.finish());

    assertThat(parts).hasSizeGreaterThan(3);
    assertThat(parts)
        .allSatisfy(
            part ->
                assertThat(
                        part.windows().stream()
                            .mapToLong(window -> window.summary().bytesHeld())
                            .sum())
                    .isLessThan(MOST_BYTES));
    assertThat(parts.stream().mapToLong(PassOne.Result::lines).sum()).isEqualTo(LINES + 1);
    assertThat(parts.stream().mapToLong(PassOne.Result::parsed).sum()).isEqualTo(LINES);
    assertThat(parts.stream().flatMap(part -> part.windows().stream()).map(Window::index))
        .hasSize(LINES)
        .isSorted();
    assertThat(parts.stream().mapToLong(part -> part.assetKeys().length).sum()).isEqualTo(LINES);
    assertThat(parts.stream().filter(part -> !part.rejected().isEmpty())).hasSize(1);
    assertThat(parts.getFirst().begin()).isEqualTo(OptionalLong.of(42));
    assertThat(parts.stream().skip(1).map(PassOne.Result::begin))
        .containsOnly(OptionalLong.empty());
    assertThat(parts.getFirst().first().orElseThrow().line()).isEqualTo(line(0));
    assertThat(pass.firstMicros()).isEqualTo(time(0).getEpochSecond() * 1_000_000);
    assertThat(pass.lastMicros()).isEqualTo(time(LINES - 1).getEpochSecond() * 1_000_000);
  }

  private static Instant time(int i) {
    return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(120L * i);
  }

  private static byte[] line(int i) {
    return String.format(
            Locale.ROOT,
            "10.0.%d.%d - - [%s +0000] \"GET /a%d.css HTTP/1.1\" 200 5 \"-\" \"A\"",
            i / 250,
            i % 250,
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC)
                .format(time(i)),
            i)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static final class QuietChunk implements Inputs.Chunk {
    @Override
    public long firstLine() {
      return 0;
    }

    @Override
    public long beginMicros() {
      return 42;
    }

    @Override
    public LineParser parser() {
      return new CombinedFormat().parser();
    }

    @Override
    public void lines(LineSink sink) {
      // The test shows them.
    }

    @Override
    public void linesInTime(LineSink sink) {
      lines(sink);
    }

    @Override
    public void strayed(long[] lines) {
      assertThat(lines).isEmpty();
    }

    @Override
    public void covers(long firstMicros, long lastMicros) {
      // Nobody reads it again.
    }
  }
}
