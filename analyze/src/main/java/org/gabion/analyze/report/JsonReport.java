package org.gabion.analyze.report;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gabion.analyze.report.Analysis.Condition;
import org.gabion.analyze.report.Analysis.Count;
import org.gabion.analyze.report.Analysis.Detail;
import org.gabion.analyze.report.Analysis.Hurt;
import org.gabion.analyze.report.Analysis.Incident;
import org.gabion.analyze.report.Analysis.InputFile;
import org.gabion.analyze.report.Analysis.Link;
import org.gabion.analyze.report.Analysis.MinedSignature;
import org.gabion.analyze.report.Analysis.PasteRule;
import org.gabion.analyze.report.Analysis.Timeline;
import org.gabion.analyze.report.Analysis.Traffic;

/// An [Analysis] as JSON, schema `gabion.analysis/1`: what other programs read.
///
/// `docs/reference/analysis.md` documents every key; a test holds the two together. The same
/// analysis always gives the same bytes: members stand in the order of the document, maps in the
/// order of their keys. Stateless.
public final class JsonReport {
  /// The schema's name; a change that breaks a reader gets a new number.
  public static final String SCHEMA = "gabion.analysis/1";

  private JsonReport() {}

  /// Writes the analysis as it goes, without holding the text. `out` is best buffered, and encodes
  /// as UTF-8.
  public static void write(Analysis analysis, Appendable out) throws IOException {
    JsonWriter json = new JsonWriter(out);
    json.open().field("schema", SCHEMA).openArray("warnings");
    for (Analysis.Warning warning : analysis.warnings()) {
      warning(json, warning);
    }
    json.closeArray().openArray("files");
    for (InputFile file : analysis.files()) {
      file(json, file);
    }
    json.closeArray();
    if (analysis.span().isPresent()) {
      json.open("span")
          .field("from", analysis.span().get().from())
          .field("to", analysis.span().get().to())
          .close();
    } else {
      json.nothing("span");
    }
    json.field("requests", analysis.requests()).openArray("incidents");
    for (Incident incident : analysis.incidents()) {
      incident(json, incident);
    }
    json.closeArray().texts("detectorsNotRun", analysis.detectorsNotRun());
    if (analysis.span().isPresent()) {
      timeline(json, analysis.timeline());
    } else {
      json.nothing("timeline");
    }
    json.close().finish();
  }

  private static void warning(JsonWriter json, Analysis.Warning warning) throws IOException {
    json.open().field("text", warning.text());
    if (warning.command().isPresent()) {
      json.field("command", warning.command().get());
    } else {
      json.nothing("command");
    }
    json.close();
  }

  private static void file(JsonWriter json, InputFile file) throws IOException {
    json.open()
        .field("path", file.path())
        .field("format", file.format())
        .field("formatReason", file.formatReason())
        .field("lines", file.lines())
        .field("parsed", file.parsed())
        .open("rejected");
    for (Map.Entry<String, Long> reason : new TreeMap<>(file.rejected()).entrySet()) {
      json.field(reason.getKey(), reason.getValue());
    }
    json.close().open("samples");
    for (Map.Entry<String, List<String>> reason : new TreeMap<>(file.samples()).entrySet()) {
      json.texts(reason.getKey(), reason.getValue());
    }
    json.close().close();
  }

