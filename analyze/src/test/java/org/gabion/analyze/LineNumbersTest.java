package org.gabion.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.gabion.analyze.input.InputException;
import org.gabion.analyze.input.Spool;
import org.gabion.analyze.report.JsonWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineNumbersTest {
  @TempDir Path folder;

  @Test
  void of_moreThanMayBeHeld_areAllNumbersInOrderFromTheFile() throws IOException {
    List<Long> expected = new ArrayList<>();
    List<Long> second = new ArrayList<>();
    try (LineNumbers numbers = new LineNumbers(2, new Spool(folder, 1), 4_096)) {
      long[] next = {1, 10_000_000_000L};
      Random random = new Random(3);
      // Two inputs take turns, as two servers' logs of one day do.
      for (int chunk = 0; chunk < 40; chunk++) {
        int input = chunk % 2;
        long[] lines = new long[20_000];
        for (int i = 0; i < lines.length; i++) {
          next[input] += 1 + (random.nextInt(50) == 0 ? random.nextInt(1 << 20) : 0);
          lines[i] = next[input];
        }
        int count = chunk == 7 ? 0 : lines.length - chunk;
        numbers.add(0, input, lines, count);
        (input == 0 ? expected : second).addAll(boxed(lines, count));
      }
      numbers.add(1, 0, new long[] {4, 9}, 2);
      expected.addAll(second);

      assertThat(numbers.written()).isGreaterThan(400_000);
      List<Long> told = numbers.of(0);
      assertThat(told).hasSize(expected.size()).isSorted().isEqualTo(expected);
      assertThat(told.get(123_456)).isEqualTo(expected.get(123_456));
      assertThat(told.get(3)).isEqualTo(expected.get(3));
      assertThat(numbers.of(1)).containsExactly(4L, 9L);
      StringBuilder json = new StringBuilder();
      new JsonWriter(json).open().numbers("lines", told);
      assertThat(json.chars().filter(c -> c == ',').count()).isEqualTo(expected.size() - 1);
      assertThat(json).endsWith(expected.getLast() + "]");
    }
  }

  @Test
  void of_few_needNoFile() throws IOException {
    LineNumbers numbers = new LineNumbers(1, new Spool(folder.resolve("none"), 1), 4_096);
    numbers.add(0, 3, new long[] {7, 8, 1_000}, 3);
    numbers.close();
    assertThat(numbers.of(0)).containsExactly(7L, 8L, 1_000L);
    assertThat(numbers.written()).isZero();
  }

  @Test
  void add_noRoomForTheFile_saysWhereAndWhatToDo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    try (LineNumbers numbers = new LineNumbers(1, new Spool(file, 1), 1)) {
      assertThatThrownBy(() -> numbers.add(0, 0, new long[] {1, 2, 3}, 3))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("TMPDIR");
    }
  }

  private static List<Long> boxed(long[] lines, int count) {
    List<Long> boxed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boxed.add(lines[i]);
    }
    return boxed;
  }
}
