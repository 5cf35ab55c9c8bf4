package org.gabion.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;
import org.junit.jupiter.api.Test;

class PrefixLimiterTest {
  private static final long SECOND = 1_000_000_000L;

  private final PrefixLimiter limiter =
      new PrefixLimiter(
          new KeyedHash(1, 2),
          1 << 12,
          PrefixQuotas.of(Quota.perSecond(10, 10), Quota.perSecond(30, 30)));

  private static ClientKey key(String text) {
    return ClientKey.parse(text).orElseThrow();
  }

  private int passes(String prefix, int from, int to, int each) {
    int passed = 0;
    for (int i = from; i < to; i++) {
      for (int n = 0; n < each; n++) {
        passed += limiter.acquire(key(prefix + Integer.toHexString(i)), 1, 0) == 0 ? 1 : 0;
      }
    }
    return passed;
  }

  @Test
  void acquire_oneAddress_isHeldByItsPrefix() {
    ClientKey client = key("192.0.2.1");
    for (int i = 0; i < 10; i++) {
      assertThat(limiter.acquire(client, 1, 0)).isZero();
    }
    long wait = limiter.acquire(client, 1, 0);
    assertThat(wait).isBetween(SECOND / 10 - 1, SECOND / 10 + 1);
    assertThat(PrefixLimiter.isOfNetwork(wait)).isFalse();
    assertThat(limiter.peek(client, 1, 0)).isEqualTo(wait);
    assertThat(limiter.acquire(client, 1, SECOND / 10)).isZero();
  }

  @Test
  void acquire_manyAddressesOfANetwork_areHeldByTheNetwork() {
    long wait = 0;
    int passed = 0;
    for (int i = 0; i < 256; i++) {
      wait = limiter.acquire(ClientKey.ofIpv4(0xc0000200 | i), 1, 0);
      passed += wait == 0 ? 1 : 0;
    }
    assertThat(passed).isEqualTo(30);
    assertThat(PrefixLimiter.isOfNetwork(wait)).isTrue();
  }

  @Test
  void acquire_ipv6_countsThe64AndThe48() {
    assertThat(passes("2001:db8:1:1::", 0, 20, 1)).isEqualTo(10);
    assertThat(passes("2001:db8:2:", 0, 0, 1)).isZero();
    int passed = 0;
    for (int i = 0; i < 100; i++) {
      passed += limiter.acquire(ClientKey.ofIpv6(0x20010db8_0003_0000L | i, 1), 1, 0) == 0 ? 1 : 0;
    }
    assertThat(passed).isEqualTo(30);
  }

  @Test
  void acquire_refusedByTheNetwork_chargesNotThePrefix() {
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.acquire(ClientKey.ofIpv4(0xc0000200 | i), 10, 0)).isZero();
    }
    ClientKey last = ClientKey.ofIpv4(0xc00002ff);
    for (int i = 0; i < 50; i++) {
      assertThat(limiter.acquire(last, 1, 0)).isPositive();
    }
    // A second later the network has 30 again, and the prefix must have all its 10.
    for (int i = 0; i < 10; i++) {
      assertThat(limiter.acquire(last, 1, SECOND)).isZero();
    }
  }

  @Test
  void acquire_mappedAddress_sharesTheBudgetOfItsIpv4() {
    for (int i = 0; i < 10; i++) {
      assertThat(limiter.acquire(key("::ffff:192.0.2.1"), 1, 0)).isZero();
    }
    assertThat(limiter.acquire(key("192.0.2.1"), 1, 0)).isPositive();
  }

  @Test
  void excess_afterCharge_tellsTheDebtOfTheLevel() {
    ClientKey client = key("192.0.2.1");
    limiter.charge(client, 25, 0);
    assertThat(limiter.excess(client, false, 0)).isEqualTo(3 * SECOND / 2);
    assertThat(limiter.excess(client, true, 0)).isZero();
    assertThat(limiter.quota(client, false).toleranceNanos()).isEqualTo(SECOND);
  }

  @Test
  void withQuotas_afterReload_keepsThePast() {
    ClientKey client = key("192.0.2.1");
    limiter.charge(client, 10, 0);
    PrefixLimiter wider =
        limiter.withQuotas(PrefixQuotas.of(Quota.perSecond(10, 20), Quota.perSecond(100, 100)));
    for (int i = 0; i < 10; i++) {
      assertThat(wider.acquire(client, 1, 0)).isZero();
    }
    assertThat(wider.acquire(client, 1, 0)).isPositive();
  }

  /// The calm twin of a flood from one network: an office of 200 readers behind one address, two
  /// requests a second in all.
  @Test
  void acquire_officeBehindOneAddress_isUntouched() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(limiter.acquire(key("198.51.100.7"), 1, i * SECOND / 2)).isZero();
    }
  }
}