  private static void incident(JsonWriter json, Incident incident) throws IOException {
    json.open()
        .field("id", incident.id())
        .field("kind", incident.kind().word())
        .field("verdict", incident.verdict().word())
        .field("start", incident.start())
        .field("end", incident.end())
        .field("requests", incident.requests())
        .field("clients", incident.clients())
        .field("peakPerSecond", incident.peakPerSecond())
        .field("bytes", incident.bytes())
        .openArray("signatures");
    for (MinedSignature signature : incident.signatures()) {
      signature(json, signature);
    }
    json.closeArray()
        .field("signatureText", incident.signatureText())
        .field("coverage", incident.coverage())
        .open("innocents")
        .field("requests", incident.innocents().requests())
        .field("share", incident.innocents().share())
        .field("upperBound95", incident.innocents().upperBound95())
        .close();
    hurt(json, incident.hurt());
    json.texts("reasons", incident.reasons())
        .texts("related", incident.related().stream().map(Link::id).toList())
        .openArray("relatedBecause");
    for (Link link : incident.related()) {
      json.open().field("id", link.id()).field("reason", link.reason()).close();
    }
    json.closeArray();
    json.openArray("rules");
    for (PasteRule rule : incident.rules()) {
      rule(json, rule);
    }
    json.closeArray().texts("rulesWithheld", incident.withheld());
    if (!incident.matchedLines().isEmpty()) {
      json.numbers("matchedLines", incident.matchedLines());
    }
    detail(json, incident.detail());
    json.close();
  }

  /// One signature as an array element.
  public static void signature(JsonWriter json, MinedSignature signature) throws IOException {
    json.open().openArray("clauses");
    for (Condition clause : signature.clauses()) {
      json.open().field("attribute", clause.attribute()).field("value", clause.value()).close();
    }
    json.closeArray()
        .field("coverage", signature.coverage())
        .field("innocents", signature.innocents())
        .close();
  }

  private static void hurt(JsonWriter json, Hurt hurt) throws IOException {
    json.open("hurt").field("sentence", hurt.sentence()).field("requests", hurt.requests());
    known(json, "errorShare", hurt.errorShare());
    known(json, "errorShareBefore", hurt.errorShareBefore());
    known(json, "p90Millis", hurt.p90Millis());
    known(json, "p90MillisBefore", hurt.p90MillisBefore());
    json.field("affectedClients", hurt.affectedClients()).close();
  }

  /// What the log does not tell is `null`, lest somebody takes -1 for a time or 0 for a share.
  private static void known(JsonWriter json, String name, double value) throws IOException {
    json.field(name, value < 0 ? Double.NaN : value);
  }

  private static void rule(JsonWriter json, PasteRule rule) throws IOException {
    json.open()
        .field("target", rule.target())
        .field("measure", rule.measure().word())
        .field("text", rule.text())
        .field("removes", rule.removes())
        .field("innocentsHit", rule.innocentsHit())
        .field("innocentsUpperBound95", rule.innocentsUpperBound95())
        .field("expires", rule.expires())
        .field("checked", rule.checked())
        .close();
  }

  private static void detail(JsonWriter json, Detail detail) throws IOException {
    json.open("detail");
    traffic(json, "before", detail.before());
    traffic(json, "during", detail.during());
    traffic(json, "others", detail.others());
    traffic(json, "after", detail.after());
    counts(json, "sources", detail.sources());
    counts(json, "paths", detail.paths());
    counts(json, "agents", detail.agents());
    counts(json, "statuses", detail.statuses());
    json.close();
  }

  private static void traffic(JsonWriter json, String name, Traffic traffic) throws IOException {
    json.open(name)
        .field("requests", traffic.requests())
        .field("bytes", traffic.bytes())
        .field("clients", traffic.clients())
        .field("errors", traffic.errors())
        .field("perMinute", traffic.perMinute())
        .close();
  }

  private static void counts(JsonWriter json, String name, List<Count> counts) throws IOException {
    json.openArray(name);
    for (Count count : counts) {
      json.open().field("value", count.value()).field("requests", count.requests()).close();
    }
    json.closeArray();
  }

  private static void timeline(JsonWriter json, Timeline timeline) throws IOException {
    json.open("timeline")
        .field("from", timeline.from())
        .field("bucketSeconds", timeline.bucketSeconds())
        .numbers("all", timeline.all())
        .openArray("matched");
    for (List<Long> row : timeline.matched()) {
      json.row(row);
    }
    json.closeArray().close();
  }
}
