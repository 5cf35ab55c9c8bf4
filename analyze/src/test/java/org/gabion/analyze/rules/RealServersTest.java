package org.gabion.analyze.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gabion.core.request.ClientKey;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a rule is said to match is what the real server turns away: nasty values, loaded by real
/// servers on loopback, and requests sent to them.
class RealServersTest {
  private static final int RULES = 60;
  private static final int REQUESTS_A_RULE = 8;

  @TempDir private Path folder;

  static Stream<RuleTarget> servers() {
    return Stream.of(new NginxRules(), new HaproxyRules(), new ApacheRules());
  }

  private record Case(List<Conjunction> any, RawRequest origin) {
    boolean matches(RawRequest request) {
      return any.stream().anyMatch(all -> all.matches(request.record()));
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void rule_nastyValues_serverAgreesWithReplay(RuleTarget target) throws Exception {
    long seed = Long.getLong("gabion.seed", 20_261_125L);
    NastyRequests nasty = new NastyRequests(seed);
    List<Case> cases = new ArrayList<>();
    while (cases.size() < RULES) {
      RawRequest origin = nasty.next();
      List<Conjunction> any = new ArrayList<>();
      conjunction(target, nasty.signature(origin)).ifPresent(any::add);
      if (cases.size() % 3 == 0) {
        conjunction(target, nasty.signature(nasty.next())).ifPresent(any::add);
      }
      if (!any.isEmpty()) {
        cases.add(new Case(any, origin));
      }
    }
    List<Snippet> snippets = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      Ruling.Grounds grounds = new Ruling.Grounds.BySignature(cases.get(i).any);
      snippets.add(target.render(new Ruling("r" + i, new Ruling.Response.Refuse(429), grounds)));
    }
    int refused = 0;
    int served = 0;
    try (LocalServer server = LocalServer.start(target, snippets, folder)) {
      for (int i = 0; i < cases.size(); i++) {
        RawRequest request = cases.get(i).origin;
        for (int n = 0; n < REQUESTS_A_RULE; n++) {
          int status = request.send(server.address(i));
          boolean turnedAway = status == 403 || status == 429;
          // Malformed for this server: it decides before any rule.
          if (turnedAway || status == 200) {
            assertThat(turnedAway)
                .as(
                    "seed %d, %s answers %d to %s\n%s",
                    seed, target.name(), status, request, snippets.get(i).text(List.of()))
                .isEqualTo(cases.get(i).matches(request));
            refused += turnedAway ? 1 : 0;
            served += turnedAway ? 0 : 1;
          }
          request = n % 2 == 0 ? nasty.near(cases.get(i).origin) : nasty.next();
        }
      }
    }
    assertThat(refused).as("turned away").isGreaterThan(60);
    assertThat(served).as("served").isGreaterThan(100);
  }

  private static Optional<Conjunction> conjunction(RuleTarget target, List<Said> signature) {
    List<Condition> conditions =
        signature.stream()
            .map(Conditions::of)
            .flatMap(Optional::stream)
            .map(target::express)
            .flatMap(Optional::stream)
            .toList();
    return conditions.isEmpty() ? Optional.empty() : Optional.of(new Conjunction(conditions));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void rule_byAddress_turnsAwayTheseOnly(RuleTarget target) throws Exception {
    List<ClientKey> listed = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      listed.add(ClientKey.parse("127.7." + i / 200 + "." + (1 + i % 200)).orElseThrow());
    }
    listed.add(ClientKey.parse("2001:db8::7").orElseThrow());
    Ruling ruling =
        new Ruling("a1", new Ruling.Response.Refuse(403), new Ruling.Grounds.ByAddress(listed));
    try (LocalServer server = LocalServer.start(target, List.of(target.render(ruling)), folder)) {
      for (String client : List.of("127.7.0.1", "127.7.0.200", "127.7.1.100")) {
        assertThat(from(client).send(server.address(0))).as(client).isEqualTo(403);
      }
      for (String client : List.of("127.0.0.1", "127.7.0.201", "127.7.1.101", "127.7.2.1")) {
        assertThat(from(client).send(server.address(0))).as(client).isEqualTo(200);
      }
    }
  }

  private static RawRequest from(String client) {
    return new RawRequest(client, "GET", "/x", "HTTP/1.1", "a.example", "reader", "", "");
  }
}
