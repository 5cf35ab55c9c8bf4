package org.gabion.guard.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RefusalIdTest {
  private static final long SEED = Long.getLong("gabion.seed", System.nanoTime());

  @Test
  void parse_whatTextWrote_givesTheNumber() {
    Random random = new Random(SEED);
    for (int i = 0; i < 1000; i++) {
      long id = 1 + random.nextLong((1L << RefusalId.BITS) - 1);
      String text = RefusalId.text(id);
      assertThat(text).hasSize(RefusalId.LENGTH).doesNotContain("I", "L", "O", "U");
      assertThat(RefusalId.parse(text)).as("seed %d", SEED).hasValue(id);
      assertThat(
              RefusalId.parse(
                  text.toLowerCase(Locale.ROOT).substring(0, 5) + "-" + text.substring(5)))
          .hasValue(id);
    }
  }

  @Test
  void parse_lettersThatLookAlike_areRead() {
    assertThat(RefusalId.parse("oO1iIlL000")).isEqualTo(RefusalId.parse("0011111000"));
  }

  @Test
  void parse_anythingElse_isEmpty() {
    for (String text :
        new String[] {
          "",
          "123",
          "12345678901",
          "U234567890",
          "123456789\u00e9",
          "0000000000",
          "../../../x",
          "\u0131234567890"
        }) {
      assertThat(RefusalId.parse(text)).as(text).isEmpty();
    }
  }
}
