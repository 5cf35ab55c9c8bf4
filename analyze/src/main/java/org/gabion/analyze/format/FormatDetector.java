package org.gabion.analyze.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds out which format lines are in, by trying all of them. Stateless.
public final class FormatDetector {
  private static final double LEAST_SHARE = 0.5;

  /// A line and how many of its bytes count; at least 8 more are readable.
  public record Line(byte[] bytes, int length) {}

  /// How many of the lines a format reads.
  ///
  /// @param read lines that are requests
  /// @param lines all but empty lines, directives, and those that tell of something else than a
  ///   request
  public record Fit(LogFormat format, int read, int lines) {
    double share() {
      return lines == 0 ? 0 : (double) read / lines;
    }

    @Override
    public String toString() {
      return "%s read %d of %d lines".formatted(format.name(), read, lines);
    }
  }

  /// The format that fits best, and the next best.
  public record Detected(Fit best, Fit runnerUp) {
    /// Whether the best one reads half of the lines at least.
    public boolean isSure() {
      return best.read > 0 && best.share() >= LEAST_SHARE;
    }

    /// How sure it is, in words.
    public String reason() {
      String next = runnerUp.read == 0 ? "no other format read any" : "the next best, " + runnerUp;
      return "it read %d of %d lines that were tried; %s".formatted(best.read, best.lines, next);
    }
  }

  private FormatDetector() {}

  /// Tries all formats; of two that read equally many lines, the commoner one is better.
  public static Detected detect(List<Line> lines) {
    List<Fit> fits = new ArrayList<>();
    for (LogFormat format : LogFormat.all()) {
      fits.add(fit(format, lines));
    }
    fits.sort(Comparator.comparingInt((Fit fit) -> -fit.read));
    return new Detected(fits.getFirst(), fits.get(1));
  }

  /// Whether this is a server's error log and nothing else.
  public static boolean isErrorLog(List<Line> lines) {
    return !lines.isEmpty()
        && lines.stream().allMatch(line -> ErrorLine.is(line.bytes, 0, line.length));
  }

  /// How well this one fits.
  public static Fit fit(LogFormat format, List<Line> lines) {
    LineParser parser = format.parser();
    LogRecord record = new LogRecord();
    int read = 0;
    int tried = 0;
    for (Line line : lines) {
      LineOutcome outcome = parser.parse(line.bytes, 0, line.length, record);
      switch (outcome) {
        case PARSED -> {
          read++;
          tried++;
        }
        case EMPTY, DIRECTIVE, NO_REQUEST -> {}
        case SHAPE, TIME, STRAY_TIME, CLIENT, STATUS, NUMBER, UNFINISHED, TOO_LONG, BINARY ->
            tried++;
      }
    }
    return new Fit(format, read, tried);
  }

  /// The format of this name.
  public static Optional<LogFormat> named(String name) {
    return LogFormat.all().stream().filter(format -> format.name().equals(name)).findFirst();
  }
}
