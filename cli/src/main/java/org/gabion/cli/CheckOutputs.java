package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.gabion.mirror.check.CheckJson;
import org.gabion.mirror.check.CheckPage;
import org.gabion.mirror.check.CheckReport;
import org.gabion.mirror.check.CheckText;
import org.gabion.mirror.check.EvidenceFolder;
import org.gabion.mirror.check.MirrorClass;
import org.gabion.mirror.check.RoundFigures;
import org.jspecify.annotations.Nullable;

/// Writes what the rounds of `gabion mirror check` found. Files are replaced whole, so that whoever
/// reads them meanwhile reads the round before. Used by one thread.
final class CheckOutputs {
  private final Form form;
  private final Optional<Path> json;
  private final Optional<Path> html;
  private final Optional<Path> evidence;
  private final PrintWriter out;
  private final PrintWriter err;
  private @Nullable CheckReport before;

  /// What goes to standard output.
  enum Form {
    /// The whole report, then what is new in each round.
    WORDS,
    /// One report, for programs.
    JSON,
    /// Each report on a line of its own.
    JSON_LINES
  }

  /// @param evidence a folder for documents that exclude each other
  CheckOutputs(
      Form form,
      Optional<Path> json,
      Optional<Path> html,
      Optional<Path> evidence,
      PrintWriter out,
      PrintWriter err) {
    this.form = form;
    this.json = json;
    this.html = html;
    this.evidence = evidence;
    this.out = out;
    this.err = err;
  }

  /// @param points of all rounds for the chart, this one included
  void write(CheckReport report, List<RoundFigures> points) throws IOException {
    // Words first: they are there even if a disk is full.
    List<Path> proofs = List.of();
    Optional<IOException> fault = Optional.empty();
    try {
      proofs = keepEvidence(report);
    } catch (IOException e) {
      fault = Optional.of(e);
    }
    tell(report, proofs);
    if (fault.isPresent()) {
      throw fault.get();
    }
    if (json.isPresent()) {
      replace(json.get(), CheckJson.pretty(report, proofs));
    }
    if (html.isPresent()) {
      replace(html.get(), CheckPage.of(report, points));
    }
  }

  private List<Path> keepEvidence(CheckReport report) throws IOException {
    if (report.count(MirrorClass.TAMPERING) == 0) {
      return List.of();
    }
    if (evidence.isEmpty()) {
      err.println("gabion: name a folder by --evidence, and both signed documents are kept there");
      return List.of();
    }
    List<Path> proofs = new EvidenceFolder(evidence.get()).keep(report);
    proofs.forEach(proof -> err.println("gabion: kept as evidence: " + proof));
    return proofs;
  }

  private void tell(CheckReport report, List<Path> proofs) throws IOException {
    switch (form) {
      case JSON -> out.print(CheckJson.pretty(report, proofs));
      case JSON_LINES -> out.print(CheckJson.line(report, proofs));
      case WORDS -> {
        if (before == null) {
          CheckText.write(report, out);
        } else {
          CheckText.writeNews(before, report, out);
        }
      }
    }
    before = report;
    out.flush();
  }

  private static void replace(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(temporary, text, StandardCharsets.UTF_8);
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
