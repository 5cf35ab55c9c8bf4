package org.gabion.guard.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.gabion.core.request.ClientKey;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class AsciiTest {
  private static final long SEED = Long.getLong("gabion.seed", System.nanoTime());
  private static final JsonMapper JSON = new JsonMapper();
  private final byte[] to = new byte[4096];

  private String text(int end) {
    return new String(to, 0, end, StandardCharsets.US_ASCII);
  }

  @Test
  void number_edgesAndRandom_asLongToString() {
    long[] edges = {
      0,
      1,
      9,
      10,
      99,
      100,
      999,
      1000,
      -1,
      -10,
      Long.MAX_VALUE,
      Long.MAX_VALUE - 1,
      Long.MIN_VALUE,
      Long.MIN_VALUE + 1
    };
    for (long edge : edges) {
      assertThat(text(Ascii.number(to, 0, edge))).isEqualTo(Long.toString(edge));
    }
    Random random = new Random(SEED);
    long power = 1;
    for (int i = 0; i < 19; i++, power *= 10) {
      for (long value : new long[] {power - 1, power, power + 1, random.nextLong()}) {
        assertThat(text(Ascii.number(to, 0, value))).isEqualTo(Long.toString(value));
      }
    }
  }

  @Test
  void escaped_everyByteAtEveryOffset_readsBackAsLatin1() {
    for (int c = 0; c < 256; c++) {
      for (int offset = 0; offset < 17; offset++) {
        byte[] from = "abcdefghijklmnopq".getBytes(StandardCharsets.US_ASCII);
        from[offset] = (byte) c;
        to[0] = '"';
        int end = Ascii.escaped(to, 1, from, 0, from.length);
        to[end] = '"';
        String read = JSON.readTree(text(end + 1)).stringValue();
        assertThat(read.getBytes(StandardCharsets.ISO_8859_1))
            .as("byte %d at %d", c, offset)
            .isEqualTo(from);
      }
    }
  }

  @Test
  void escaped_randomBytes_neverOutgrowTheirBound() {
    Random random = new Random(SEED);
    for (int i = 0; i < 2000; i++) {
      byte[] from = new byte[random.nextInt(200)];
      random.nextBytes(from);
      int end = Ascii.escaped(to, 0, from, 0, from.length);
      assertThat(end).isLessThanOrEqualTo(Ascii.MAX_ESCAPED * from.length);
      assertThat(
              JSON.readTree("\"" + text(end) + "\"")
                  .stringValue()
                  .getBytes(StandardCharsets.ISO_8859_1))
          .as("seed %d", SEED)
          .isEqualTo(from);
    }
  }

  @Test
  void address_randomAddresses_asClientKeyWritesThem() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      long mask = 0;
      for (int g = 0; g < 8; g++) {
        mask = mask << 8 | (random.nextBoolean() ? 0xff : 0);
      }
      ClientKey key =
          i % 3 == 0
              ? ClientKey.ofIpv4(random.nextInt())
              : ClientKey.ofIpv6(
                  random.nextLong() & spread(mask >>> 32), random.nextLong() & spread(mask));
      assertThat(text(Ascii.address(to, 0, key))).as("seed %d", SEED).isEqualTo(key.toString());
    }
  }

  private static long spread(long mask) {
    long wide = 0;
    for (int g = 0; g < 4; g++) {
      wide = wide << 16 | ((mask >>> (8 * g) & 1) == 0 ? 0 : 0xffff);
    }
    return wide;
  }
}
