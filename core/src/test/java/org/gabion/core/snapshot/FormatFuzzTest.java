package org.gabion.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Damaged documents never make a parser throw, and whatever is still accepted has no other
/// spelling: written anew, it is the same bytes. `-Dgabion.seed` repeats a run, and `-Dgabion.fuzz`
/// sets how many documents of each kind are tried.
final class FormatFuzzTest {
  private static final long SEED = Long.getLong("gabion.seed", 20_261_126L);
  private static final int TRIES = Integer.getInteger("gabion.fuzz", 100_000);

  private static final String[] NUMBERS = {
    "0",
    "1",
    "00",
    "01",
    "-1",
    "+1",
    "-0",
    "1.0",
    "1e3",
    "0x1",
    "12",
    "13",
    "255",
    "256",
    "599",
    "1048576",
    "1048577",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "4294967297",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "999999999999999",
    "1000000000000000",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "9".repeat(400),
    ""
  };

  private static final String[] TEXTS = {
    "-",
    " ",
    "  ",
    "\t",
    "\r",
    "\r\n",
    "\n",
    "\n\n",
    "\u0000",
    "\u007f",
    "\u0080",
    "\u00e9",
    "\u00ff",
    "%",
    "%2",
    "%2f",
    "%2F",
    "%41",
    "%00",
    "%5C",
    "/../",
    "/./",
    "//",
    "?",
    "&",
    "#",
    "=",
    "==",
    "1970-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "9999-12-31T23:59:59Z",
    "+10000-01-01T00:00:00Z",
    "2026-11-26T20:00:00.000Z",
    "2026-11-26T20:00:00.5Z",
    "2026-11-26T24:00:00Z",
    "2026-11-26T23:59:60Z",
    "2026-02-29T00:00:00Z",
    "2026-11-26T20:00:00+00:00",
    "2026-11-26t20:00:00z",
    "0".repeat(64),
    "A".repeat(64),
    "f".repeat(63),
    "f".repeat(65)
  };

  @ParameterizedTest
  @EnumSource
  void document_damaged_isRefusedOrHasOneSpelling(Kind kind) {
    Random random = new Random(SEED + kind.ordinal());
    byte[] sample = kind.sample();
    long accepted = 0;
    for (int i = 0; i < TRIES; i++) {
      byte[] damaged = damaged(sample, random);
      Kind.Result result = read(kind, damaged);
      if (result.encoded().isPresent()) {
        accepted++;
        assertThat(TestSite.text(result.encoded().get()))
            .as("%s, seed %s, try %s", kind, SEED, i)
            .isEqualTo(TestSite.text(damaged));
      } else {
        Parsed.Malformed<?> malformed = result.malformed().orElseThrow();
        assertThat(malformed.line()).isBetween(0, lines(damaged));
        assertThat(malformed.expected()).isNotBlank().hasSizeLessThan(5000);
        assertThat(malformed.expected().chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
      }
    }
    System.out.println(kind + ": " + accepted + " of " + TRIES + " accepted, seed " + SEED);
    // Some damage makes another valid document: if none did, the damage would be too rough.
    assertThat(accepted).isBetween(TRIES / 1000L, TRIES / 2L);
  }

  private static Kind.Result read(Kind kind, byte[] bytes) {
    try {
      return kind.read(bytes);
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + SEED + ", " + kind + ":\n" + TestSite.text(bytes), e);
    }
  }

  private static int lines(byte[] bytes) {
    return 1 + (int) TestSite.text(bytes).chars().filter(c -> c == '\n').count();
  }

  private static byte[] damaged(byte[] sample, Random random) {
    byte[] damaged = sample;
    do {
      damaged =
          switch (random.nextInt(10)) {
            case 0 -> flip(damaged, random);
            case 1 -> digit(damaged, random);
            case 2, 3 -> lines(damaged, random);
            case 4 -> Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
            case 5 -> word(damaged, random, NUMBERS[random.nextInt(NUMBERS.length)]);
            case 6 -> word(damaged, random, TEXTS[random.nextInt(TEXTS.length)]);
            case 7 -> insert(damaged, random, TEXTS[random.nextInt(TEXTS.length)]);
            case 8 -> splice(damaged, random);
            default -> oneByte(damaged, random);
          };
    } while (damaged.length > 0 && random.nextInt(6) == 0);
    return damaged;
  }

  private static byte[] flip(byte[] bytes, Random random) {
    byte[] damaged = bytes.clone();
    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
    return damaged;
  }

  /// A digit for a digit, or a letter for a letter: what often stays valid.
  private static byte[] digit(byte[] bytes, Random random) {
    byte[] damaged = bytes.clone();
    for (int tries = 0; tries < 20; tries++) {
      int at = random.nextInt(damaged.length);
      if (damaged[at] >= '0' && damaged[at] <= '9') {
        damaged[at] = (byte) ('0' + random.nextInt(10));
        return damaged;
      }
      if (damaged[at] >= 'a' && damaged[at] <= 'z') {
        damaged[at] = (byte) ('a' + random.nextInt(26));
        return damaged;
      }
    }
    return damaged;
  }

  private static byte[] oneByte(byte[] bytes, Random random) {
    byte[] damaged = bytes.clone();
    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    return damaged;
  }

  private static byte[] lines(byte[] bytes, Random random) {
    List<String> lines = new ArrayList<>(TestSite.text(bytes).lines().toList());
    if (lines.isEmpty()) {
      return bytes;
    }
    int one = random.nextInt(lines.size());
    int other = random.nextInt(lines.size());
    switch (random.nextInt(4)) {
      case 0 -> lines.set(one, lines.set(other, lines.get(one)));
      case 1 -> lines.add(one, lines.get(other));
      case 2 -> lines.remove(one);
      default -> lines.set(one, lines.get(other));
    }
    return TestSite.ascii(lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }

  /// Another word in the place of one.
  private static byte[] word(byte[] bytes, Random random, String word) {
    String text = TestSite.text(bytes);
    int at = random.nextInt(text.length());
    int from = at;
    while (from > 0 && !isBreak(text.charAt(from - 1))) {
      from--;
    }
    int to = at;
    while (to < text.length() && !isBreak(text.charAt(to))) {
      to++;
    }
    return TestSite.ascii(text.substring(0, from) + word + text.substring(to));
  }

  private static boolean isBreak(char c) {
    return c == ' ' || c == '\n';
  }

  private static byte[] insert(byte[] bytes, Random random, String what) {
    String text = TestSite.text(bytes);
    int at = random.nextInt(text.length() + 1);
    return TestSite.ascii(text.substring(0, at) + what + text.substring(at));
  }

  /// A part of it again somewhere else.
  private static byte[] splice(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length);
    int length = random.nextInt(Math.min(200, bytes.length - from) + 1);
    int at = random.nextInt(bytes.length + 1);
    byte[] damaged = Arrays.copyOf(bytes, bytes.length + length);
    System.arraycopy(bytes, from, damaged, at, length);
    System.arraycopy(bytes, at, damaged, at + length, bytes.length - at);
    return damaged;
  }
}
