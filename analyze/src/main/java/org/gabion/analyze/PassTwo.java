package org.gabion.analyze;

import java.util.ArrayList;
import java.util.List;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.format.LogRecord;
import org.gabion.analyze.input.LineSink;
import org.gabion.core.detect.Finding;
import org.gabion.core.request.Features;
import org.gabion.core.signature.Mined;

/// Finds in one chunk when each finding's signatures matched. One thread.
final class PassTwo implements LineSink {
  private final LineParser parser;
  private final List<Finding> findings;
  private final Assets assets;
  private final LogRecord record = new LogRecord();
  private final Features features;
  private final List<MinuteTally> tallies = new ArrayList<>();

  PassTwo(LineParser parser, Features features, List<Finding> findings, Assets assets) {
    this.parser = parser;
    this.findings = findings;
    this.assets = assets;
    this.features = features;
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
      }
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
