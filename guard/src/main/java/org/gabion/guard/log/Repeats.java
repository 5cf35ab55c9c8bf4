package org.gabion.guard.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gabion.core.journal.Event;
import org.gabion.core.journal.Fields;

/// Keeps an event that comes again and again from filling the journal: the first is told at once;
/// those of the next ten seconds with the same words (numbers aside) are counted, and the latest of
/// them is told with their number when the time is over. So the last state always gets told.
///
/// Not thread safe. At most [#MAX_KINDS] kinds are watched; what goes beyond is told as it comes.
final class Repeats {
  static final long WINDOW_MILLIS = 10_000;
  static final int MAX_KINDS = 256;

  /// Where events go.
  interface Sink {
    /// @param repeated how many like this came since the last that was told, apart from this one
    void write(Event event, long millis, int repeated);
  }

  private static final class Kind {
    final long since;
    Event latest;
    long latestMillis;
    int held;

    Kind(Event first, long since) {
      this.latest = first;
      this.since = since;
      this.latestMillis = since;
    }
  }

  private final Sink sink;
  private final Map<String, Kind> kinds = new HashMap<>();

  Repeats(Sink sink) {
    this.sink = sink;
  }

  void take(Event event, long millis) {
    flush(millis);
    String words = words(event);
    Kind kind = kinds.get(words);
    if (kind != null) {
      kind.latest = event;
      kind.latestMillis = millis;
      kind.held++;
      return;
    }
    if (kinds.size() < MAX_KINDS) {
      kinds.put(words, new Kind(event, millis));
    }
    sink.write(event, millis, 0);
  }

  /// Tells what was held for long enough, oldest first.
  void flush(long nowMillis) {
    List<Kind> due = new ArrayList<>();
    kinds
        .values()
        .removeIf(
            kind -> {
              boolean over = nowMillis - kind.since >= WINDOW_MILLIS || nowMillis < kind.since;
              if (over && kind.held > 0) {
                due.add(kind);
              }
              return over;
            });
    due.sort(Comparator.comparingLong(kind -> kind.latestMillis));
    due.forEach(kind -> sink.write(kind.latest, kind.latestMillis, kind.held - 1));
  }

  private static String words(Event event) {
    StringBuilder words = new StringBuilder(event.name());
    event.describe(
        new Fields() {
          @Override
          public Fields text(String name, String value) {
            words.append('\n').append(value);
            return this;
          }

          @Override
          public Fields number(String name, long value) {
            return this;
          }

          @Override
          public Fields decimal(String name, double value) {
            return this;
          }

          @Override
          public Fields flag(String name, boolean value) {
            words.append('\n').append(value);
            return this;
          }

          @Override
          public Fields texts(String name, List<String> values) {
            words.append('\n').append(values);
            return this;
          }
        });
    return words.toString();
  }
}
