package org.gabion.analyze;

import java.util.ArrayList;
import java.util.List;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.format.LogRecord;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.input.LineSink;
import org.gabion.core.detect.Finding;
import org.gabion.core.request.Features;
import org.gabion.core.signature.Mined;

/// Finds in one chunk when each finding's signatures matched; in parts, where that is at many
/// times. One thread.
final class PassTwo implements LineSink {
  private static final int MOST_CELLS = 50_000;

  private final LineParser parser;
  private final List<Finding> findings;
  private final Assets assets;
  private final LogRecord record = new LogRecord();
  private final Features features;
  private final Inputs.Parts<List<MinuteTally>> parts;
  private List<MinuteTally> tallies = new ArrayList<>();
  private long matched;

  PassTwo(
      LineParser parser,
      Features features,
      List<Finding> findings,
      Assets assets,
      Inputs.Parts<List<MinuteTally>> parts) {
    this.parser = parser;
    this.findings = findings;
    this.assets = assets;
    this.features = features;
    this.parts = parts;
    begin();
  }

  private void begin() {
    tallies = new ArrayList<>();
    findings.forEach(finding -> tallies.add(new MinuteTally()));
  }

  @Override
  public void line(byte[] bytes, int from, int to) {
    if (parser.parse(bytes, from, to, record) != LineOutcome.PARSED) {
      return;
    }
    RecordFeatures.fill(features, record);
    for (int i = 0; i < findings.size(); i++) {
      if (matches(findings.get(i).signatures(), features, assets)) {
        tallies.get(i).add(features.startMicros);
        matched++;
      }
    }
    // A match adds one cell at most.
    if (matched > MOST_CELLS) {
      if (tallies.stream().mapToLong(MinuteTally::cells).sum() > MOST_CELLS / 2) {
        parts.add(tallies);
        begin();
      }
      matched = 0;
    }
  }

  @Override
  public void tooLong(byte[] bytes, int from, int to) {
    // No request that could match.
  }

  static boolean matches(List<Mined> signatures, Features features, Assets assets) {
    for (int i = 0; i < signatures.size(); i++) {
      if (signatures.get(i).signature().matches(features, assets::value)) {
        return true;
      }
    }
    return false;
  }

  /// For each finding.
  List<MinuteTally> finish() {
    return tallies;
  }
}
