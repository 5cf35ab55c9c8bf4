package org.gabion.analyze.input;

import java.util.Arrays;
import java.util.List;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.format.LogRecord;

/// Tells when a stretch of lines begins: the least of its first times, so that no line of an
/// ordered log is before it. One wrong clock can make a stretch come earlier than its turn, which
/// does no harm, and never later. One thread.
final class FirstLines {
  private static final int TIMES = 9;
  private static final int MOST_LINES = 64;

  private final Source source;
  private final LogRecord record = new LogRecord();
  private final long[] times = new long[TIMES];

  FirstLines(Source source) {
    this.source = source;
  }

  /// @param bytes readable beyond `to` by [Shape#PADDING]
  /// @param otherwise what to tell if no line has a time
  long begin(byte[] bytes, int from, int to, List<byte[]> directives, long otherwise) {
    LineParser parser = Directives.parser(source.parsers(), directives);
    int found = 0;
    int start = from;
    for (int n = 0; n < MOST_LINES && found < TIMES && start < to; n++) {
      int end = start;
      while (end < to && bytes[end] != '\n') {
        end++;
      }
      if (parser.parse(bytes, start, end, record) == LineOutcome.PARSED) {
        times[found++] = record.timeMicros;
      }
      start = end + 1;
    }
    if (found == 0) {
      return otherwise;
    }
    Arrays.sort(times, 0, found);
    return times[0];
  }
}
