package org.gabion.core.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;
import org.junit.jupiter.api.Test;

class TicketUseTest {
  private final TicketUse use = new TicketUse(new KeyedHash(1, 2), 1024);

  private static ClientKey client(int i) {
    return ClientKey.ofIpv4(0x0a000000 | i);
  }

  @Test
  void use_fromFourPrefixes_isAllowed() {
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < TicketUse.MAX_PREFIXES; i++) {
        assertThat(use.use(1, client(i), 1_000 + round)).isTrue();
      }
    }
  }

  @Test
  void use_fromAFifthPrefix_voidsTheTicketForAll() {
    for (int i = 0; i < 4; i++) {
      assertThat(use.use(1, client(i), 1_000)).isTrue();
    }
    assertThat(use.use(1, client(4), 1_001)).isFalse();
    assertThat(use.use(1, client(0), 1_002)).isFalse();
    assertThat(use.use(2, client(4), 1_003)).isTrue();
  }

  @Test
  void use_ipv6_countsThe64() {
    for (int i = 0; i < 100; i++) {
      assertThat(use.use(1, ClientKey.ofIpv6(0x20010db8_0000_0000L, i), 1_000)).isTrue();
    }
    for (int i = 1; i <= 4; i++) {
      assertThat(use.use(1, ClientKey.ofIpv6(0x20010db8_0000_0000L + i, 1), 1_000))
          .isEqualTo(i < 4);
    }
  }

  @Test
  void use_moreTicketsThanRoom_forgetsOldUsesBeforeVoids() {
    for (int i = 0; i < 5; i++) {
      use.use(-1, client(i), 1_000);
    }
    for (int ticket = 0; ticket < 1_000; ticket++) {
      assertThat(use.use(ticket, client(ticket), 2_000 + ticket)).isTrue();
    }
    assertThat(use.use(-1, client(0), 9_000)).isFalse();
    for (int ticket = 0; ticket < 1_000_000; ticket++) {
      assertThat(use.use(ticket, client(ticket & 3), 10_000 + ticket)).isTrue();
    }
    assertThat(use.bytes()).isEqualTo(1024 * 32);
  }
}
