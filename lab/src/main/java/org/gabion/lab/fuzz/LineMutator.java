package org.gabion.lab.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/// Makes broken lines out of whole ones, in one buffer and without an object for each: some bytes
/// changed, put in, taken out, doubled; the end cut off; a part of another line in the middle. The
/// same seed makes the same lines. Not thread safe.
final class LineMutator {
  private static final int ROOM = 8_192;
  private static final int LONGEST_JOIN = 64;
  private static final byte[] LIKELY =
      "\"\\'[]{}<>()|#%$:;,./- +=&?0123456789-1xuTZ\t\r\0\u001b\u007f\u0080\u00c3\u00ff"
          .getBytes(StandardCharsets.ISO_8859_1);

  private final byte[][] seeds;
  private final SplittableRandom random;

  /// The line, and bytes beyond it that a reader may look at.
  final byte[] bytes = new byte[ROOM];

  LineMutator(List<String> seeds, long seed) {
    this.seeds =
        seeds.stream()
            .map(line -> line.getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new);
    random = new SplittableRandom(seed);
  }

  /// Makes the next line; returns its length.
  int next() {
    byte[] seed = seeds[random.nextInt(seeds.length)];
    int length = Math.min(seed.length, ROOM / 2);
    System.arraycopy(seed, 0, bytes, 0, length);
    // One in eight stays whole, so that a parser's memory of the line before is tried too.
    for (int changes = random.nextInt(8); changes > 0 && length > 0; changes--) {
      length = change(length);
    }
    return length;
  }

  private int change(int length) {
    long bits = random.nextLong();
    int at = (int) ((bits >>> 32) * length >>> 32);
    byte to =
        (bits & 0x300) == 0
            ? (byte) (bits >>> 10)
            : LIKELY[(int) (bits >>> 10 & 0xff) % LIKELY.length];
    switch ((int) (bits & 15)) {
      case 0, 1, 2, 3, 4, 5 -> bytes[at] = to;
      case 6, 7, 8 -> {
        return insert(at, to, length);
      }
      case 9, 10 -> {
        return delete(at, 1, length);
      }
      case 11 -> {
        return delete(at, (int) (bits >>> 20 & 31), length);
      }
      case 12 -> {
        return at;
      }
      case 13 -> bytes[at] ^= (byte) (1 << (bits >>> 20 & 7));
      case 14 -> join(at, length, (int) (bits >>> 20 & 0x3ff));
      default -> {
        return repeat(at, length, (int) (bits >>> 20 & 63));
      }
    }
    return length;
  }

  private int insert(int at, byte what, int length) {
    if (length >= ROOM / 2) {
      return length;
    }
    System.arraycopy(bytes, at, bytes, at + 1, length - at);
    bytes[at] = what;
    return length + 1;
  }

  private int delete(int at, int count, int length) {
    int end = Math.min(length, at + count);
    System.arraycopy(bytes, end, bytes, at, length - end);
    return length - (end - at);
  }

  private void join(int at, int length, int choice) {
    byte[] other = seeds[choice % seeds.length];
    int from = choice % Math.max(1, other.length);
    int count = Math.min(LONGEST_JOIN, Math.min(other.length - from, length - at));
    System.arraycopy(other, from, bytes, at, count);
  }

  private int repeat(int at, int length, int most) {
    int count = Math.min(most, Math.min(length - at, ROOM / 2 - length));
    if (count <= 0) {
      return length;
    }
    System.arraycopy(bytes, at, bytes, at + count, length - at);
    return length + count;
  }
}
