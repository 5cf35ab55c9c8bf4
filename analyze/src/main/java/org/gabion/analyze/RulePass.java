package org.gabion.analyze;

import java.util.List;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.format.LogRecord;
import org.gabion.analyze.input.LineSink;
import org.gabion.analyze.rules.RuleReplay;
import org.gabion.core.request.Features;

/// Replays candidates for rules on the lines of one chunk. One thread.
final class RulePass implements LineSink {
  private final LineParser parser;
  private final List<Draft> attacks;
  private final Assets assets;
  private final LogRecord record = new LogRecord();
  private final Features features;
  private final boolean[] member;
  private final RuleReplay replay;

  /// @param attacks the drafts that the plans are for, in their order
  RulePass(
      LineParser parser, Features features, RuleReplay replay, List<Draft> attacks, Assets assets) {
    this.parser = parser;
    this.attacks = attacks;
    this.assets = assets;
    this.features = features;
    this.member = new boolean[attacks.size()];
    this.replay = replay;
  }

  @Override
  public void line(byte[] bytes, int from, int to) {
    if (parser.parse(bytes, from, to, record) != LineOutcome.PARSED) {
      return;
    }
    boolean filled = false;
    for (int i = 0; i < member.length; i++) {
      Draft draft = attacks.get(i);
      boolean during =
          record.windowMicros() >= draft.segment().fromMicros()
              && record.windowMicros() <= draft.segment().toMicros();
      if (during && !filled) {
        RecordFeatures.fill(features, record);
        filled = true;
      }
      member[i] = during && PassTwo.matches(draft.signatures(), features, assets);
    }
    replay.add(record, member);
  }

  @Override
  public void tooLong(byte[] bytes, int from, int to) {
    // No request that could match.
  }
}
