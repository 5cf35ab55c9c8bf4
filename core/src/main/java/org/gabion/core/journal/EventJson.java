package org.gabion.core.journal;

import java.time.Instant;
import java.util.List;

/// Writes an event as one line of JSON (RFC 8259): time, name, severity, message, then its fields.
///
/// The line is safe to show: control characters (with C1, U+2028, U+2029 and DEL) and the marks
/// that turn the direction of writing are escaped, so nothing from outside can drive a terminal or
/// forge a line; a surrogate without its other half becomes U+FFFD, so the line is always valid
/// UTF-8. Stateless.
public final class EventJson {
  private EventJson() {}

  /// The line, without its end.
  public static String line(Event event, long epochMillis) {
    JsonFields fields = new JsonFields();
    fields
        .text("time", Instant.ofEpochMilli(epochMillis).toString())
        .text("event", event.name())
        .text("severity", event.severity().id())
        .text("message", event.message());
    event.describe(fields);
    return fields.out.append('}').toString();
  }

  /// Appends `text` in quotes to `out`, escaped as described above.
  public static void quote(CharSequence text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\t') {
        out.append("\\t");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (isUnsafe(c)) {
        escape(c, out);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else {
        out.append(Character.isSurrogate(c) ? '\ufffd' : c);
      }
    }
    out.append('"');
  }

  private static boolean isUnsafe(char c) {
    return c < 0x20
        || (c >= 0x7f && c < 0xa0)
        || (c >= 0x200e && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0xfeff;
  }

  private static void escape(char c, StringBuilder out) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(Character.forDigit(c >> shift & 15, 16));
    }
  }

  private static final class JsonFields implements Fields {
    final StringBuilder out = new StringBuilder(256).append('{');

    private StringBuilder name(String name) {
      if (out.length() > 1) {
        out.append(',');
      }
      quote(name, out);
      return out.append(':');
    }

    @Override
    public Fields text(String name, String value) {
      quote(value, name(name));
      return this;
    }

    @Override
    public Fields number(String name, long value) {
      name(name).append(value);
      return this;
    }

    @Override
    public Fields decimal(String name, double value) {
      // JSON has no word for these.
      name(name).append(Double.isFinite(value) ? Double.toString(value) : "null");
      return this;
    }

    @Override
    public Fields flag(String name, boolean value) {
      name(name).append(value);
      return this;
    }

    @Override
    public Fields texts(String name, List<String> values) {
      name(name).append('[');
      for (int i = 0; i < values.size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        quote(values.get(i), out);
      }
      out.append(']');
      return this;
    }
  }
}
