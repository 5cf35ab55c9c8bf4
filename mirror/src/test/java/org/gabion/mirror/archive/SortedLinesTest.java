package org.gabion.mirror.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lines come out in order, whether they fit into memory or not.
final class SortedLinesTest {
  @TempDir Path temp;

  @Test
  void writeTo_ofLinesThatDoNotFitIntoMemory_isInOrder() throws Exception {
    for (long memory : new long[] {100, 5000, 1 << 20}) {
      Random random = new Random(memory);
      List<String> expected = new ArrayList<>();
      SortedLines lines = new SortedLines(temp, memory);
      for (int i = 0; i < 1000; i++) {
        String line = "org,example)/" + random.nextInt(500) + " " + i;
        expected.add(line);
        lines.add(line);
      }
      Collections.sort(expected);
      ByteArrayOutputStream out = new ByteArrayOutputStream();

      lines.writeTo(out);

      assertThat(out.toString(StandardCharsets.US_ASCII))
          .isEqualTo(String.join("\n", expected) + "\n");
    }
  }
}
