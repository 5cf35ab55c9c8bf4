package org.gabion.guard.conformance;

import java.util.List;

/// One case of `http2.cases`: frames that a reader sends, and what must be true of the answers and
/// of what reached the origin.
///
/// @param where file line, for the report
/// @param frames lines before the dashes
/// @param expected lines behind them
record Http2Case(String name, int where, List<String> frames, List<String> expected) {
  @Override
  public String toString() {
    return name + " (line " + where + ")";
  }

  static List<Http2Case> read(String resource) {
    return CaseBlock.read(resource).stream()
        .map(block -> new Http2Case(block.name(), block.where(), block.before(), block.behind()))
        .toList();
  }
}
