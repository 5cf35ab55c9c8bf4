package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CrawlConfigTest {
  private static final URI START = URI.create("https://www.example.org/");

  private static CrawlScope scope(Set<String> hosts, Map<String, Set<String>> parameters) {
    return new CrawlScope(START, hosts, parameters, List.of(), List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.org/",
        "https://example.org/path",
        "https://user@example.org/",
        "https://example.org/?q=1",
        "https:///",
        "example.org"
      })
  void scope_startThatIsNoSite_isRefused(String start) {
    assertThatThrownBy(() -> CrawlScope.of(URI.create(start)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no site");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.example", "a.example/x", "a.example:80", "", "a b"})
  void scope_hostThatIsNoName_isRefused(String host) {
    assertThatThrownBy(() -> scope(Set.of(host), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no host name");
  }

  @ParameterizedTest
  @ValueSource(doubles = {20.01, 1000, 0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void limits_rateBeyondTheCeiling_isRefused(double rate) {
    assertThatThrownBy(() -> CrawlLimits.USUAL.withRate(rate, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 1000})
  void limits_connectionsBeyondTheCeiling_areRefused(int connections) {
    assertThatThrownBy(() -> CrawlLimits.USUAL.withRate(1, connections))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pace_askedForMore_staysAtTheCeiling() throws InterruptedException {
    SimulatedTiming timing = new SimulatedTiming();
    Pace pace = new Pace(1_000_000, timing);
    List<Long> turns = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pace.awaitTurn();
      turns.add(timing.nanos());
    }
    pace.slowDown(Duration.ofSeconds(1));
    pace.slowDown(Duration.ofMillis(1));
    pace.awaitTurn();
    pace.awaitTurn();

    for (int i = 20; i < 100; i++) {
      assertThat(turns.get(i) - turns.get(i - 20)).isGreaterThanOrEqualTo(1_000_000_000L);
    }
    assertThat(timing.nanos()).isGreaterThanOrEqualTo(turns.getLast() + 1_000_000_000L);
  }

  @Test
  void pace_byTheMachinesTime_needsTheTime() throws InterruptedException {
    Timing timing = Timing.ofMachine();
    Pace pace = new Pace(20, timing);
    long start = timing.nanos();
    for (int i = 0; i <= 20; i++) {
      pace.awaitTurn();
    }

    assertThat(timing.nanos() - start).isGreaterThanOrEqualTo(1_000_000_000L);
  }

  @Test
  void scope_parameters_areThoseOfTheLongestPrefix() {
    CrawlScope scope = scope(Set.of(), Map.of("/", Set.of("a"), "/list", Set.of("page")));

    assertThat(scope.parametersOf("/x")).containsExactly("a");
    assertThat(scope.parametersOf("/list/2")).containsExactly("page");
  }

  @Test
  void scope_addresses_ofTheSiteOnly() {
    CrawlScope scope = scope(Set.of("Example.org"), Map.of());

    assertThat(holds(scope, "https://www.example.org/a")).isTrue();
    assertThat(holds(scope, "http://www.example.org/a")).isTrue();
    assertThat(holds(scope, "https://example.org/a")).isTrue();
    assertThat(holds(scope, "https://www.example.org:8443/a")).isFalse();
    assertThat(holds(scope, "https://www.example.org.evil.example/a")).isFalse();
    assertThat(holds(scope, "https://sub.www.example.org/a")).isFalse();
  }

  private static boolean holds(CrawlScope scope, String url) {
    return scope.holds(SiteUrl.parse(url).orElseThrow());
  }

  @Test
  void config_canaryThatIsEverywhere_isRefused() {
    CrawlConfig config = CrawlConfig.of(START, TestSite.SITE);

    assertThatThrownBy(() -> config.withCanaries(List.of("ab")))
        .hasMessageContaining("4 to 200 characters");
    assertThatThrownBy(() -> config.withLanguage("en\r\nCookie: x"))
        .hasMessageContaining("no language");
  }
}
