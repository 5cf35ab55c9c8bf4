package org.gabion.lab.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes maps, lists, texts, numbers and truth values as JSON. Numbers that JSON does not know are
/// an error.
public final class JsonText {
  private final StringBuilder out = new StringBuilder(1024);

  private JsonText() {}

  public static String of(Map<String, ?> value) {
    JsonText text = new JsonText();
    text.object(value);
    return text.out.append('\n').toString();
  }

  private void value(Object value) {
    switch (value) {
      case Map<?, ?> map -> object(map);
      case List<?> list -> array(list);
      case String string -> quoted(string);
      case Boolean truth -> out.append(truth);
      case Double number -> decimal(number);
      case Integer number -> out.append(number);
      case Long number -> out.append(number);
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private void decimal(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("no JSON for " + number);
    }
    String digits = String.format(Locale.ROOT, "%.4f", number);
    out.append(digits.replaceFirst("\\.?0+$", ""));
  }

  private void object(Map<?, ?> map) {
    String comma = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(comma);
      quoted(String.valueOf(entry.getKey()));
      out.append(':');
      value(entry.getValue());
      comma = ",";
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private void array(List<?> list) {
    String comma = "[";
    for (Object element : list) {
      out.append(comma);
      value(element);
      comma = ",";
    }
    out.append(list.isEmpty() ? "[]" : "]");
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
