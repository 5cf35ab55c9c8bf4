package org.gabion.core.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.Features;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.statistics.Tails;
import org.gabion.core.window.Panel;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowSummary;
import org.junit.jupiter.api.Test;

final class TestClientsTest {
  private static final KeyedHash HASH = new KeyedHash(1, 2);
  private static final double CONFIDENCE = 1 - 0.05 / 8;
  private static final int CLIENTS = 400;

  /// Of all clients the even ones ask for `/even`, the others for the path.
  private static Panel panel(String path) {
    WindowSummary summary = new WindowSummary(new WindowConfig(60_000_000L, 64, 64, 1024, 1));
    Features features = new Features(HASH);
    for (int client = 0; client < CLIENTS; client++) {
      fill(features, client, client % 2 == 0 ? "/even" : path);
      summary.record(features);
    }
    return summary.panel();
  }

  private static void fill(Features features, int client, String path) {
    features.clear();
    features.startMicros = client;
    features.client(0, 0xffff_0000_0000L | client);
    byte[] target = path.getBytes(StandardCharsets.US_ASCII);
    features.target(target, 0, target.length);
    features.status(200);
  }

  private static Signature path(String path) {
    Features features = new Features(HASH);
    fill(features, 0, path);
    return new Signature(List.of(new Clause(Attribute.PATH, features.value(Attribute.PATH))));
  }

  private static long hits(Panel panel, Signature signature) {
    long hits = 0;
    for (int row = 0; row < panel.size(); row++) {
      hits += signature.matches(panel, row) ? 1 : 0;
    }
    return hits;
  }

  @Test
  void of_clientInTwoPanels_countsOnce() {
    Panel young = panel("/odd");
    Panel old = panel("/other");

    TestClients both = TestClients.of(List.of(young, old), List.of());

    assertThat(both.size()).isEqualTo(young.size()).isGreaterThan(100);
    assertThat(both.bounds(List.of(path("/other")))[0])
        .as("the visit in the older panel does not count")
        .isCloseTo(Tails.shareUpperBound(0, young.size(), CONFIDENCE), within(1e-12));
  }

  @Test
  void bounds_severalSignatures_lastBoundsTheirUnion() {
    Panel panel = panel("/odd");
    TestClients clients = TestClients.of(List.of(panel), List.of());
    Signature even = path("/even");
    Signature odd = path("/odd");

    double[] bounds = clients.bounds(List.of(even, even, odd));

    double ofEven = Tails.shareUpperBound(hits(panel, even), panel.size(), CONFIDENCE);
    assertThat(bounds[0]).isCloseTo(ofEven, within(1e-12));
    assertThat(bounds[1]).as("nobody is counted twice").isCloseTo(ofEven, within(1e-12));
    assertThat(bounds[2]).as("together they match everybody").isEqualTo(1);
  }

  @Test
  void of_guiltyVisits_leavesThemOut() {
    Panel panel = panel("/odd");
    TestClients clients = TestClients.of(List.of(panel), List.of(path("/odd")));

    assertThat(clients.size()).isEqualTo(hits(panel, path("/even")));
    assertThat(clients.bounds(List.of(path("/odd")))[0]).isLessThan(0.05);
  }

  @Test
  void bounds_noClients_promiseNothing() {
    TestClients nobody = TestClients.of(List.of(), List.of());
    assertThat(nobody.bounds(List.of(path("/even")))).containsExactly(1);
  }
}
