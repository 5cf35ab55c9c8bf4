package org.gabion.analyze.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;
import org.gabion.core.request.Attribute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The files as an operator gets them, included by real servers on loopback: hostile values are
/// turned away, their calm twins are served.
class ProducedFilesTest {
  private static final List<String> HOSTILE =
      List.of(
          "x\" 1; } return 200; #",
          "x' if TRUE #",
          "$http_host ${HOME} $(id) `id` $1",
          "ends with a backslash \\",
          "a;b}c{d",
          "(.*)|.*[a-z]+^$",
          "%{THE_REQUEST} %[src] %1",
          "</If></VirtualHost>",
          "m#x# && true",
          "-- -i -f /etc/passwd",
          "caf\u00e9 \u4e2d\u6587",
          "~*.*",
          "\"\" 1; include /etc/passwd; \"");

  /// Each rule asks five programs, so they are made once.
  private static final class Made {
    static final List<IncidentRules> ONCE =
        IntStream.range(0, HOSTILE.size())
            .mapToObj(i -> rules("i" + (i + 1), HOSTILE.get(i)))
            .toList();
  }

  @TempDir private Path folder;

  static Stream<RuleTarget> servers() {
    return Stream.of(new NginxRules(), new HaproxyRules(), new ApacheRules());
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static RawRequest by(String agent) {
    return new RawRequest("127.0.0.1", "GET", "/x", "HTTP/1.1", "a.example", bytes(agent), "", "");
  }

  private static IncidentRules rules(String id, String agent) {
    Replayed log = new Replayed().readers(2000).flood(500, by(agent));
    IncidentFacts facts =
        log.facts(
            id,
            Kind.FLOOD,
            Judgement.ATTACK,
            List.of(new Said(Attribute.USER_AGENT, agent), new Said(Attribute.PATH, "/x")));
    RulePlans plans = RulePlans.of(List.of(facts), Replayed.told());
    return RuleMaker.make(plans, log.replay(plans, 0, log.size()), Replayed.NOW).getFirst();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void write_hostileValues_serverRefusesThemAndServesTheirTwins(RuleTarget target)
      throws Exception {
    List<IncidentRules> all = Made.ONCE;
    Path out = folder.resolve("rules");
    RulesWriter.write(out, all);
    List<Snippet> snippets = new ArrayList<>();
    for (IncidentRules rules : all) {
      IncidentRules.Made made =
          rules.made().stream()
              .filter(each -> each.rule().target().equals(target.name()))
              .findFirst()
              .orElseThrow();
      assertThat(made.rule().checked()).doesNotContain("refused");
      snippets.add(
          new Snippet(made.files().stream().map(file -> part(target, out, file)).toList()));
    }
    try (LocalServer server = LocalServer.start(target, snippets, folder)) {
      for (int i = 0; i < HOSTILE.size(); i++) {
        String agent = HOSTILE.get(i);
        assertThat(by(agent).send(server.address(i))).as(agent).isIn(403, 429);
        for (String twin : List.of(agent + "x", "x" + agent, "Mozilla/5.0 Firefox/120", "x")) {
          assertThat(by(twin).send(server.address(i))).as(twin).isEqualTo(200);
        }
        RawRequest elsewhere = by(agent);
        RawRequest other =
            new RawRequest(
                "127.0.0.1", "GET", "/y", "HTTP/1.1", "a.example", elsewhere.agent(), "", "");
        assertThat(other.send(server.address(i))).as(agent + " elsewhere").isEqualTo(200);
      }
    }
  }

  private static Snippet.Part part(RuleTarget target, Path out, IncidentRules.RuleFile file) {
    Path path = out.resolve(file.name());
    String text =
        switch (target) {
          case NginxRules nginx -> "include \"" + path + "\";\n";
          case ApacheRules apache -> "Include \"" + path + "\"\n";
          case HaproxyRules haproxy -> read(path);
          case NftablesRules nft -> throw new IllegalArgumentException("no server");
          case CloudflareRules cloudflare -> throw new IllegalArgumentException("no server");
        };
    return new Snippet.Part(file.name(), file.place(), text);
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void write_everyRule_isInTheReadmeWithPlaceTestExpiryAndUndo() throws Exception {
    IncidentRules rules = rules("i1", "tool");
    IncidentRules none =
        new IncidentRules("i2", "i2: unclear", List.of(), List.of("no rule: because"));
    RulesWriter.write(folder, List.of(rules, none));
    String readme = Files.readString(folder.resolve("README.txt"));
    assertThat(rules.made()).hasSize(4);
    for (IncidentRules.Made made : rules.made()) {
      for (IncidentRules.RuleFile file : made.files()) {
        assertThat(readme).contains(file.name()).contains("goes " + file.place());
        assertThat(Files.readString(folder.resolve(file.name())))
            .startsWith("# Gabion, incident i1: flood, ")
            .isEqualTo(file.text());
      }
      assertThat(readme)
          .contains("Test      " + made.test())
          .contains("Undo      " + made.undo())
          .contains("Remove    after " + made.rule().expires());
    }
    assertThat(readme).contains("Incident i2: unclear\n\n  No rule: because.\n");
  }

  @ParameterizedTest
  @MethodSource("limiters")
  void limit_flood_letsFewThroughAndAllOthers(RuleTarget target) throws Exception {
    Conjunction tool =
        new Conjunction(List.of(new Condition.FieldIs(Condition.Field.USER_AGENT, "tool")));
    Ruling ruling =
        new Ruling(
            "l1", new Ruling.Response.Limit(2), new Ruling.Grounds.BySignature(List.of(tool)));
    Snippet snippet = target.render(ruling);
    assertThat(RealProgram.check(target, snippet).accepted()).isTrue();
    int passed = 0;
    int refused = 0;
    try (LocalServer server = LocalServer.start(target, List.of(snippet), folder)) {
      for (int i = 0; i < 60; i++) {
        int status = by("tool").send(server.address(0));
        passed += status == 200 ? 1 : 0;
        refused += status == 429 ? 1 : 0;
        assertThat(by("reader").send(server.address(0))).isEqualTo(200);
      }
    }
    assertThat(passed).as("passed").isGreaterThan(0);
    assertThat(refused).as("turned away").isGreaterThan(0);
    assertThat(passed + refused).isEqualTo(60);
  }

  static Stream<RuleTarget> limiters() {
    return servers().filter(target -> target.milder().isPresent());
  }

  /// Counts what an engine that goes back reads of a text.
  private record Counted(String text, long[] reads) implements CharSequence {
    @Override
    public char charAt(int index) {
      reads[0]++;
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }
  }

  @Test
  void render_longHostileTargets_expressionsStayLinear() {
    List<Conjunction> any = new ArrayList<>();
    for (Said said :
        List.of(
            new Said(Attribute.QUERY_KEYS, "a&b&c"),
            new Said(Attribute.QUERY_KEYS, "q"),
            new Said(Attribute.TEMPLATE, "/{id}/{id}/{slug}.html/{id}"),
            new Said(Attribute.TEMPLATE, "/x/{hash}-{id}/{rest}"),
            new Said(Attribute.PATH, "/aaaa"),
            new Said(Attribute.QUERY, "present"),
            new Said(Attribute.USER_AGENT_FAMILY, "CHROME 119"))) {
      any.add(new Conjunction(List.of(Conditions.of(said).orElseThrow())));
    }
    Ruling ruling =
        new Ruling("r1", new Ruling.Response.Refuse(429), new Ruling.Grounds.BySignature(any));
    String text = new NginxRules().render(ruling).text(List.of());
    Matcher entries = Pattern.compile("\"~\\*?(\\^[^\"]*)\" ").matcher(text);
    int tried = 0;
    while (entries.find()) {
      Pattern pattern = Pattern.compile(entries.group(1));
      for (String unit : List.of("a", "1", "a1", "/1", "a&", "&", "a=&b&", "?", "/1a.html", "-")) {
        for (String lead : List.of("/", "/?", "/x/", "/a?a&b&")) {
          String hostile = lead + unit.repeat(4000 / unit.length()) + "\u0001";
          long[] reads = new long[1];
          pattern.matcher(new Counted(hostile, reads)).find();
          assertThat(reads[0])
              .as("%s on %s%s...", pattern, lead, unit)
              .isLessThan(30L * hostile.length());
          tried++;
        }
      }
    }
    assertThat(tried).isGreaterThan(300);
  }
}
