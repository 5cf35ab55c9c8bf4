package org.gabion.core.config;

import java.util.List;
import java.util.stream.Collectors;

/// Writes values so that YAML reads the same text back. Stateless.
final class Yaml {
  private static final String SAFE = "-_./:@+*";

  private Yaml() {}

  static String scalar(String text) {
    return isPlain(text) ? text : quoted(text);
  }

  static String sequence(List<String> texts) {
    return texts.stream().map(Yaml::scalar).collect(Collectors.joining(", ", "[", "]"));
  }

  /// One value stands without list.
  static String oneOrMore(List<String> texts) {
    return texts.size() == 1 ? scalar(texts.getFirst()) : sequence(texts);
  }

  private static boolean isPlain(String text) {
    if (text.isEmpty()
        || text.endsWith(":")
        || !Character.isLetterOrDigit(text.charAt(0)) && text.charAt(0) != '/') {
      return false;
    }
    return text.chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || SAFE.indexOf(c) >= 0))
        && !List.of("true", "false", "null", "yes", "no", "on", "off").contains(text);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7f) {
        out.append(String.format("\\x%02x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
