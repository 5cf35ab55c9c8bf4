package org.gabion.analyze;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.format.LogRecord;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.input.LineSink;

/// How many lines logs have, and how many of each status: the raw scanner, without detection.
///
/// @param bytes of all lines with their line feeds, unpacked
/// @param other lines that tell no status
/// @param statuses lines by status
public record LineCounts(long lines, long bytes, long other, Map<Integer, Long> statuses) {
  private static final int STATUSES = 1000;

  /// Reads all inputs once.
  ///
  /// @throws IOException if one can not be read
  public static LineCounts of(Inputs inputs) throws IOException {
    Counter all = new Counter(true, (bytes, from, to, record) -> LineOutcome.EMPTY);
    inputs.read(
        (source, chunk) -> {
          Counter counter = new Counter(source.format().equals("combined"), chunk.parser());
          chunk.lines(counter);
          return counter;
        },
        (file, counter) -> all.merge(counter));
    return all.counts();
  }

  /// Counts the lines of one chunk. One thread.
  static final class Counter implements LineSink {
    private final boolean quoted;
    private final LineParser parser;
    private final LogRecord record = new LogRecord();
    private final long[] statuses = new long[STATUSES];
    private long lines;
    private long bytes;
    private long other;

    /// @param quoted whether a status is what follows the first quoted text of most lines
    Counter(boolean quoted, LineParser parser) {
      this.quoted = quoted;
      this.parser = parser;
    }

    @Override
    public void line(byte[] b, int from, int to) {
      lines++;
      bytes += to - from + 1;
      int status = quoted ? afterQuote(b, from, to) : -1;
      if (status < 0) {
        status = parsed(b, from, to);
      }
      if (status < 0) {
        other++;
      } else {
        statuses[status]++;
      }
    }

    /// The digits in the first `" 200 `, or -1 for every line that is not as plain as that.
    private static int afterQuote(byte[] b, int from, int to) {
      int open = from;
      while (open < to && b[open] != '"') {
        open++;
      }
      int at = open + 1;
      while (at < to && b[at] != '"') {
        if (b[at] == '\\') {
          return -1;
        }
        at++;
      }
      boolean fits = at + 6 <= to && b[at + 1] == ' ' && b[at + 5] == ' ';
      if (!fits) {
        return -1;
      }
      int hundreds = b[at + 2] - '0';
      int tens = b[at + 3] - '0';
      int ones = b[at + 4] - '0';
      boolean digits =
          hundreds >= 0 && hundreds <= 9 && tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
      return digits ? 100 * hundreds + 10 * tens + ones : -1;
    }

    private int parsed(byte[] b, int from, int to) {
      boolean told =
          parser.parse(b, from, to, record) == LineOutcome.PARSED
              && record.status >= 0
              && record.status < STATUSES;
      return told ? (int) record.status : -1;
    }

    @Override
    public void tooLong(byte[] b, int from, int to) {
      lines++;
      bytes += to - from + 1;
      other++;
    }

    private void merge(Counter counter) {
      lines += counter.lines;
      bytes += counter.bytes;
      other += counter.other;
      for (int i = 0; i < STATUSES; i++) {
        statuses[i] += counter.statuses[i];
      }
    }

    private LineCounts counts() {
      Map<Integer, Long> told = new TreeMap<>();
      for (int i = 0; i < STATUSES; i++) {
        if (statuses[i] > 0) {
          told.put(i, statuses[i]);
        }
      }
      return new LineCounts(lines, bytes, other, told);
    }
  }
}
