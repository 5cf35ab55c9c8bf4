package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.gabion.core.snapshot.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpoolTest {
  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static Body take(Spool spool, byte[] bytes) throws IOException {
    return spool.take(new ByteArrayInputStream(bytes), Long.MAX_VALUE).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 70_000, Spool.IN_MEMORY, Spool.IN_MEMORY + 1, 3 << 20})
  void take_anySize_givesTheSameBytesAgain(int size) throws IOException {
    byte[] bytes = random(size);
    try (Spool spool = Spool.create();
        Body body = take(spool, bytes);
        InputStream in = body.open()) {
      assertThat(body.size()).isEqualTo(size);
      assertThat(in.readAllBytes()).isEqualTo(bytes);
      assertThat(body.bytes()).isEqualTo(bytes);
      assertThat(body.digest()).isEqualTo(Digest.of(bytes));
      assertThat(body.held()).isLessThanOrEqualTo(Spool.IN_MEMORY);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 3 << 20})
  void sameAs_oneOtherByte_isFalse(int size) throws IOException {
    byte[] bytes = random(size);
    byte[] other = bytes.clone();
    other[size / 2] ^= 1;
    try (Spool spool = Spool.create();
        Body body = take(spool, bytes);
        Body twin = take(spool, bytes);
        Body changed = take(spool, other)) {
      assertThat(body.sameAs(twin)).isTrue();
      assertThat(body.sameAs(changed)).isFalse();
    }
  }

  @Test
  void take_moreThanTheLimit_isNothing() throws IOException {
    try (Spool spool = Spool.create()) {
      assertThat(spool.take(new ByteArrayInputStream(random(3 << 20)), 2 << 20)).isEmpty();
      assertThat(spool.take(new ByteArrayInputStream(random(11)), 10)).isEmpty();
    }
  }
}
