package org.gabion.analyze.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gabion.analyze.report.Analysis;
import org.gabion.analyze.report.JsonWriter;

/// Writes what a folder of evidence holds, for people and programs; the tree proves it. Stateless.
final class Manifest {
  /// An artefact and what it is, in words.
  record Listed(Entry.Artefact artefact, String what) {}

  private Manifest() {}

  static void write(
      EvidenceCase evidence,
      EvidenceOptions options,
      List<LineFiles.Written> written,
      List<Listed> files,
      Appendable out)
      throws IOException {
    JsonWriter json = new JsonWriter(out);
    json.open().field("schema", Layout.SCHEMA);
    json.open("program").field("name", "gabion").field("version", options.version()).close();
    json.field("made", options.now()).field("key", options.key().verifier().name());
    if (options.organisation().isPresent()) {
      json.field("organisation", options.organisation().get());
    }
    json.field("pseudonyms", options.pseudonyms().isPresent());
    inputs(json, evidence, options);
    json.openArray("incidents");
    for (int i = 0; i < written.size(); i++) {
      incident(json, evidence.analysis().incidents().get(i), written.get(i));
    }
    json.closeArray().openArray("files");
    for (Listed file : files) {
      json.open()
          .field("path", file.artefact().path())
          .field("size", file.artefact().size())
          .field("sha256", file.artefact().sha256())
          .field("what", file.what())
          .close();
    }
    json.closeArray().close().finish();
  }

  /// With pseudonyms no digest and no size of a log is told: where little else is unknown of a log,
  /// trying all addresses would find the one that gives its digest.
  private static void inputs(JsonWriter json, EvidenceCase evidence, EvidenceOptions options)
      throws IOException {
    json.openArray("inputs");
    for (int i = 0; i < evidence.inputs().size(); i++) {
      Analysis.InputFile file = evidence.analysis().files().get(i);
      json.open()
          .field("input", i)
          .field("path", file.path())
          .field("format", file.format())
          .field("lines", file.lines());
      Path path = evidence.inputs().get(i);
      if (options.pseudonyms().isEmpty() && Files.isRegularFile(path)) {
        Layout.Digest digest = Layout.Digest.of(path);
        json.field("size", digest.size()).field("sha256", digest.sha256());
      }
      json.close();
    }
    json.closeArray();
  }

  private static void incident(
      JsonWriter json, Analysis.Incident incident, LineFiles.Written written) throws IOException {
    json.open()
        .field("id", incident.id())
        .field("kind", incident.kind().word())
        .field("verdict", incident.verdict().word())
        .field("start", incident.start())
        .field("end", incident.end())
        .field("lines", written.lines)
        .field("bytes", written.bytes)
        .field("leftOut", written.leftOut)
        .field("note", note(incident, written))
        .close();
  }

  private static String note(Analysis.Incident incident, LineFiles.Written written) {
    if (written.leftOut > 0) {
      return "The raw lines are cut: the first "
          + written.lines
          + " are here, the "
          + written.leftOut
          + " after them are not, for they are more than was to be kept.";
    }
    return switch (incident.verdict()) {
      case BENIGN -> "No raw lines: it harmed nobody, and its visitors are not kept.";
      case ATTACK, UNCLEAR ->
          written.lines > 0 ? "All raw lines are here." : "No raw line belongs to it.";
    };
  }
}
