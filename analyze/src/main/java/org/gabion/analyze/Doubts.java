package org.gabion.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.gabion.analyze.input.InputFiles;

/// What was guessed of how the lines are to be read, and what was left unread. Stateless.
final class Doubts {
  private static final int NAMED = 3;

  private Doubts() {}

  static List<String> of(List<FileTally> files) {
    List<String> words = new ArrayList<>();
    names(files, file -> file.facts().isZoneUnknown())
        .map(
            names ->
                "no time zone in "
                    + names
                    + ": times were taken for UTC, and are off by as much as the server's own time"
                    + " is from it")
        .ifPresent(words::add);
    names(files, file -> 2 * file.facts().withMore() > file.parsed())
        .map(
            names ->
                "unread fields behind the user agent in "
                    + names
                    + ": times of answers or the visitors' own addresses may be among them; to"
                    + " have them read, give the server's own directive, --log-format '...'"
                    + " (log_format of nginx, LogFormat of Apache)")
        .ifPresent(words::add);
    return words;
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
