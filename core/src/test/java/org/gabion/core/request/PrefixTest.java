package org.gabion.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTest {
  private static Prefix prefix(String text) {
    return switch (Prefix.parse(text)) {
      case Prefix.Parsed.Valid(Prefix prefix) -> prefix;
      case Prefix.Parsed.Invalid(String problem) -> throw new AssertionError(problem);
    };
  }

  private static ClientKey key(String text) {
    return ClientKey.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24,192.0.2.0/24",
    "192.0.2.1,192.0.2.1/32",
    "0.0.0.0/0,0.0.0.0/0",
    "::/0,::/0",
    "2001:DB8::/32,2001:db8::/32",
    "::1,::1/128",
    "::ffff:192.0.2.0/120,192.0.2.0/24",
  })
  void parse_valid_printsCanonical(String text, String canonical) {
    assertThat(prefix(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "192.0.2.1/24|bits after /24 are set; the block is written 192.0.2.0/24",
        "2001:db8::1/64|bits after /64 are set; the block is written 2001:db8::/64",
        "192.0.2.0/33|the length after '/' must be a number from 0 to 32",
        "192.0.2.0/|the length after '/' must be a number from 0 to 32",
        "192.0.2.0/08|the length after '/' must be a number from 0 to 32",
        "192.0.2.0/+8|the length after '/' must be a number from 0 to 32",
        "::/129|the length after '/' must be a number from 0 to 128",
        "::ffff:0.0.0.0/90|an IPv4-mapped prefix has 96 to 128 bits",
        "example.org|'example.org' is not an IPv4 or IPv6 address",
        "192.0.2/24|'192.0.2' is not an IPv4 or IPv6 address",
      })
  void parse_invalid_tellsWhy(String text, String problem) {
    assertThat(Prefix.parse(text)).isEqualTo(new Prefix.Parsed.Invalid(problem));
  }

  @Test
  void new_withBitsSet_isRefused() {
    assertThatThrownBy(() -> new Prefix(key("10.0.0.1"), 8))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void contains_otherFamily_isFalse() {
    assertThat(prefix("::/0").contains(key("10.0.0.1"))).isFalse();
    assertThat(prefix("0.0.0.0/0").contains(key("::1"))).isFalse();
    assertThat(prefix("0.0.0.0/0").contains(key("10.0.0.1"))).isTrue();
    assertThat(prefix("::/0").contains(key("::1"))).isTrue();
  }

  @Test
  void prefixSet_edgesAndFamilies_areExact() {
    PrefixSet set =
        PrefixSet.of(
            List.of(
                prefix("10.0.0.0/9"),
                prefix("10.128.0.0/9"),
                prefix("255.255.255.255"),
                prefix("2001:db8::/33"),
                prefix("2001:db8:8000::/33"),
                prefix("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff0/124")));
    assertThat(set.contains(key("10.0.0.0"))).isTrue();
    assertThat(set.contains(key("10.255.255.255"))).isTrue();
    assertThat(set.contains(key("9.255.255.255"))).isFalse();
    assertThat(set.contains(key("11.0.0.0"))).isFalse();
    assertThat(set.contains(key("255.255.255.255"))).isTrue();
    assertThat(set.contains(key("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"))).isTrue();
    assertThat(set.contains(key("2001:db9::"))).isFalse();
    assertThat(set.contains(key("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))).isTrue();
    assertThat(set.size()).isEqualTo(6);
    // Two merged ranges and one of IPv4 at 8 bytes, two of IPv6 at 32.
    assertThat(set.bytes()).isEqualTo(2 * 8 + 2 * 32);
  }

  @Test
  void prefixSet_empty_containsNothing() {
    assertThat(PrefixSet.empty().contains(key("10.0.0.1"))).isFalse();
    assertThat(PrefixSet.empty().contains(key("::"))).isFalse();
    assertThat(PrefixSet.of(List.of()).isEmpty()).isTrue();
  }

  @Test
  void prefixSet_all_containsItsFamilyOnly() {
    PrefixSet all = PrefixSet.of(List.of(prefix("::/0")));
    assertThat(all.contains(key("::"))).isTrue();
    assertThat(all.contains(key("ffff::"))).isTrue();
    assertThat(all.contains(key("1.2.3.4"))).isFalse();
  }

  @Test
  void prefixSet_anyList_agreesWithOneByOne() {
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < 300; round++) {
      List<Prefix> list = new ArrayList<>();
      int count = random.nextInt(40);
      for (int i = 0; i < count; i++) {
        ClientKey address = address(random);
        int bits = random.nextInt(address.familyBits() + 1);
        list.add(new Prefix(address.prefix(bits), bits));
      }
      PrefixSet set = PrefixSet.of(list);
      for (int i = 0; i < 200; i++) {
        ClientKey probe = i < count ? list.get(i).address() : address(random);
        boolean expected = list.stream().anyMatch(p -> p.contains(probe));
        assertThat(set.contains(probe)).as("%s in %s", probe, list).isEqualTo(expected);
      }
    }
  }

  /// Few distinct values, so that blocks meet.
  private static ClientKey address(SplittableRandom random) {
    int few = random.nextInt(4) << 30 | random.nextInt(3) << 7 | random.nextInt(2);
    long wide = (long) random.nextInt(3) << 62 | random.nextInt(2);
    long narrow = random.nextInt(3) == 0 ? -1L : random.nextInt(3);
    return random.nextBoolean() ? ClientKey.ofIpv4(few) : ClientKey.ofIpv6(wide, narrow);
  }
}
