package org.gabion.analyze.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.gabion.analyze.format.LogRecord;
import org.gabion.analyze.report.Analysis.Count;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.KeyedHash;

/// A log of readers with an attack inside it, and what rules come of it.
final class Replayed {
  static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  static final Instant NOW = START.plusSeconds(3600);
  private static final int ATTACK_SECONDS = 100;

  private record Line(LogRecord record, boolean attack) {}

  private final List<Line> lines = new ArrayList<>();
  private final KeyedHash hash = new KeyedHash(1, 2);
  private long attacks;

  /// Readers with a few browsers, one request each.
  Replayed readers(int count) {
    for (int i = 0; i < count; i++) {
      add(reader(i, "Mozilla/5.0 (X11; rv:" + (100 + i % 9) + ".0) Firefox"), i, false);
    }
    return this;
  }

  static RawRequest reader(int i, String agent) {
    return new RawRequest(
        address(10 + i / 60_000, i % 60_000),
        "GET",
        "/articles/" + i,
        "HTTP/1.1",
        "a.example",
        agent,
        "",
        "de");
  }

  static String address(int block, int i) {
    return "9." + block + "." + i / 250 + "." + (1 + i % 250);
  }

  Replayed add(RawRequest request, int second, boolean attack) {
    LogRecord record = request.record();
    record.timeMicros = (START.getEpochSecond() + second % ATTACK_SECONDS) * 1_000_000;
    lines.add(new Line(record, attack));
    attacks += attack ? 1 : 0;
    return this;
  }

  Replayed flood(int count, RawRequest like) {
    for (int i = 0; i < count; i++) {
      RawRequest one =
          new RawRequest(
              address(1, i % 4000),
              like.method(),
              like.target(),
              like.protocol(),
              like.host(),
              like.agent(),
              like.referer(),
              like.language());
      add(one, i, true);
    }
    return this;
  }

  IncidentFacts facts(Kind kind, Judgement verdict, List<Said> signature) {
    return facts("i1", kind, verdict, signature);
  }

  IncidentFacts facts(String id, Kind kind, Judgement verdict, List<Said> signature) {
    return new IncidentFacts(
        id,
        kind,
        verdict,
        START,
        START.plusSeconds(ATTACK_SECONDS - 1),
        attacks,
        signature.isEmpty() ? List.of() : List.of(signature),
        List.of(),
        List.<Count>of(),
        List.<Count>of());
  }

  IncidentRules rules(Kind kind, Judgement verdict, Said... signature) {
    RulePlans plans = RulePlans.of(List.of(facts(kind, verdict, List.of(signature))), told());
    return RuleMaker.make(plans, replay(plans, 0, lines.size()), NOW).getFirst();
  }

  static Set<Attribute> told() {
    return EnumSet.allOf(Attribute.class);
  }

  int size() {
    return lines.size();
  }

  RuleReplay replay(RulePlans plans, int from, int to) {
    RuleReplay replay = new RuleReplay(plans, hash);
    boolean[] member = new boolean[plans.incidents().size()];
    for (Line line : lines.subList(from, to)) {
      java.util.Arrays.fill(member, line.attack);
      replay.add(line.record, member);
    }
    return replay;
  }
}
