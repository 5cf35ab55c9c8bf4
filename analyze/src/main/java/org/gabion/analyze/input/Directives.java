package org.gabion.analyze.input;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.format.LogRecord;

/// The latest directive of each name (`#Fields: ...`) in what was seen so far. Bounded. One thread.
public final class Directives {
  private static final int MOST = 16;
  private static final int LONGEST = 1 << 16;
  private static final int LONGEST_NAME = 64;

  private final Map<String, byte[]> byName = new LinkedHashMap<>();
  private List<byte[]> latest = List.of();

  /// A parser that knows these directives already.
  ///
  /// @param directives as [#latest] gives them
  public static LineParser parser(Supplier<LineParser> parsers, List<byte[]> directives) {
    LineParser parser = parsers.get();
    if (!directives.isEmpty()) {
      LogRecord ignored = new LogRecord();
      for (byte[] line : directives) {
        parser.parse(line, 0, line.length - Shape.PADDING, ignored);
      }
    }
    return parser;
  }

  /// Looks for directives in whole lines.
  public void see(byte[] bytes, int length) {
    boolean changed = false;
    for (int start = 0; start < length; ) {
      int end = start;
      while (end < length && bytes[end] != '\n') {
        end++;
      }
      if (bytes[start] == '#' && end - start <= LONGEST) {
        changed |= keep(bytes, start, end);
      }
      start = end + 1;
    }
    if (changed) {
      latest = List.copyOf(byName.values());
    }
  }

  private boolean keep(byte[] bytes, int start, int end) {
    int nameEnd = start;
    while (nameEnd < end && nameEnd - start < LONGEST_NAME && bytes[nameEnd] != ':') {
      nameEnd++;
    }
    String name = new String(bytes, start, nameEnd - start, StandardCharsets.ISO_8859_1);
    byte[] line = Arrays.copyOfRange(bytes, start, end);
    byte[] padded = Arrays.copyOf(line, line.length + Shape.PADDING);
    if (byName.size() >= MOST && !byName.containsKey(name)
        || Arrays.equals(padded, byName.getOrDefault(name, line))) {
      return false;
    }
    byName.put(name, padded);
    return true;
  }

  /// Each with zeros behind it that a parser may read, in the order of their first coming.
  public List<byte[]> latest() {
    return latest;
  }
}
