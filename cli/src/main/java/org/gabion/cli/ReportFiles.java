package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gabion.analyze.Analyzer;
import org.gabion.analyze.report.HtmlReport;
import org.gabion.analyze.report.JsonReport;
import org.gabion.analyze.report.Printable;
import org.gabion.analyze.report.Written;
import org.gabion.analyze.rules.RulesWriter;

/// What `gabion analyze` is to write, and where; [#fault] tells before a long log is read what
/// would be in the way after it.
///
/// A file that is read is never written: a log that is named as a report by mistake stays.
///
/// @param html the report as a page
/// @param json the report for programs
/// @param rules a folder of rules
/// @param evidence a folder of evidence, which [Evidence][org.gabion.analyze.evidence.Evidence]
///   writes
record ReportFiles(
    Optional<Path> html, Optional<Path> json, Optional<Path> rules, Optional<Path> evidence) {

  /// Why something of it can not be written, with the option that names it.
  ///
  /// @param read all files that are to be read
  Optional<String> fault(List<Path> read) throws IOException {
    if (html.isPresent() && json.isPresent() && isSame(html.get(), json.get())) {
      return Optional.of("--html and --json name the same file: give each its own.");
    }
    return ofFile("--html", html, read)
        .or(() -> ofFile("--json", json, read))
        .or(() -> ofFolder("--rules", rules))
        .or(() -> ofFolder("--evidence", evidence));
  }

  private static Optional<String> ofFile(String option, Optional<Path> named, List<Path> read) {
    if (named.isEmpty()) {
      return Optional.empty();
    }
    Path file = named.get();
    if (Files.isDirectory(file)) {
      return Optional.of("%s: %s is a folder: name a file in it.".formatted(option, file));
    }
    if (read.stream().anyMatch(input -> isSame(input, file))) {
      return Optional.of(
          "%s: %s is one of the files that are read, and would be lost: name another one."
              .formatted(option, file));
    }
    Path folder = parent(file);
    if (!Files.isDirectory(folder)) {
      return Optional.of(
          "%s: there is no folder %s to write %s to: make it first."
              .formatted(option, folder, file.getFileName()));
    }
    return Files.isWritable(Files.exists(file) ? file : folder)
        ? Optional.empty()
        : Optional.of("%s: this user may not write %s.".formatted(option, file));
  }

  private static Optional<String> ofFolder(String option, Optional<Path> named) {
    if (named.isEmpty()) {
      return Optional.empty();
    }
    Path there = named.get().toAbsolutePath();
    while (!Files.exists(there)) {
      there = parent(there);
    }
    if (!Files.isDirectory(there)) {
      return Optional.of("%s: %s is no folder: name another one.".formatted(option, there));
    }
    return Files.isWritable(there)
        ? Optional.empty()
        : Optional.of("%s: this user may not write to %s.".formatted(option, there));
  }

  private static Path parent(Path path) {
    Path absolute = path.toAbsolutePath();
    return Optional.ofNullable(absolute.getParent()).orElse(absolute);
  }

  private static boolean isSame(Path one, Path two) {
    try {
      return one.toAbsolutePath().normalize().equals(two.toAbsolutePath().normalize())
          || Files.exists(one) && Files.exists(two) && Files.isSameFile(one, two);
    } catch (IOException e) {
      // What can not be looked at can not be written either.
      return false;
    }
  }

  /// What stands beside the reports.
  Set<Written> written() {
    Set<Written> written = EnumSet.noneOf(Written.class);
    rules.ifPresent(folder -> written.add(Written.RULES));
    evidence.ifPresent(folder -> written.add(Written.EVIDENCE));
    return written;
  }

  /// Writes all but the evidence.
  void write(Analyzer.Outcome outcome) throws IOException {
    if (html.isPresent()) {
      try (var file = Files.newBufferedWriter(html.get(), StandardCharsets.UTF_8)) {
        HtmlReport.write(outcome.analysis(), written(), file);
      }
    }
    if (rules.isPresent()) {
      RulesWriter.write(rules.get(), outcome.rules());
    }
    if (json.isPresent()) {
      try (var file = Files.newBufferedWriter(json.get(), StandardCharsets.UTF_8)) {
        JsonReport.write(outcome.analysis(), file);
      }
    }
  }

  /// Tells what was written where.
  void tell(PrintWriter out) {
    List<String> lines = new ArrayList<>();
    html.ifPresent(file -> lines.add(file + ": the report as a page"));
    json.ifPresent(file -> lines.add(file + ": the report for programs"));
    rules.ifPresent(
        folder -> lines.add(folder.resolve("README.txt") + ": which rule goes where, and why"));
    evidence.ifPresent(
        folder ->
            lines.add(
                folder
                    + ": the evidence, signed; 'gabion analyze verify "
                    + folder
                    + " --key PUB' checks it"));
    if (!lines.isEmpty()) {
      out.println();
      out.println("What was written");
      lines.forEach(line -> out.println("  " + Printable.of(line)));
      out.flush();
    }
  }
}
