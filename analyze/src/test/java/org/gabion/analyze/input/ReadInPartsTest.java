package org.gabion.analyze.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gabion.analyze.input.ChunkedInputsTest.day;
import static org.gabion.analyze.input.ChunkedInputsTest.gzip;
import static org.gabion.analyze.input.ChunkedInputsTest.inputs;
import static org.gabion.analyze.input.ChunkedInputsTest.open;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.gabion.analyze.input.ChunkedInputsTest.Texts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ReadInPartsTest {
  @TempDir Path folder;

  @Test
  void readInParts_slowConsumer_takesAllInOrderAndNoChunkRunsAhead() throws IOException {
    Path log = Files.writeString(folder.resolve("a.log"), day(21, 2_000));
    AtomicInteger waiting = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<String> taken = new ArrayList<>();
    try (InputFiles files = open(log.toString());
        Inputs inputs = inputs(files, new Shape(8_192, 400), 2)) {
      inputs.<List<String>>readInParts(
          Inputs.ALL,
          (source, chunk, parts) -> {
            Texts texts = new Texts();
            chunk.lines(texts);
            for (String line : texts.lines) {
              most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
              parts.add(List.of(line));
            }
            return List.of();
          },
          (file, part) -> {
            taken.addAll(part);
            waiting.addAndGet(-part.size());
          });
    }
    assertThat(taken).containsExactlyElementsOf(day(21, 2_000).lines().toList());
    // Of each of two chunks one part is waiting and one is held; one more is being taken.
    assertThat(most.get()).isLessThanOrEqualTo(6);
  }

  @Test
  @Timeout(30)
  void readInParts_consumerThatFails_endsAllWorkers() throws IOException {
    Path log = Files.writeString(folder.resolve("a.log"), day(21, 2_000));
    try (InputFiles files = open(log.toString());
        Inputs inputs = inputs(files, new Shape(8_192, 400), 3)) {
      assertThatThrownBy(
              () ->
                  inputs.<Integer>readInParts(
                      Inputs.ALL,
                      (source, chunk, parts) -> {
                        for (int i = 0; i < 100; i++) {
                          parts.add(i);
                        }
                        return 100;
                      },
                      (file, part) -> {
                        if (part == 50) {
                          throw new IOException("no room");
                        }
                      }))
          .isInstanceOf(IOException.class)
          .hasMessage("no room");
    }
  }

  @Test
  void read_inputsOfWhichOneGrowsSlowly_showAllLinesAndItsInShortChunks() throws IOException {
    StringBuilder slow = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      slow.append(
          "192.0.2.1 - - [%02d/Nov/2026:%02d:00:00 +0000] \"GET /slow%d HTTP/1.1\" 200 12 \"-\" \"A\"\n"
              .formatted(1 + i / 67 % 30, i % 67 * 23 / 66, i));
    }
    Path quiet = Files.writeString(folder.resolve("quiet.log"), slow);
    Path packed = Files.write(folder.resolve("quiet.gz"), gzip(slow.toString()));
    StringBuilder fast = new StringBuilder();
    for (int day = 10; day < 29; day++) {
      fast.append(day(day, 3_000));
    }
    Path busy = Files.writeString(folder.resolve("busy.log"), fast);
    for (Path other : List.of(quiet, packed)) {
      List<Integer> lengths = new ArrayList<>();
      List<String> lines = new ArrayList<>();
      try (InputFiles files = open(busy.toString(), other.toString());
          Inputs inputs = inputs(files, new Shape(1 << 19, 400), 2)) {
        inputs.read(
            (source, chunk) -> {
              Texts texts = new Texts();
              chunk.lines(texts);
              return texts.lines;
            },
            (file, found) -> {
              lines.addAll(found);
              if (file == 1 && !found.isEmpty()) {
                lengths.add(found.size());
              }
            });
      }
      assertThat(lines)
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(slow.toString().lines(), fast.toString().lines()).toList());
      assertThat(lengths).hasSizeGreaterThan(1).allMatch(length -> length < 900);
    }
  }
}
