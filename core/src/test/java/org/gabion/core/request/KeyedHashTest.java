package org.gabion.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
  /// The first of the vectors published with SipHash: key 00..0f, input the first n bytes of 00 01
  /// 02 ...
  private static final long[] SIP_24 = {
    0x726fdb47dd0e0e31L,
    0x74f839c593dc67fdL,
    0x0d6c8009d9a94f5aL,
    0x85676696d7fb7e2dL,
    0xcf2794e0277187b7L,
    0x18765564cd99a68dL,
    0xcbc9466e58fee3ceL,
    0xab0200f58b01d137L,
    0x93f5f5799a932462L,
  };

  private static byte[] counting(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @Test
  void sipHash24_publishedVectors_agree() {
    KeyedHash hash = KeyedHash.sipHash24(counting(16));
    for (int n = 0; n < SIP_24.length; n++) {
      assertThat(hash.hash(counting(n), 0, n)).as("%d bytes", n).isEqualTo(SIP_24[n]);
    }
    // The example of the paper's appendix A.
    assertThat(hash.hash(counting(15), 0, 15)).isEqualTo(0xa129ca6149be45e5L);
  }

  @Test
  void sipHash13_emptyInput_isThePublishedValue() {
    assertThat(KeyedHash.of(counting(16)).hash(new byte[0], 0, 0)).isEqualTo(0xabac0158050fc4dcL);
  }

  @Test
  void hash_words_equalsHashOfTheirBytes() {
    SplittableRandom random = new SplittableRandom(1);
    KeyedHash hash = new KeyedHash(random.nextLong(), random.nextLong());
    for (int i = 0; i < 1000; i++) {
      long a = random.nextLong();
      long b = random.nextLong();
      byte[] bytes = new byte[18];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(1, a).putLong(9, b);
      assertThat(hash.hash(a)).isEqualTo(hash.hash(bytes, 1, 9));
      assertThat(hash.hash(a, b)).isEqualTo(hash.hash(bytes, 1, 17));
    }
  }

  @Test
  void hash_anotherSecret_differs() {
    KeyedHash one = new KeyedHash(1, 2);
    assertThat(one.hash(7)).isNotEqualTo(new KeyedHash(1, 3).hash(7));
    assertThat(one.hash(7)).isNotEqualTo(one.derive(0).hash(7));
    assertThat(one.derive(0).hash(7)).isNotEqualTo(one.derive(1).hash(7));
  }

  @Test
  void hash_lowBits_spreadEvenly() {
    KeyedHash hash = new KeyedHash(3, 4);
    int[] counts = new int[64];
    for (long i = 0; i < 64_000; i++) {
      counts[(int) hash.hash(i) & 63]++;
    }
    // 1,000 expected, standard deviation 31: five of them.
    for (int n : counts) {
      assertThat(n).isBetween(845, 1155);
    }
  }

  @Test
  void of_wrongLength_isRefused() {
    assertThatThrownBy(() -> KeyedHash.of(new byte[15]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void toString_always_hidesTheSecret() {
    assertThat(new KeyedHash(0x1234, 0x5678)).hasToString("KeyedHash[***]");
  }
}
