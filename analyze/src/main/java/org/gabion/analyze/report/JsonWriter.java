package org.gabion.analyze.report;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;

/// Writes JSON (RFC 8259) to a sink as it comes, commas included; one member a line where an object
/// is open, so that two reports compare line by line.
///
/// Every character that could do something to a terminal is escaped ([Printable#isUnsafe]); the
/// rest is left as it is, to be encoded as UTF-8. A double that JSON cannot say becomes `null`. Not
/// thread safe; what it writes is as well-formed as its calls are balanced.
public final class JsonWriter {
  /// Half a character: no JSON text can hold it, and strict readers refuse the whole document.
  private static final char LONE_SURROGATE = 0xfffd;

  private static final String HEX = "0123456789abcdef";

  private final Appendable out;
  private final boolean oneLine;
  private int depth;
  private boolean first = true;

  public JsonWriter(Appendable out) {
    this(out, false);
  }

  private JsonWriter(Appendable out, boolean oneLine) {
    this.out = out;
    this.oneLine = oneLine;
  }

  /// For one document that stands on one line.
  public static JsonWriter onOneLine(Appendable out) {
    return new JsonWriter(out, true);
  }

  /// Begins an object as a value or array element.
  public JsonWriter open() throws IOException {
    element();
    return begin('{');
  }

  public JsonWriter open(String name) throws IOException {
    name(name);
    return begin('{');
  }

  public JsonWriter close() throws IOException {
    return end('}');
  }

  public JsonWriter openArray(String name) throws IOException {
    name(name);
    return begin('[');
  }

  public JsonWriter closeArray() throws IOException {
    return end(']');
  }

  public JsonWriter field(String name, String text) throws IOException {
    name(name);
    quote(text);
    return this;
  }

  public JsonWriter field(String name, long number) throws IOException {
    name(name);
    out.append(Long.toString(number));
    return this;
  }

  public JsonWriter field(String name, double number) throws IOException {
    name(name);
    out.append(Double.isFinite(number) ? Double.toString(number) : "null");
    return this;
  }

  public JsonWriter field(String name, boolean flag) throws IOException {
    name(name);
    out.append(flag ? "true" : "false");
    return this;
  }

  public JsonWriter field(String name, Instant time) throws IOException {
    return field(name, Wording.rfc3339(time));
  }

  public JsonWriter nothing(String name) throws IOException {
    name(name);
    out.append("null");
    return this;
  }

  /// An array of texts on one line.
  public JsonWriter texts(String name, Collection<String> texts) throws IOException {
    name(name);
    out.append('[');
    String separator = "";
    for (String text : texts) {
      out.append(separator);
      quote(text);
      separator = ", ";
    }
    out.append(']');
    return this;
  }

  /// An array of numbers on one line.
  public JsonWriter numbers(String name, Collection<Long> numbers) throws IOException {
    name(name);
    numbers(numbers);
    return this;
  }

  /// An array of numbers as array element.
  public JsonWriter row(Collection<Long> numbers) throws IOException {
    element();
    numbers(numbers);
    return this;
  }

  /// The line end after the whole document.
  public void finish() throws IOException {
    out.append('\n');
  }

  private void numbers(Collection<Long> numbers) throws IOException {
    out.append('[');
    String separator = "";
    for (long number : numbers) {
      out.append(separator).append(Long.toString(number));
      separator = ",";
    }
    out.append(']');
  }

  private JsonWriter begin(char bracket) throws IOException {
    out.append(bracket);
    depth++;
    first = true;
    return this;
  }

  private JsonWriter end(char bracket) throws IOException {
    depth--;
    if (!first) {
      newLine();
    }
    out.append(bracket);
    first = false;
    return this;
  }

  private void element() throws IOException {
    if (!first) {
      out.append(',');
    }
    if (depth > 0) {
      newLine();
    }
    first = false;
  }

  private void name(String name) throws IOException {
    element();
    quote(name);
    out.append(": ");
  }

  private void newLine() throws IOException {
    if (oneLine) {
      return;
    }
    out.append('\n');
    for (int i = 0; i < depth; i++) {
      out.append("  ");
    }
  }

  private void quote(String text) throws IOException {
    out.append('"');
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      int width = Character.charCount(c);
      if (width == 1 && Character.isSurrogate((char) c)) {
        out.append(LONE_SURROGATE);
      } else if (c == '"' || c == '\\') {
        out.append('\\').append((char) c);
      } else if (!Printable.isUnsafe(c)) {
        out.append(text, i, i + width);
      } else {
        for (int j = i; j < i + width; j++) {
          escape(text.charAt(j));
        }
      }
      i += width;
    }
    out.append('"');
  }

  private void escape(char c) throws IOException {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(HEX.charAt(c >> shift & 15));
        }
      }
    }
  }
}
