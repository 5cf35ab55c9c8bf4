package org.gabion.analyze;

import java.util.ArrayList;
import java.util.List;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.format.LogRecord;
import org.gabion.analyze.input.LineSink;
import org.gabion.core.request.Features;

/// Counts the requests of each incident in one chunk, and those of everybody else around it. One
/// thread.
final class PassThree implements LineSink {
  private final LineParser parser;
  private final List<Draft> drafts;
  private final Assets assets;
  private final LogRecord record = new LogRecord();
  private final Features features;
  private final List<IncidentTally> tallies = new ArrayList<>();
  private final long firstLine;
  private long line;

  /// @param firstLine lines of the input before this chunk
  PassThree(
      LineParser parser,
      Features features,
      List<Draft> drafts,
      Assets assets,
      long firstLine,
      boolean withLines) {
    this.parser = parser;
    this.drafts = drafts;
    this.assets = assets;
    this.firstLine = firstLine;
    this.features = features;
    drafts.forEach(draft -> tallies.add(new IncidentTally(draft, withLines)));
  }

  @Override
  public void line(byte[] bytes, int from, int to) {
    line++;
    if (parser.parse(bytes, from, to, record) != LineOutcome.PARSED) {
      return;
    }
    boolean filled = false;
    for (int i = 0; i < drafts.size(); i++) {
      IncidentTally tally = tallies.get(i);
      if (tally.isNear(record.windowMicros())) {
        if (!filled) {
          RecordFeatures.fill(features, record);
          filled = true;
        }
        boolean matched = PassTwo.matches(drafts.get(i).signatures(), features, assets);
        tally.add(record, features, assets, matched, firstLine + line);
      }
    }
  }

  @Override
  public void tooLong(byte[] bytes, int from, int to) {
    line++;
  }

  List<IncidentTally> finish() {
    return tallies;
  }
}
