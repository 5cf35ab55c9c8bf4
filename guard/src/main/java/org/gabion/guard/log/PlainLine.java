package org.gabion.guard.log;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.gabion.core.journal.Event;
import org.gabion.core.journal.Fields;
import org.gabion.core.journal.Severity;

/// An event as a line for people: time, severity unless it is information, the sentence, then the
/// fields in brackets. Nothing in it can drive a terminal.
final class PlainLine {
  private PlainLine() {}

  static String of(Event event, long millis, int repeated) {
    StringBuilder line = new StringBuilder(160);
    line.append(Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS)).append(' ');
    if (event.severity() != Severity.INFO) {
      line.append(event.severity()).append(": ");
    }
    line.append(event.message());
    int before = line.length();
    event.describe(new Words(line));
    if (line.length() > before) {
      line.append(']');
    }
    if (repeated > 0) {
      line.append(" (and ").append(repeated).append(" more like this before)");
    }
    return printable(line);
  }

  private static String printable(StringBuilder line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean safe =
          switch (Character.getType(c)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.SURROGATE,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
          };
      if (!safe) {
        line.setCharAt(i, '?');
      }
    }
    return line.toString();
  }

  private static final class Words implements Fields {
    private final StringBuilder line;
    private boolean open;

    Words(StringBuilder line) {
      this.line = line;
    }

    private StringBuilder name(String name) {
      line.append(open ? ", " : " [").append(name).append('=');
      open = true;
      return line;
    }

    @Override
    public Fields text(String name, String value) {
      name(name).append(value);
      return this;
    }

    @Override
    public Fields number(String name, long value) {
      name(name).append(value);
      return this;
    }

    @Override
    public Fields decimal(String name, double value) {
      name(name).append(value);
      return this;
    }

    @Override
    public Fields flag(String name, boolean value) {
      name(name).append(value);
      return this;
    }

    @Override
    public Fields texts(String name, List<String> values) {
      name(name).append(String.join("; ", values));
      return this;
    }
  }
}
