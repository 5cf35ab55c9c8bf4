package org.gabion.analyze.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.analyze.report.Analysis.Condition;
import org.gabion.analyze.report.Analysis.Count;
import org.gabion.analyze.report.Analysis.Detail;
import org.gabion.analyze.report.Analysis.Hurt;
import org.gabion.analyze.report.Analysis.Incident;
import org.gabion.analyze.report.Analysis.Innocents;
import org.gabion.analyze.report.Analysis.InputFile;
import org.gabion.analyze.report.Analysis.Link;
import org.gabion.analyze.report.Analysis.Measure;
import org.gabion.analyze.report.Analysis.MinedSignature;
import org.gabion.analyze.report.Analysis.PasteRule;
import org.gabion.analyze.report.Analysis.Span;
import org.gabion.analyze.report.Analysis.Timeline;
import org.gabion.analyze.report.Analysis.Traffic;
import org.gabion.analyze.report.Analysis.Warning;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;

/// Analyses that the reports are tried on.
public final class Analyses {
  /// Everything that a page, a terminal or a parser could stumble over.
  public static final String HOSTILE =
      "<script>alert(1)</script>\"'&`${x}\\\u001b[2J\u0000\u0007\r\n"
          + "\u009b31m\u202eabc\u2028\ud800é";

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private Analyses() {}

  /// A quiet day.
  public static Analysis calm() {
    return new Analysis(
        List.of(),
        List.of(file("access.log", Map.of(), Map.of())),
        Optional.of(new Span(NOON, NOON.plusSeconds(86_000))),
        10_000,
        List.of(),
        List.of("No request times: slowness can not be seen in this log."),
        timeline(List.of()));
  }

  /// A quiet day, some of whose requests came too late.
  public static Analysis unordered() {
    Analysis calm = calm();
    return new Analysis(
        List.of(
            new Warning(
                "access.log is not in the order of time: 523 of 10,000 requests came too late.",
                Optional.of("LC_ALL=C sort -s -t '[' -k 2.8,2.11n access.log > sorted.log"))),
        calm.files(),
        calm.span(),
        calm.requests(),
        calm.incidents(),
        calm.detectorsNotRun(),
        calm.timeline());
  }

  /// Nothing that is a request.
  public static Analysis unread() {
    return new Analysis(
        List.of(),
        List.of(
            new InputFile(
                "noise.bin",
                "unknown",
                "no format fits more than 1 % of the lines",
                7,
                0,
                Map.of("binary", 4L, "shape", 3L),
                Map.of("binary", List.of("\\x16\\x03\\x01"), "shape", List.of("hello")))),
        Optional.empty(),
        0,
        List.of(),
        List.of(),
        new Timeline(Instant.EPOCH, 60, List.of(), List.of()));
  }

  /// A flood with a rule, a scan, a crowd and a monitor.
  public static Analysis busy() {
    List<Incident> incidents = List.of(flood(), scan(), crowd(), monitor());
    return new Analysis(
        List.of(),
        List.of(
            file(
                "/var/log/nginx/access.log",
                Map.of("shape", 12L, "binary", 2L),
                Map.of(
                    "shape", List.of("- - - \\x16\\x03\\x01", "GET"),
                    "binary", List.of("\\x00\\x00"))),
            file("/var/log/nginx/access.log.1.gz", Map.of(), Map.of())),
        Optional.of(new Span(NOON, NOON.plusSeconds(8 * 3600 - 1))),
        312_907,
        incidents,
        List.of(
            "No request times: slowness can not be seen in this log, only errors can.",
            "No source ports: the log can not tell connections apart."),
        timeline(incidents));
  }

  /// An incident that the log can not explain.
  public static Analysis unclear() {
    return unclear(hurtOthers());
  }

  /// The same, and nobody suffered.
  public static Analysis unfelt() {
    return unclear(new Hurt("Nobody, as far as this log can tell.", 9_100, 0, 0, 120, 110, 0));
  }

  /// Three seconds, a quarter of whose lines are no requests.
  public static Analysis brief() {
    return new Analysis(
        List.of(),
        List.of(
            new InputFile(
                "access.log",
                "combined",
                "",
                1_340,
                1_000,
                Map.of("shape", 340L),
                Map.of("shape", List.of("hello")))),
        Optional.of(new Span(NOON, NOON.plusSeconds(3))),
        1_000,
        List.of(),
        List.of(),
        new Timeline(NOON, 60, List.of(1_000L), List.of()));
  }

