package org.gabion.analyze.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.gabion.analyze.report.Analysis.Measure;
import org.gabion.analyze.report.Analysis.PasteRule;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;
import org.gabion.core.request.Attribute;
import org.junit.jupiter.api.Test;

/// What becomes a rule, how hard it is, and what is withheld with a reason.
class RuleMakerTest {
  private static final String TOOL = "zz-tool/1.7 (fast)";
  private static final RawRequest BOT =
      new RawRequest("9.1.0.1", "GET", "/search?q=1", "HTTP/1.1", "a.example", TOOL, "", "");
  private static final Said BY_AGENT = new Said(Attribute.USER_AGENT, TOOL);
  private static final Said BY_PATH = new Said(Attribute.PATH, "/search");

  private static Replayed log(int readersWithTheTool) {
    Replayed log = new Replayed().readers(20_000).flood(4000, BOT);
    for (int i = 0; i < readersWithTheTool; i++) {
      log.add(Replayed.reader(30_000 + i, TOOL), i, false);
    }
    return log;
  }

  private static Optional<PasteRule> rule(IncidentRules rules, String target) {
    return rules.rules().stream().filter(rule -> rule.target().equals(target)).findFirst();
  }

  @Test
  void make_agentOfNoReader_blocks() {
    IncidentRules rules = log(0).rules(Kind.FLOOD, Judgement.ATTACK, BY_AGENT);
    for (String target : List.of("nginx", "haproxy", "apache", "cloudflare")) {
      PasteRule rule = rule(rules, target).orElseThrow();
      assertThat(rule.measure()).as(target).isEqualTo(Measure.BLOCK);
      assertThat(rule.removes()).isEqualTo(1);
      assertThat(rule.innocentsHit()).isZero();
      // 0 of about 20,000 visitors: three in 20,000 at 95 %, and a margin for the sketch.
      assertThat(rule.innocentsUpperBound95()).isBetween(0.0001, 0.0003);
      assertThat(rule.expires()).isEqualTo(Replayed.NOW.plusSeconds(86_400));
      assertThat(rule.text())
          .contains("Expires 2026-11-21T13:00:00Z, 24 hours from when it was made, 2026-11-20T13")
          .contains("This attack was over 2026-11-20T12:01:39Z, before the rule was made");
    }
    assertThat(rules.withheld()).anyMatch(reason -> reason.startsWith("no rule for nftables: "));
  }

  @Test
  void make_agentOfOneReaderInFourHundred_limitsOrChallengesOrNothing() {
    IncidentRules rules = log(50).rules(Kind.FLOOD, Judgement.ATTACK, BY_AGENT);
    PasteRule nginx = rule(rules, "nginx").orElseThrow();
    assertThat(nginx.measure()).isEqualTo(Measure.LIMIT);
    assertThat(nginx.innocentsHit()).isEqualTo(50);
    // 50 readers in 99 s, four times that: 3 a second, for 101 s.
    assertThat(nginx.text()).contains("rate=3r/s").contains("What matches is limited");
    assertThat(nginx.removes()).isEqualTo((4000 - 3 * 101) / 4000.0);
    assertThat(rule(rules, "haproxy").orElseThrow().measure()).isEqualTo(Measure.LIMIT);
    assertThat(rule(rules, "cloudflare").orElseThrow().measure()).isEqualTo(Measure.CHALLENGE);
    assertThat(rule(rules, "cloudflare").orElseThrow().text()).contains("Managed Challenge");
    assertThat(rule(rules, "apache")).isEmpty();
    assertThat(rules.withheld())
        .contains("no rule for apache: it would also match 50 of 20,050 requests of others");
  }

  @Test
  void make_versionWithOneName_isWrittenOnce() {
    RawRequest old = new RawRequest("9.1.0.1", "GET", "/", "HTTP/1.0", "a.example", TOOL, "", "");
    IncidentRules rules =
        new Replayed()
            .readers(20_000)
            .flood(4000, old)
            .rules(
                Kind.FLOOD, Judgement.ATTACK, BY_AGENT, new Said(Attribute.PROTOCOL, "HTTP/1.0"));
    for (String target : List.of("nginx", "apache")) {
      assertThat(rule(rules, target).orElseThrow().text().lines())
          .as(target)
          .filteredOn(line -> line.contains("HTTP/1") && !line.startsWith("#"))
          .singleElement()
          .asString()
          .contains("^HTTP/1\\.0$");
    }
  }

  @Test
  void make_agentOfManyReaders_nothing() {
    IncidentRules rules = log(400).rules(Kind.FLOOD, Judgement.ATTACK, BY_AGENT);
    assertThat(rules.rules()).isEmpty();
    assertThat(rules.withheld())
        .contains("no rule for nginx: it would also match 400 of 20,400 requests of others");
  }

