package org.gabion.analyze.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.analyze.format.DirectiveFormat;
import org.gabion.analyze.format.FormatDetector;
import org.gabion.analyze.format.LogFormat;

/// Finds out how inputs are to be read. Stateless.
public final class Sources {
  private static final int SHOWN = 80;

  private Sources() {}

  /// Each file as a source.
  ///
  /// @param given the format that the operator named, for all files
  /// @throws InputException if no format fits; its message has text of the log
  public static List<Source> of(List<InputFile> files, Optional<LogFormat> given)
      throws IOException {
    List<Source> sources = new ArrayList<>();
    for (InputFile file : files) {
      sources.add(given.isPresent() ? source(file, given.get(), asGiven(given.get())) : find(file));
    }
    return sources;
  }

  private static String asGiven(LogFormat format) {
    return format instanceof DirectiveFormat directive
        ? "as given" + directive.remark().map(remark -> "; " + remark).orElse("")
        : "as given";
  }

  private static Source find(InputFile file) throws IOException {
    List<FormatDetector.Line> lines = SampleLines.of(file);
    if (FormatDetector.isErrorLog(lines)) {
      throw new InputException(
          file.path() + " is an error log, which has no requests: give the access log beside it");
    }
    FormatDetector.Detected found = FormatDetector.detect(lines);
    FormatDetector.Fit best = found.best();
    if (best.lines() == 0 && best.read() == 0) {
      return new Source(
          file,
          "unknown",
          "there is no line to tell it by",
          best.format()::parser,
          best.format().hasDirectives());
    }
    if (!found.isSure()) {
      throw new InputException(
          "%s: no format fits its lines%s; the best one, %s, read %d of %d. Name it with --format"
                  .formatted(
                      file.path(), first(lines), best.format().name(), best.read(), best.lines())
              + " ('gabion analyze --format list' shows all), or paste the server's own directive"
              + " with --log-format '...'");
    }
    return source(file, best.format(), found.reason());
  }

  /// The first line of text, to see what it is that no format reads.
  private static String first(List<FormatDetector.Line> lines) {
    return lines.stream()
        .map(line -> new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8))
        .filter(line -> !line.isBlank() && line.indexOf('\ufffd') < 0)
        .findFirst()
        .map(line -> line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...")
        .map(line -> ", such as \"" + line + "\"")
        .orElse("");
  }

  private static Source source(InputFile file, LogFormat format, String reason) {
    return new Source(file, format.name(), reason, format::parser, format.hasDirectives());
  }
}
