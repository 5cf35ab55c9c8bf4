package org.gabion.mirror.check;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A report for programs, schema `gabion.mirror-check/1`. docs/reference/mirror-check.md documents
/// every member. Stateless.
public final class CheckJson {
  /// The schema's name; a change that breaks a reader gets a new number.
  public static final String SCHEMA = "gabion.mirror-check/1";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private CheckJson() {}

  /// On lines that compare.
  ///
  /// @param evidence files that were written for this report
  public static String pretty(CheckReport report, List<Path> evidence) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree(report, evidence)) + "\n";
  }

  /// On one line, with its end.
  public static String line(CheckReport report, List<Path> evidence) {
    return JSON.writeValueAsString(tree(report, evidence)) + "\n";
  }

  private static ObjectNode tree(CheckReport report, List<Path> evidence) {
    ObjectNode json = JSON.createObjectNode();
    json.put("schema", SCHEMA);
    json.put("at", time(report.at()));
    json.put("kind", report.kind().word());
    json.put("site", report.site().toString());
    json.put("intactCopies", report.intact());
    kill(json.putObject("killNumber"), report.kill());
    ObjectNode edition = json.putObject("edition");
    edition.put("sequence", report.newest().sequence());
    edition.put("head", report.newest().identity().toString());
    edition.put("published", time(report.newest().published()));
    edition.put("age", code(report.newest().age().word()));
    json.put("roster", report.roster());
    ObjectNode classes = json.putObject("classes");
    for (MirrorClass kind : MirrorClass.values()) {
      classes.put(kind.code(), report.count(kind));
    }
    audited(json, report.audited());
    ArrayNode notes = json.putArray("notes");
    report.notes().forEach(notes::add);
    ArrayNode files = json.putArray("evidence");
    evidence.forEach(file -> files.add(file.toString()));
    ArrayNode mirrors = json.putArray("mirrors");
    report.mirrors().forEach(row -> mirror(mirrors.addObject(), row));
    return json;
  }

  private static void kill(ObjectNode json, KillNumber kill) {
    json.put("number", kill.number());
    json.put("atWorst", kill.isAtWorst());
    ArrayNode parties = json.putArray("parties");
    for (Party party : kill.parties()) {
      parties.addObject().put("kind", party.kind().code()).put("name", party.name());
    }
    ArrayNode kinds = json.putArray("kinds");
    for (KillNumber.OfKind one : kill.kinds()) {
      kinds
          .addObject()
          .put("kind", one.kind().code())
          .put("number", one.number())
          .put("unknown", one.unknown());
    }
    json.put("step", kill.step());
  }

  private static void audited(ObjectNode json, CheckReport.Audited audited) {
    if (audited.mirrors() == 0) {
      json.putNull("audited");
      return;
    }
    json.putObject("audited")
        .put("mirrors", audited.mirrors())
        .put("files", audited.files())
        .put("sample", audited.sample())
        .put("leastFound", audited.leastFound())
        .put("fivePercent", audited.fivePercent());
  }

  private static void mirror(ObjectNode json, CheckReport.Row row) {
    json.put("url", row.url());
    json.put("class", row.verdict().kind().code());
    json.put("reason", row.verdict().reason());
    json.put("since", time(row.since()));
    row.edition()
        .ifPresentOrElse(
            number -> json.put("edition", number.longValue()), () -> json.putNull("edition"));
    row.age().ifPresentOrElse(age -> json.put("age", code(age.word())), () -> json.putNull("age"));
    row.latency()
        .ifPresentOrElse(
            latency -> json.put("latencyMillis", latency.toMillis()),
            () -> json.putNull("latencyMillis"));
    ObjectNode place = json.putObject("place");
    for (PartyKind kind : PartyKind.values()) {
      ArrayNode names = place.putArray(kind.code());
      row.place().names(kind).forEach(names::add);
    }
    ArrayNode faults = json.putArray("faults");
    row.verdict().faults().forEach(fault -> fault(faults.addObject(), fault));
    if (row.audit().isPresent()) {
      Audit audit = row.audit().get();
      json.putObject("audit")
          .put("at", time(audit.at()))
          .put("files", audit.of())
          .put("drawn", audit.drawn())
          .put("looked", audit.looked());
    } else {
      json.putNull("audit");
    }
    if (row.verdict().proof().isPresent()) {
      Verdict.Contradiction proof = row.verdict().proof().get();
      json.putObject("proof")
          .put("what", proof.what())
          .put("number", proof.number())
          .put("reference", proof.reference())
          .put("other", proof.other());
    } else {
      json.putNull("proof");
    }
  }

  private static void fault(ObjectNode json, FileFault fault) {
    switch (fault) {
      case FileFault.Missing(String path) -> json.put("kind", "missing").put("path", path);
      case FileFault.NotGiven(String path, String reason) ->
          json.put("kind", "not-given").put("path", path).put("reason", reason);
      case FileFault.Wrong(String path, String wanted, String found) ->
          json.put("kind", "wrong").put("path", path).put("wanted", wanted).put("found", found);
    }
  }

  private static String code(String word) {
    return word.replace(' ', '-');
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
