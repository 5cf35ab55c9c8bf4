package org.gabion.analyze.evidence;

import java.io.IOException;
import org.gabion.analyze.report.Analysis;

/// A report that stands among the evidence.
///
/// @param file its name: letters, digits, dots and hyphens
/// @param what it is, in words
public record Report(String file, String what, Rendering rendering) {
  /// Writes an analysis, which may be one with pseudonyms.
  public interface Rendering {
    void write(Analysis analysis, Appendable out) throws IOException;
  }

  public Report {
    if (!Layout.isFileName(file)) {
      throw new IllegalArgumentException("no name for a report: " + file);
    }
  }
}
