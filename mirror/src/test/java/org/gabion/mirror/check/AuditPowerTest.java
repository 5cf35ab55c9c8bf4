package org.gabion.mirror.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.core.snapshot.RouteShard;
import org.gabion.core.snapshot.SnapshotHeader;
import org.junit.jupiter.api.Test;

/// What a sample finds, and that it is drawn evenly.
final class AuditPowerTest {
  @Test
  void detection_fivePercentOfMany_isThatOfTheFormula() {
    assertThat(AuditPower.detection(1_000_000, 50_000, 64))
        .isCloseTo(1 - Math.pow(0.95, 64), within(1e-4));
    assertThat(AuditPower.detection(1_000_000, 50_000, 64)).isCloseTo(0.962, within(1e-3));
    assertThat(AuditPower.detection(40, 1, 40)).isEqualTo(1);
    assertThat(AuditPower.detection(40, 0, 40)).isZero();
    assertThat(AuditPower.detection(40, 1, 10)).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void leastFound_sampleOf64_isTheSmallestDamageThatIsFound() {
    for (int files : new int[] {64, 65, 100, 1000, 100_000}) {
      int least = AuditPower.leastFound(files, 64, 0.95);
      assertThat(AuditPower.detection(files, least, 64)).isGreaterThanOrEqualTo(0.95);
      assertThat(AuditPower.detection(files, least - 1, 64)).isLessThan(0.95);
    }
    assertThat(AuditPower.leastFound(64, 64, 0.95)).isEqualTo(1);
    assertThat(AuditPower.leastFound(10, 0, 0.95)).isEqualTo(11);
  }

  @Test
  void draw_manyTimes_isEvenOverDistinctFiles() {
    Catalogue catalogue = catalogue(50);
    assertThat(catalogue.size()).isEqualTo(51);
    Map<Digest, Integer> counts = new HashMap<>();
    SplittableRandom random = new SplittableRandom(3);
    int rounds = 20_000;
    for (int i = 0; i < rounds; i++) {
      List<Catalogue.Entry> drawn = catalogue.draw(8, random);
      Set<Digest> different = new HashSet<>();
      drawn.forEach(entry -> different.add(entry.digest()));
      assertThat(different).hasSize(8);
      different.forEach(digest -> counts.merge(digest, 1, Integer::sum));
    }
    assertThat(counts).hasSize(51);
    double expected = rounds * 8 / 51.0;
    // Six standard deviations.
    double bound = 6 * Math.sqrt(expected);
    assertThat(counts.values())
        .allSatisfy(count -> assertThat((double) count).isCloseTo(expected, within(bound)));
  }

  @Test
  void draw_moreThanThereAre_isAllOfThem() {
    Catalogue catalogue = catalogue(1000);

    assertThat(catalogue.draw(5000, new SplittableRandom(1)))
        .hasSize(1001)
        .extracting(Catalogue.Entry::path)
        .doesNotHaveDuplicates()
        .filteredOn(path -> path.startsWith(".gabion/i/"))
        .hasSize(1);
  }

  /// Each object stands in three routes.
  private static Catalogue catalogue(int objects) {
    Digest site = Digest.of(new byte[] {1});
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < 3 * objects; i++) {
      byte[] content = ("object " + i % objects).getBytes(StandardCharsets.US_ASCII);
      routes.add(
          new Route(
              RouteKey.parse(String.format("/%06d", i)).orElseThrow(),
              200,
              Optional.empty(),
              Map.of(),
              List.of(ObjectRef.of(content))));
    }
    RouteShard shard = new RouteShard(site, 0, 0, routes);
    SnapshotHeader header =
        new SnapshotHeader(
            site,
            1,
            Instant.EPOCH,
            routes.size(),
            objects,
            1,
            new SnapshotHeader.Completeness(0, 0, 0, 0),
            0,
            new SnapshotHeader.RecentRef(site, 1),
            Optional.empty(),
            List.of(),
            0,
            List.of(new SnapshotHeader.Shard(Digest.of(shard.bytes()), shard.bytes().length)));
    return new Catalogue.Builder(header).add(shard).build();
  }
}
