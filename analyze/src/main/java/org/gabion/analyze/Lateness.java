package org.gabion.analyze;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gabion.analyze.input.InputException;
import org.gabion.analyze.input.InputFiles;
import org.gabion.analyze.report.Analysis;

/// What is said of requests that came too late for their minute: nothing of a few but their number,
/// a warning before all else where they are many, and no report at all where so many are missing
/// that what is left would tell of things that never happened. Stateless.
final class Lateness {
  /// So many may be late in a log that is written by many hands.
  private static final double NOTABLE = 0.01;

  private static final double TOO_MANY = 0.1;
  private static final int NAMED = 3;
  private static final String PLAIN = "cat";

  private Lateness() {}

  /// The few that are no reason to doubt, in words.
  static Optional<String> note(List<FileTally> files) {
    long late = late(files);
    return late > 0 && late <= NOTABLE * parsed(files)
        ? Optional.of(
            count(late) + " requests came too late for their minute and were not looked at")
        : Optional.empty();
  }

  /// What must be known before anything is believed.
  ///
  /// @throws InputException if too many are missing
  static Optional<Analysis.Warning> warning(List<FileTally> files) throws InputException {
    long late = late(files);
    long parsed = parsed(files);
    if (late <= NOTABLE * parsed) {
      return Optional.empty();
    }
    List<FileTally> blamed = blamed(files);
    Optional<String> command = command(blamed);
    String missing =
        String.format(
            Locale.ROOT,
            "%s not in the order of time: %s of %s requests (%.1f %%) came too late for their"
                + " minute and were not looked at.",
            names(blamed)
                + (blamed.size() == 1 ? " is" : " are")
                + (isTogether(blamed) ? ", taken together," : ""),
            count(late),
            count(parsed),
            100.0 * late / parsed);
    if (late > TOO_MANY * parsed) {
      throw new InputException(
          missing
              + " What is left could look like what never happened, so nothing is told of it. "
              + remedy(blamed)
              + command.map(sort -> ":\n  " + sort).orElse("."));
    }
    return Optional.of(
        new Analysis.Warning(
            missing
                + " What is told may be incomplete, and too small. To be sure: "
                + remedy(blamed)
                + command.map(sort -> ":").orElse("."),
            command));
  }

  private static String remedy(List<FileTally> blamed) {
    String parts =
        isStream(blamed)
            ? "If it comes from several files, name them instead, in any order: they are put in"
                + " order. Else sort its lines by time first"
            : "If that was put together from several files, name those instead, in any order: they"
                + " are put in order. Else sort the lines by time and analyse the result";
    return isTogether(blamed)
        ? "Sort the lines of all of them together by time and analyse the result"
        : parts;
  }

  private static boolean isStream(List<FileTally> blamed) {
    return blamed.size() == 1
        && blamed.getFirst().source().path().toString().equals(InputFiles.STANDARD_INPUT);
  }

  /// The command that sorts them; empty if their lines are not all of one format, or have their
  /// time in no usual form.
  private static Optional<String> command(List<FileTally> blamed) {
    boolean alike = blamed.stream().map(file -> file.source().format()).distinct().count() == 1;
    Optional<PassOne.FirstRequest> first =
        blamed.stream().flatMap(file -> file.first().stream()).findFirst();
    if (!alike || first.isEmpty()) {
      return Optional.empty();
    }
    return SortCommand.of(first.get().line(), first.get().micros())
        .map(sort -> command(blamed, sort));
  }

  private static String command(List<FileTally> blamed, String sort) {
    if (isStream(blamed)) {
      return "... | " + sort + " | gabion analyze -";
    }
    boolean plain = blamed.stream().allMatch(file -> reader(file).equals(PLAIN));
    if (blamed.size() > NAMED) {
      return plain
          ? sort + " FILE... > sorted.log"
          : "for f in FILE...; do zcat -f \"$f\"; done | " + sort + " > sorted.log";
    }
    String read =
        blamed.stream()
            .map(file -> reader(file) + " " + shellNames(List.of(file)))
            .collect(Collectors.joining("; "));
    return plain
        ? sort + " " + shellNames(blamed) + " > sorted.log"
        : (blamed.size() == 1 ? read : "{ " + read + "; }") + " | " + sort + " > sorted.log";
  }

  private static String reader(FileTally file) {
    return file.source().file().reader();
  }

  private static String shellNames(List<FileTally> files) {
    return files.stream()
        .map(file -> file.source().path().toString())
        .map(name -> "'" + name.replace("'", "'\\''") + "'")
        .map(name -> name.matches("'[A-Za-z0-9_./+-]*'") ? name.replace("'", "") : name)
        .collect(Collectors.joining(" "));
  }

  /// Those that are in no order themselves; if all are, they are too far apart for the memory that
  /// they may take.
  private static List<FileTally> blamed(List<FileTally> files) {
    List<FileTally> disordered = files.stream().filter(FileTally::isDisordered).toList();
    return disordered.isEmpty() ? files : disordered;
  }

  private static boolean isTogether(List<FileTally> blamed) {
    return blamed.size() > 1 && blamed.stream().noneMatch(FileTally::isDisordered);
  }

  private static String names(List<FileTally> files) {
    String named =
        files.stream()
            .limit(NAMED)
            .map(
                file -> {
                  String path = file.source().path().toString();
                  return path.equals(InputFiles.STANDARD_INPUT) ? "standard input" : path;
                })
            .collect(Collectors.joining(", "));
    int more = files.size() - NAMED;
    return more > 0 ? named + " and " + more + " more" : named;
  }

  private static long late(List<FileTally> files) {
    return files.stream().mapToLong(FileTally::late).sum();
  }

  private static long parsed(List<FileTally> files) {
    return files.stream().mapToLong(FileTally::parsed).sum();
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
