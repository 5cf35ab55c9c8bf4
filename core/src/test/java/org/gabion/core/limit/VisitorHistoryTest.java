package org.gabion.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;
import org.junit.jupiter.api.Test;

class VisitorHistoryTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private final KeyedHash hash = new KeyedHash(1, 2);

  private static ClientKey reader(int i) {
    return i % 2 == 0 ? ClientKey.ofIpv4(i) : ClientKey.ofIpv6(0x20010db8_0000_0000L + i, 77);
  }

  private static void visit(VisitorHistory history, ClientKey client, long now) {
    history.pageServed(client, now);
    history.assetServed(client, now + SECOND);
  }

  @Test
  void knows_pageAndAssetInTime_isRemembered() {
    VisitorHistory history = new VisitorHistory(hash, 10_000, 28 * DAY);
    ClientKey client = ClientKey.parse("2001:db8::5").orElseThrow();
    history.pageServed(client, 0);
    assertThat(history.knows(client)).isFalse();
    assertThat(history.assetServed(client, 10 * SECOND)).isTrue();
    assertThat(history.knows(client)).isTrue();
    assertThat(history.knows(ClientKey.parse("2001:db8::ffff:1").orElseThrow())).isTrue();
    assertThat(history.knows(ClientKey.parse("2001:db8:0:1::5").orElseThrow())).isFalse();
    assertThat(history.size()).isEqualTo(1);
  }

  @Test
  void knows_pageOnlyOrAssetOnlyOrLate_isNotRemembered() {
    VisitorHistory history = new VisitorHistory(hash, 10_000, 28 * DAY);
    history.pageServed(reader(0), 0);
    assertThat(history.assetServed(reader(2), 1)).isFalse();
    history.pageServed(reader(4), 0);
    assertThat(history.assetServed(reader(4), 10 * SECOND + 1)).isFalse();
    for (int i = 0; i < 6; i++) {
      assertThat(history.knows(reader(i))).isFalse();
    }
  }

  @Test
  void knows_atCapacity_allAreKnownAndFewStrangersAre() {
    int capacity = 200_000;
    VisitorHistory history = new VisitorHistory(hash, capacity, 28 * DAY);
    for (int i = 0; i < capacity; i++) {
      visit(history, reader(i), 0);
      if (i % 100 == 0) {
        history.rotate(0);
      }
    }
    int known = 0;
    int strangers = 0;
    for (int i = 0; i < capacity; i++) {
      known += history.knows(reader(i)) ? 1 : 0;
      strangers += history.knows(reader(i + 10_000_000)) ? 1 : 0;
    }
    // The last quarter may just have taken the place of the first.
    assertThat(known).isGreaterThanOrEqualTo(capacity * 3 / 4);
    assertThat(strangers / (double) capacity).isLessThan(0.005);
    // Two bytes each, and 128 KiB for pages whose asset is awaited.
    assertThat(history.bytes()).isBetween(2L * capacity, 2L * capacity + 140_000);
  }

  @Test
  void rotate_byAge_forgetsWhoDidNotComeBack() {
    VisitorHistory history = new VisitorHistory(hash, 10_000, 28 * DAY);
    history.rotate(0);
    visit(history, reader(1), 0);
    visit(history, reader(2), 0);
    for (int day = 1; day < 28; day++) {
      history.rotate(day * DAY);
      visit(history, reader(2), 0);
      assertThat(history.knows(reader(1))).as("day %d", day).isTrue();
    }
    assertThat(history.rotate(28 * DAY)).isTrue();
    assertThat(history.knows(reader(1))).isFalse();
    assertThat(history.knows(reader(2))).isTrue();
  }

  @Test
  void rotate_afterALongStopOrAClockSetBack_staysSound() {
    VisitorHistory history = new VisitorHistory(hash, 10_000, 28 * DAY);
    history.rotate(0);
    visit(history, reader(1), 0);
    assertThat(history.rotate(100 * DAY)).isTrue();
    assertThat(history.knows(reader(1))).isFalse();
    visit(history, reader(1), 0);
    assertThat(history.rotate(50 * DAY)).isFalse();
    assertThat(history.rotate(57 * DAY)).isTrue();
    assertThat(history.knows(reader(1))).isTrue();
  }

  @Test
  void readFrom_sameSecret_knowsAllAgain() {
    VisitorHistory history = new VisitorHistory(hash, 10_000, 28 * DAY);
    history.rotate(0);
    for (int i = 0; i < 5_000; i++) {
      visit(history, reader(i), 0);
      if (i % 1_000 == 0) {
        history.rotate(i / 1_000 * (7 * DAY / 2));
      }
    }
    ByteBuffer state = ByteBuffer.allocate(history.stateBytes());
    history.writeTo(state);
    assertThat(state.hasRemaining()).isFalse();
    VisitorHistory later = new VisitorHistory(hash, 10_000, 28 * DAY);
    assertThat(later.readFrom(state.flip())).isTrue();
    for (int i = 0; i < 5_000; i++) {
      assertThat(later.knows(reader(i))).isTrue();
    }
    assertThat(later.size()).isEqualTo(history.size());
    // Ages go on where they were.
    assertThat(later.rotate(14 * DAY)).isFalse();
    assertThat(later.rotate(60 * DAY)).isTrue();
    assertThat(later.size()).isZero();
  }

  @Test
  void readFrom_otherSecretOrShape_isRefused() {
    VisitorHistory history = new VisitorHistory(hash, 10_000, 28 * DAY);
    visit(history, reader(1), 0);
    ByteBuffer state = ByteBuffer.allocate(history.stateBytes());
    history.writeTo(state);
    VisitorHistory rekeyed = new VisitorHistory(new KeyedHash(1, 3), 10_000, 28 * DAY);
    assertThat(rekeyed.readFrom(state.duplicate().flip())).isFalse();
    assertThat(rekeyed.size()).isZero();
    VisitorHistory wider = new VisitorHistory(hash, 20_000, 28 * DAY);
    assertThat(wider.readFrom(state.duplicate().flip())).isFalse();
    VisitorHistory same = new VisitorHistory(hash, 10_000, 28 * DAY);
    assertThat(same.readFrom(state.duplicate().flip().limit(100))).isFalse();
    assertThat(same.readFrom(ByteBuffer.allocate(same.stateBytes()))).isFalse();
  }

  @Test
  void visit_manyThreads_losesNobody() throws Exception {
    VisitorHistory history = new VisitorHistory(hash, 100_000, 28 * DAY);
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      int from = t * 5_000;
      threads[t] =
          new Thread(
              () -> {
                for (int i = from; i < from + 5_000; i++) {
                  do {
                    history.pageServed(reader(i), 0); // another reader may take the slot
                  } while (!history.assetServed(reader(i), 1));
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < 20_000; i++) {
      assertThat(history.knows(reader(i))).isTrue();
    }
  }

  @Test
  void new_outOfBounds_isRefused() {
    assertThatThrownBy(() -> new VisitorHistory(hash, 0, DAY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new VisitorHistory(hash, 10, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