  @Test
  void make_addressWhereAllComeThroughAProxy_saysSoForEachServer() {
    RawRequest scanner =
        new RawRequest("9.200.0.1", "GET", "/.env", "HTTP/1.1", "a.example", TOOL, "", "de");
    Replayed log = new Replayed();
    for (int i = 0; i < 500; i++) {
      log.add(Replayed.reader(7, "whoever comes through the proxy"), i, false);
      log.add(scanner, i, true);
    }
    IncidentRules rules =
        log.rules(Kind.SCAN, Judgement.ATTACK, new Said(Attribute.SOURCE, "9.200.0.1"));
    assertThat(rules.rules()).isEmpty();
    assertThat(rules.withheld())
        .hasSize(5)
        .allMatch(reason -> reason.contains("look like those of a proxy or a CDN"));
  }

  @Test
  void make_fewRequestsOfManyReaders_clientsCountToo() {
    Replayed log = new Replayed().readers(5000).flood(500, BOT);
    for (int i = 0; i < 15_000; i++) {
      log.add(Replayed.reader(7, "one busy reader"), i, false);
    }
    log.add(Replayed.reader(30_000, TOOL), 1, false);
    PasteRule nginx =
        rule(log.rules(Kind.FLOOD, Judgement.ATTACK, BY_AGENT), "nginx").orElseThrow();
    // One of 20,001 requests is little enough, but one of 5,001 visitors is not.
    assertThat(nginx.measure()).isEqualTo(Measure.LIMIT);
  }

  @Test
  void make_pathAlone_neverBlocksExceptOfAScan() {
    IncidentRules flood = log(0).rules(Kind.FLOOD, Judgement.ATTACK, BY_PATH);
    assertThat(flood.rules()).noneMatch(rule -> rule.measure() == Measure.BLOCK);
    assertThat(rule(flood, "nginx").orElseThrow().measure()).isEqualTo(Measure.LIMIT);
    assertThat(flood.withheld())
        .contains(
            "no rule for apache: all that can be asked for is what any reader may ask for too"
                + " (the path is \"/search\")");
    IncidentRules scan = log(0).rules(Kind.SCAN, Judgement.ATTACK, BY_PATH);
    assertThat(rule(scan, "nginx").orElseThrow().measure()).isEqualTo(Measure.BLOCK);
  }

  @Test
  void make_clauseThatNoServerKnows_isNamed() {
    Said assets = new Said(Attribute.ASSETS, "no");
    IncidentRules both = log(0).rules(Kind.FLOOD, Judgement.ATTACK, BY_AGENT, assets);
    assertThat(rule(both, "nginx").orElseThrow().text())
        .contains("Wider than the signature")
        .contains("without knowing who fetches the parts of a page");
    IncidentRules alone = log(0).rules(Kind.FLOOD, Judgement.ATTACK, assets);
    assertThat(alone.rules()).isEmpty();
    assertThat(alone.withheld())
        .contains(
            "no rule for nginx: nothing of what the requests share can be written as a rule,"
                + " without knowing who fetches the parts of a page");
  }

  @Test
  void make_valueThatNobodyCanPaste_isLeftOutByName() {
    for (String value : List.of("nul\0", "line\nbreak", "\r", "\u001b[2J", "\ufffd\ufffd", "\t")) {
      RawRequest bot =
          new RawRequest("9.1.0.1", "GET", "/", "HTTP/1.1", "a.example", value, "", "");
      Replayed log = new Replayed().readers(1000).flood(500, bot);
      IncidentRules rules =
          log.rules(Kind.FLOOD, Judgement.ATTACK, new Said(Attribute.USER_AGENT, value));
      assertThat(rules.rules()).isEmpty();
      assertThat(rules.withheld())
          .anyMatch(reason -> reason.contains("userAgent, which can not be written safely"));
    }
  }

  @Test
  void make_noSignatureOrNoAttack_saysWhyInOneSentence() {
    assertThat(log(0).rules(Kind.FLOOD, Judgement.ATTACK).withheld())
        .containsExactly(
            "no rule: these requests share nothing that sets them apart from those of readers");
    assertThat(log(0).rules(Kind.UNCLEAR, Judgement.UNCLEAR, BY_AGENT).withheld())
        .singleElement()
        .asString()
        .startsWith("no rule: nothing separates these requests");
    IncidentRules crowd = log(0).rules(Kind.FLASH_CROWD, Judgement.BENIGN, BY_AGENT);
    assertThat(crowd.rules()).isEmpty();
    assertThat(crowd.withheld()).singleElement().asString().contains("nothing here is an attack");
  }

  @Test
  void replay_splitAnywhere_mergesToTheSame() {
    Replayed log = log(50);
    RulePlans plans =
        RulePlans.of(
            List.of(log.facts(Kind.FLOOD, Judgement.ATTACK, List.of(BY_AGENT))), Replayed.told());
    RuleReplay whole = log.replay(plans, 0, log.size());
    int cut = log.size() / 3;
    RuleReplay right = log.replay(plans, cut, log.size());
    right.merge(log.replay(plans, 0, cut));
    assertThat(right.cost(0, 1)).isEqualTo(whole.cost(0, 1));
    assertThat(whole.cost(0, 1)).isEqualTo(new RuleReplay.Cost(4000, 50, 50));
    assertThat(right.innocents()).isEqualTo(whole.innocents()).isEqualTo(20_050);
    assertThat(right.clients()).isEqualTo(whole.clients());
    assertThat(right.seconds()).isEqualTo(whole.seconds());
  }
}
