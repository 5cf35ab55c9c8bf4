package org.gabion.lab.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.gabion.core.detect.Judgement;
import org.junit.jupiter.api.Test;

final class InnocentClientsTest {
  @Test
  void share_ofLines_countsEachClientOnceAndNoAttacker() {
    String text =
        """
        192.0.2.1 - - a
        192.0.2.1 - - b
        2001:db8:1:2:3::4 - - c
        2001:db8:1:2:9::9 - - d
        192.0.2.9 - - e
        192.0.2.3 - - f
        192.0.2.4 - - g
        """;
    byte[] waves = {0, 0, 0, 0, 1, 0, 0};
    Truth truth = new Truth(true, Set.of(), Judgement.ATTACK, List.of());
    LabelledLog log = new LabelledLog(text.getBytes(StandardCharsets.US_ASCII), waves, truth);

    InnocentClients clients = new InnocentClients(log);

    assertThat(clients.share(List.of(1L, 2L))).isEqualTo(0.25);
    assertThat(clients.share(List.of(3L, 4L, 5L))).isEqualTo(0.25);
    assertThat(clients.share(List.of())).isZero();
  }
}
