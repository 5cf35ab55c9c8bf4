package org.gabion.mirror.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Roster;
import org.gabion.mirror.keys.MirrorKey;
import org.junit.jupiter.api.Test;

/// The trees that a thousand mirrors make up without asking each other.
final class FanOutTest {
  private static final Instant AT = Instant.parse("2026-11-26T20:00:00Z");
  private static final Digest SITE = Digest.of(new byte[] {1});

  private static Roster roster(int mirrors) {
    MirrorKey key = MirrorKey.generate();
    Consent one = key.consent(SITE, "https://mirror.example/", AT);
    List<Consent> consents =
        IntStream.range(0, mirrors)
            .mapToObj(i -> "https://m" + i + ".example/")
            .sorted()
            .map(url -> new Consent(SITE, url, one.key(), AT, one.signature()))
            .toList();
    return new Roster(SITE, 1, AT, consents);
  }

  @Test
  void trees_ofAThousand_areTheSameFromAllSidesAndReachEverybody() {
    Roster roster = roster(1000);
    Map<String, FanOut> views = new HashMap<>();
    for (Consent consent : roster.mirrors()) {
      views.put(consent.url(), FanOut.of(Optional.of(roster), consent.url()));
    }
    views.forEach(
        (url, view) -> {
          assertThat(view.children().size()).isLessThanOrEqualTo(FanOut.STRIPES * FanOut.CHILDREN);
          view.children().forEach(child -> assertThat(of(views, child).parents()).contains(url));
          view.parents().forEach(parent -> assertThat(of(views, parent).children()).contains(url));
        });
    for (int stripe = 0; stripe < FanOut.STRIPES; stripe++) {
      int at = stripe;
      long seeds = views.values().stream().filter(v -> v.forerunners(at).isEmpty()).count();
      assertThat(seeds).isEqualTo(FanOut.SEEDS);
    }
    assertThat(toldFrom(roster.mirrors().getFirst().url(), views)).hasSize(1000);
  }

  private static FanOut of(Map<String, FanOut> views, String url) {
    return Objects.requireNonNull(views.get(url), url);
  }

  private static Set<String> toldFrom(String first, Map<String, FanOut> views) {
    Set<String> told = new HashSet<>(Set.of(first));
    Deque<String> next = new ArrayDeque<>(told);
    while (!next.isEmpty()) {
      FanOut view = of(views, next.removeFirst());
      for (Set<String> some : List.of(view.parents(), view.children())) {
        some.stream().filter(told::add).forEach(next::addLast);
      }
    }
    return told;
  }

  @Test
  void mirror_thatIsNotInTheRoster_isALeaf() {
    FanOut stranger = FanOut.of(Optional.of(roster(50)), "https://stranger.example/");
    assertThat(stranger.children()).isEmpty();
    assertThat(stranger.parents()).isNotEmpty();
  }
}
