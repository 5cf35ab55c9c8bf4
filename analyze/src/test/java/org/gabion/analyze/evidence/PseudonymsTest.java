package org.gabion.analyze.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Random;
import org.gabion.core.proof.SignerKey;
import org.gabion.core.request.ClientKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PseudonymsTest {
  /// The key that the authors of Crypto-PAn published with addresses to try an implementation on.
  private static final byte[] PUBLISHED = {
    21,
    34,
    23,
    (byte) 141,
    51,
    (byte) 164,
    (byte) 207,
    (byte) 128,
    19,
    10,
    91,
    22,
    73,
    (byte) 144,
    125,
    16,
    (byte) 216,
    (byte) 152,
    (byte) 143,
    (byte) 131,
    121,
    121,
    101,
    39,
    98,
    87,
    76,
    45,
    42,
    (byte) 132,
    34,
    2
  };

  @TempDir Path temp;

  private static ClientKey address(String text) {
    return ClientKey.parse(text).orElseThrow();
  }

  @Test
  void of_publishedKeyAndAddresses_givesPublishedPseudonyms() {
    Pseudonyms pseudonyms = Pseudonyms.of(PUBLISHED);
    assertThat(pseudonyms.of(address("128.11.68.132"))).hasToString("135.242.180.132");
    assertThat(pseudonyms.of(address("129.118.74.4"))).hasToString("134.136.186.123");
    assertThat(pseudonyms.of(address("130.132.252.244"))).hasToString("133.68.164.234");
  }

  @Test
  void of_anyTwoAddresses_shareAsManyBitsAsBefore() {
    Pseudonyms pseudonyms = Pseudonyms.of(PUBLISHED);
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      long low = random.nextLong();
      int bit = random.nextInt(64);
      long high = 0x20010db8L << 32 | random.nextInt(1 << 30);
      ClientKey one = pseudonyms.of(ClientKey.ofIpv6(high, low));
      ClientKey two = pseudonyms.of(ClientKey.ofIpv6(high, low ^ 1L << bit));
      assertThat(one.high()).isEqualTo(two.high());
      assertThat(Long.numberOfLeadingZeros(one.low() ^ two.low())).isEqualTo(63 - bit);
    }
  }

  @Test
  void write_withPseudonyms_holdsNoAddressOfTheLog() throws IOException {
    SignerKey key = Samples.key();
    Path dir = temp.resolve("evidence");
    EvidenceCase source = Samples.source(Files.createDirectory(temp.resolve("in")));
    EvidenceOptions options = Samples.masked(key, Pseudonyms.fresh(new SecureRandom()));
    Evidence.write(dir, source, Samples.REPORTS, options);
    for (Path file : Samples.files(dir)) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertThat(text)
          .as(file.toString())
          .doesNotContainPattern("(?<![0-9.])203\\.0\\.113\\.\\d")
          .doesNotContain("2001:db8::7");
    }
    assertThat(Files.readAllLines(dir.resolve("incidents/i1/lines.log")))
        .hasSize(Samples.FLOOD_LINES)
        .allMatch(line -> line.matches("\\d+\\.\\d+\\.\\d+\\.\\d+ - - .*"));
    assertThat(Files.readString(dir.resolve("stix.json")))
        .doesNotContain("ipv4-addr")
        .doesNotContain("indicator--");
    assertThat(Verification.of(dir, key.verifier())).isInstanceOf(Verification.Outcome.Sound.class);
  }

  @Test
  void read_savedSecret_givesTheSamePseudonyms() throws IOException {
    Pseudonyms fresh = Pseudonyms.fresh(new SecureRandom());
    Path file = temp.resolve("secret");
    fresh.save(file);
    ClientKey address = address("198.51.100.7");
    assertThat(Pseudonyms.read(file).of(address)).isEqualTo(fresh.of(address));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> Pseudonyms.read(file)).hasMessageContaining("chmod 600");
  }
}
