package org.gabion.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.gabion.analyze.input.InputFiles;
import org.gabion.analyze.report.Analysis;

/// What must be known first of how the lines were read: what was guessed, and what was left unread.
/// Stateless.
final class Doubts {
  private static final int NAMED = 3;

  private Doubts() {}

  static List<Analysis.Warning> of(List<FileTally> files) {
    List<Analysis.Warning> warnings = new ArrayList<>();
    names(files, file -> file.facts().isZoneUnknown())
        .map(
            names ->
                "the times in "
                    + names
                    + " have no zone and were taken for UTC. If the server writes its local time,"
                    + " all times here are off by as much as that is from UTC.")
        .ifPresent(text -> warnings.add(new Analysis.Warning(text, Optional.empty())));
    names(files, file -> 2 * file.facts().withMore() > file.parsed())
        .map(
            names ->
                "the lines of "
                    + names
                    + " have more fields behind the user agent than the combined format knows, and"
                    + " they were not read. Times of answers and the visitors' own addresses are"
                    + " often among them: to have them read, give the server's own directive,"
                    + " --log-format '...' (log_format of nginx, LogFormat of Apache).")
        .ifPresent(text -> warnings.add(new Analysis.Warning(text, Optional.empty())));
    return warnings;
  }

  private static Optional<String> names(List<FileTally> files, Predicate<FileTally> which) {
    List<String> names =
        files.stream()
            .filter(which)
            .map(file -> file.source().path().toString())
            .map(path -> path.equals(InputFiles.STANDARD_INPUT) ? "standard input" : path)
            .toList();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    String named = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    int more = names.size() - NAMED;
    return Optional.of(more > 0 ? named + " and " + more + " more" : named);
  }
}
