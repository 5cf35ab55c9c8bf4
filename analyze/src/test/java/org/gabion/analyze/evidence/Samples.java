package org.gabion.analyze.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.analyze.report.Analyses;
import org.gabion.analyze.report.Analysis;
import org.gabion.analyze.report.JsonReport;
import org.gabion.core.proof.SignerKey;
import org.gabion.core.request.ClientKey;

/// Folders of evidence to try things on: a flood of 700 lines, a scan of 3, and a crowd whose lines
/// are not kept.
final class Samples {
  static final Instant NOW = Instant.parse("2026-11-21T08:00:00.123456Z");
  static final int FLOOD_LINES = 700;
  static final int LINES = FLOOD_LINES + 3;
  static final List<Report> REPORTS =
      List.of(new Report("report.json", "The report", JsonReport::write));

  private Samples() {}

  static SignerKey key() {
    return SignerKey.generate("example.org/evidence", new SecureRandom());
  }

  static EvidenceOptions options(SignerKey key) {
    return new EvidenceOptions(
        key, Optional.empty(), Optional.empty(), EvidenceOptions.DEFAULT_MOST_BYTES, "1.2.3", NOW);
  }

  static EvidenceOptions masked(SignerKey key, Pseudonyms pseudonyms) {
    return new EvidenceOptions(
        key,
        Optional.of(pseudonyms),
        Optional.empty(),
        EvidenceOptions.DEFAULT_MOST_BYTES,
        "1.2.3",
        NOW);
  }

  static String address(int i) {
    return "203.0.113." + i % 50;
  }

  static EvidenceCase source(Path inputs) throws IOException {
    Analysis analysis = Analyses.busy();
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < analysis.files().size(); i++) {
      paths.add(Files.writeString(inputs.resolve("input" + i), "log " + i + "\n"));
    }
    return new EvidenceCase(analysis, paths, Samples::lines);
  }

  private static void lines(MatchedLines.Sink sink) throws IOException {
    for (int i = 0; i < FLOOD_LINES; i++) {
      sink.line(line(0, i, address(i), "/search?q=" + i));
      if (i % 250 == 0) {
        sink.line(line(1, i, "2001:db8::7", "/\u00e9.php"));
        sink.line(line(2, i, "192.0.2.1", "/article"));
      }
    }
  }

  private static MatchedLine line(int incident, int i, String address, String path) {
    String text = address + " - - [20/Nov/2026:15:02:11 +0000] \"GET " + path + " HTTP/1.1\" 200 5";
    return new MatchedLine(
        incident,
        0,
        i + 1L,
        i + 1L,
        text.getBytes(StandardCharsets.UTF_8),
        ClientKey.parse(address),
        Optional.empty());
  }

  static void write(Path dir, Path inputs, SignerKey key) throws IOException {
    Evidence.write(dir, source(inputs), REPORTS, options(key));
  }

  static List<Path> files(Path dir) throws IOException {
    try (var all = Files.walk(dir)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
