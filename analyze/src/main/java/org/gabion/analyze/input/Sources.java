package org.gabion.analyze.input;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.analyze.format.FormatDetector;
import org.gabion.analyze.format.LogFormat;

/// Finds out how inputs are to be read. Stateless.
public final class Sources {
  private Sources() {}

  /// Each file as a source.
  ///
  /// @param given the format that the operator named, for all files
  /// @throws InputException if no format fits
  public static List<Source> of(List<InputFile> files, Optional<LogFormat> given)
      throws IOException {
    List<Source> sources = new ArrayList<>();
    for (InputFile file : files) {
      sources.add(given.isPresent() ? source(file, given.get(), "as given") : find(file));
    }
    return sources;
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
      return source(file, best.format(), "there is no line to tell it by");
    }
    if (!found.isSure()) {
      throw new InputException(
          "%s: no format fits its lines; the best, %s. Name it with --format, or paste the"
                  .formatted(file.path(), best)
              + " server's own directive with --log-format '...'");
    }
    return source(file, best.format(), found.reason());
  }

  private static Source source(InputFile file, LogFormat format, String reason) {
    return new Source(file, format.name(), reason, format::parser, format.hasDirectives());
  }
}