  /// One flood by two user agents, nine requests and one.
  public static Analysis withAgents(String first, String second) {
    Incident plain = flood();
    Detail detail = plain.detail();
    Incident incident =
        new Incident(
            plain.id(),
            plain.kind(),
            plain.verdict(),
            plain.start(),
            plain.end(),
            10,
            plain.clients(),
            plain.peakPerSecond(),
            plain.bytes(),
            plain.signatures(),
            plain.signatureText(),
            plain.coverage(),
            plain.innocents(),
            plain.hurt(),
            plain.reasons(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new Detail(
                detail.before(),
                detail.during(),
                detail.others(),
                detail.after(),
                List.of(),
                List.of(),
                List.of(new Count(first, 9), new Count(second, 1)),
                List.of()));
    return new Analysis(
        List.of(),
        List.of(file("access.log", Map.of(), Map.of())),
        Optional.of(new Span(NOON, NOON.plusSeconds(8 * 3600 - 1))),
        61_000,
        List.of(incident),
        List.of(),
        timeline(List.of(incident)));
  }

  private static Analysis unclear(Hurt hurt) {
    Incident incident =
        new Incident(
            "i1",
            Kind.UNCLEAR,
            Judgement.UNCLEAR,
            NOON.plusSeconds(3600),
            NOON.plusSeconds(5400),
            9_100,
            4_200,
            31,
            44_000_000,
            List.of(),
            "",
            0,
            new Innocents(0, 0, 1),
            hurt,
            List.of("The requests look like those of readers in every attribute."),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            detail());
    return new Analysis(
        List.of(),
        List.of(file("access.log", Map.of(), Map.of())),
        Optional.of(new Span(NOON, NOON.plusSeconds(8 * 3600 - 1))),
        61_000,
        List.of(incident),
        List.of(),
        timeline(List.of(incident)));
  }

  /// Hostile text wherever a log could bring it in.
  public static Analysis hostile() {
    Incident plain = flood();
    Incident incident =
        new Incident(
            plain.id(),
            plain.kind(),
            plain.verdict(),
            plain.start(),
            plain.end(),
            plain.requests(),
            plain.clients(),
            plain.peakPerSecond(),
            plain.bytes(),
            List.of(
                new MinedSignature(List.of(new Condition("userAgent", HOSTILE)), Double.NaN, 0)),
            "user agent is " + HOSTILE,
            plain.coverage(),
            plain.innocents(),
            new Hurt(HOSTILE, 1, 0, 0, -1, -1, 1),
            List.of(HOSTILE),
            List.of(new Link(HOSTILE, HOSTILE)),
            List.of(new PasteRule("nginx", Measure.BLOCK, HOSTILE, 1, 0, 0.01, NOON, HOSTILE)),
            List.of(HOSTILE),
            List.of(1L, 2L),
            new Detail(
                plain.detail().before(),
                plain.detail().during(),
                plain.detail().others(),
                plain.detail().after(),
                counts(HOSTILE),
                counts(HOSTILE),
                counts(HOSTILE),
                counts(HOSTILE)));
    return new Analysis(
        List.of(new Warning(HOSTILE, Optional.of("sort"))),
        List.of(
            new InputFile(
                HOSTILE,
                HOSTILE,
                HOSTILE,
                9,
                8,
                Map.of(HOSTILE, 1L),
                Map.of(HOSTILE, List.of(HOSTILE)))),
        Optional.of(new Span(NOON, NOON.plusSeconds(8 * 3600 - 1))),
        312_907,
        List.of(incident),
        List.of(HOSTILE),
        timeline(List.of(incident)));
  }

  /// A flood of one tool on one path.
  public static Incident flood() {
    return new Incident(
        "i1",
        Kind.FLOOD,
        Judgement.ATTACK,
        NOON.plusSeconds(3 * 3600 + 131),
        NOON.plusSeconds(4 * 3600 + 490),
        204_331,
        1_947,
        412,
        1_804_331_220L,
        List.of(
            new MinedSignature(
                List.of(
                    new Condition("path", "/search"),
                    new Condition("query", "present"),
                    new Condition("refererClass", "none")),
                0.957,
                0.0001),
            new MinedSignature(
                List.of(
                    new Condition("path", "/"),
                    new Condition("userAgent", "Mozilla/5.0 (X11; Linux) Chrome/99")),
                0.036,
                0)),
        "requests for /search with a query and no referer; or requests for / by"
            + " \"Mozilla/5.0 (X11; Linux) Chrome/99\"",
        0.993,
        new Innocents(14, 0.00013, 0.00041),
        hurtOthers(),
        List.of(
            "Requests rose to 41 times what is usual at this hour.",
            "1,947 addresses asked for the same path, and none of them fetched a style sheet or an"
                + " image.",
            "All of them call themselves one of three browsers; readers at this hour use 212."),
        List.of(new Link("i2", "the scan came from the same network an hour before")),
        List.of(
            new PasteRule(
                "nginx",
                Measure.BLOCK,
                "map $uri $gabion_i1 {\n    default 0;\n    \"/search\" 1;\n}\n",
                0.993,
                14,
                0.0009,
                NOON.plusSeconds(7 * 86_400),
                "nginx -t: the rule is accepted"),
            new PasteRule(
                "haproxy",
                Measure.LIMIT,
                "acl gabion_i1 path -m str -- /search\nhttp-request deny deny_status 429 if"
                    + " gabion_i1\n",
                0.993,
                14,
                0.0009,
                NOON.plusSeconds(7 * 86_400),
                "not checked: haproxy is not installed here")),
        List.of("no rule for nftables: too many addresses"),
        List.of(3L, 5L, 8L),
        detail());
  }

  static Incident scan() {
    return new Incident(
        "i2",
        Kind.SCAN,
        Judgement.ATTACK,
        NOON.plusSeconds(2 * 3600 + 900),
        NOON.plusSeconds(2 * 3600 + 1500),
        2_210,
        1,
        9,
        1_210_000,
        List.of(new MinedSignature(List.of(new Condition("source", "203.0.113.7")), 1, 0)),
        "requests from 203.0.113.7",
        1,
        new Innocents(0, 0, 0.0003),
        new Hurt("Nobody, as far as this log can tell.", 3_000, 0.001, 0.001, -1, -1, 0),
        List.of("1,904 different paths were asked for, and 99.1 % of them do not exist."),
        List.of(new Link("i1", "the flood came from the same network an hour later")),
        List.of(),
        List.of(),
        List.of(),
        detail());
  }

  private static Incident crowd() {
    return new Incident(
        "i3",
        Kind.FLASH_CROWD,
        Judgement.BENIGN,
        NOON.plusSeconds(6 * 3600),
        NOON.plusSeconds(7 * 3600),
        41_000,
        9_800,
        60,
        810_000_000,
        List.of(),
        "",
        0,
        new Innocents(0, 0, 0),
        new Hurt("Nobody, as far as this log can tell.", 1, 0, 0, 120, 110, 0),
        List.of("They fetch images and styles as browsers do, and come from 41 other sites."),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        detail());
  }

  static Incident monitor() {
    return new Incident(
        "i4",
        Kind.OWN_MONITOR,
        Judgement.BENIGN,
        NOON,
        NOON.plusSeconds(8 * 3600 - 1),
        2_880,
        2,
        1,
        57_600,
        List.of(
            new MinedSignature(
                List.of(new Condition("path", "/health"), new Condition("method", "HEAD")), 1, 0)),
        "HEAD requests for /health",
        1,
        new Innocents(0, 0, 0.0002),
        new Hurt("Nobody, as far as this log can tell.", 1, 0, 0, -1, -1, 0),
        List.of("It asks every ten seconds, day and night."),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        detail());
  }

  private static Hurt hurtOthers() {
    return new Hurt(
        "Of the 8,911 requests of other visitors, 31.2 % met an error (0.2 % before); 612 visitors"
            + " were affected, and one in ten pages took longer than 4.1 s (180 ms before).",
        8_911, 0.312, 0.002, 4_100, 180, 612);
  }

  private static Detail detail() {
    return new Detail(
        new Traffic(7_204, 201_000_000, 611, 12, 108.3),
        new Traffic(204_331, 1_804_331_220L, 1_947, 44_810, 3_102.1),
        new Traffic(8_911, 180_000_000, 702, 2_780, 135.2),
        new Traffic(7_540, 210_400_000, 640, 15, 114.5),
        List.of(
            new Count("198.51.100.0/24", 41_202),
            new Count("203.0.113.0/24", 30_717),
            new Count("2001:db8:77::/48", 9_114),
            new Count("192.0.2.0/24", 8_311),
            new Count("192.0.3.0/24", 7_204),
            new Count("192.0.4.0/24", 1_001)),
        List.of(new Count("/search", 196_000), new Count("/", 8_331)),
        List.of(
            new Count("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/99", 120_220),
            new Count("Mozilla/5.0 (X11; Linux) Chrome/99", 84_111)),
        List.of(new Count("200", 159_521), new Count("503", 44_810)));
  }

  private static List<Count> counts(String value) {
    return List.of(new Count(value, 9), new Count("other", 1));
  }

  private static InputFile file(
      String path, Map<String, Long> rejected, Map<String, List<String>> samples) {
    long lost = rejected.values().stream().mapToLong(Long::longValue).sum();
    return new InputFile(
        path,
        "combined",
        "fits 99.9 % of the lines; the next best, vhost-combined, fits 2 %",
        156_460 + lost,
        156_460,
        rejected,
        samples);
  }

  private static Timeline timeline(List<Incident> incidents) {
    List<Long> all = new ArrayList<>();
    List<List<Long>> matched = new ArrayList<>();
    incidents.forEach(incident -> matched.add(new ArrayList<>()));
    for (int bucket = 0; bucket < 480; bucket++) {
      Instant time = NOON.plusSeconds(60L * bucket);
      long total = 90 + Math.round(30 * Math.sin(bucket / 60.0)) + bucket * 37 % 23;
      for (int i = 0; i < incidents.size(); i++) {
        Incident incident = incidents.get(i);
        boolean within = !time.isBefore(incident.start()) && !time.isAfter(incident.end());
        long minutes = 1 + incident.start().until(incident.end()).toMinutes();
        long here = within ? incident.requests() / minutes * (80 + bucket * 31 % 40) / 100 : 0;
        matched.get(i).add(here);
        total += here;
      }
      all.add(total);
    }
    return new Timeline(NOON, 60, all, matched);
  }
}
