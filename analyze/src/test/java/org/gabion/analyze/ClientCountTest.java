package org.gabion.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClientCountTest {
  @Test
  void count_upToAThousand_isExactHoweverOftenTheyCome() {
    ClientCount count = new ClientCount(14);
    assertThat(count.count()).isZero();
    Random random = new Random(3);
    count.add(0);
    for (int i = 1; i < 1_000; i++) {
      long client = random.nextLong();
      count.add(client);
      count.add(client);
      count.add(0);
      assertThat(count.count()).isEqualTo(i + 1);
    }
  }

  @Test
  void count_beyond_isAnEstimateThatIsNeverTakenForExact() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      ClientCount count = new ClientCount(10);
      for (int i = 0; i < 1_001; i++) {
        count.add(random.nextLong());
      }
      assertThat(count.count()).isBetween(1_001L, 1_150L);
    }
  }

  @Test
  void merge_anySplit_isTheSame() {
    for (int clients : new int[] {10, 900, 1_001, 1_500, 40_000}) {
      ClientCount whole = new ClientCount(14);
      ClientCount[] parts = {new ClientCount(14), new ClientCount(14), new ClientCount(14)};
      Random random = new Random(clients);
      for (int i = 0; i < clients; i++) {
        long client = i == 5 ? 0 : random.nextLong();
        whole.add(client);
        parts[i % 7 < 4 ? 0 : i % 7 < 6 ? 1 : 2].add(client);
      }
      ClientCount forth = new ClientCount(14);
      ClientCount back = new ClientCount(14);
      for (int i = 0; i < 3; i++) {
        forth.merge(parts[i]);
        back.merge(parts[2 - i]);
      }
      assertThat(forth.count()).isEqualTo(whole.count());
      assertThat(back.count()).isEqualTo(whole.count());
    }
  }
}
