package org.gabion.analyze;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.format.LogRecord;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.input.LineSink;
import org.gabion.core.request.Features;

/// Counts the requests of each incident in one chunk, and those of everybody else around it; in
/// parts, where a chunk is near many incidents. One thread.
final class PassThree implements LineSink {
  /// Incidents of a part.
  private static final int MOST = 64;

  private final LineParser parser;
  private final List<Draft> drafts;
  private final Assets assets;
  private final LogRecord record = new LogRecord();
  private final Features features;
  private final Inputs.Parts<Map<Integer, IncidentTally>> parts;
  private final boolean withLines;
  private final IncidentTally.Room room;

  /// By the place of their draft: those that a line was near.
  private Map<Integer, IncidentTally> tallies = new TreeMap<>();

  private final long firstLine;
  private long line;

  /// @param firstLine lines of the input before this chunk
  PassThree(
      LineParser parser,
      Features features,
      List<Draft> drafts,
      Assets assets,
      long firstLine,
      boolean withLines,
      Inputs.Parts<Map<Integer, IncidentTally>> parts) {
    this.parser = parser;
    this.drafts = drafts;
    this.assets = assets;
    this.firstLine = firstLine;
    this.features = features;
    this.withLines = withLines;
    this.parts = parts;
    this.room = IncidentTally.Room.among(drafts.size());
  }

  @Override
  public void line(byte[] bytes, int from, int to) {
    line++;
    if (parser.parse(bytes, from, to, record) != LineOutcome.PARSED) {
      return;
    }
    boolean filled = false;
    for (int i = 0; i < drafts.size(); i++) {
      if (drafts.get(i).isNear(record.windowMicros())) {
        if (!filled) {
          RecordFeatures.fill(features, record);
          filled = true;
        }
        boolean matched = PassTwo.matches(drafts.get(i).signatures(), features, assets);
        tally(i).add(record, features, assets, matched, firstLine + line);
      }
    }
  }

  @Override
  public void tooLong(byte[] bytes, int from, int to) {
    line++;
  }

  private IncidentTally tally(int draft) {
    IncidentTally known = tallies.get(draft);
    if (known != null) {
      return known;
    }
    if (tallies.size() == MOST) {
      parts.add(tallies);
      tallies = new TreeMap<>();
    }
    IncidentTally made = new IncidentTally(drafts.get(draft), withLines, room);
    tallies.put(draft, made);
    return made;
  }

  /// The last part.
  Map<Integer, IncidentTally> finish() {
    return tallies;
  }
}
