package org.gabion.analyze.rules;

import java.util.List;
import java.util.stream.Collectors;

/// Text for one server's configuration: in one or more parts, each for its own place. Immutable.
record Snippet(List<Part> parts) {
  /// @param file the end of a file's name
  /// @param place where it is pasted, as the end of the sentence "paste this ..."
  /// @param text whole lines
  record Part(String file, String place, String text) {}

  Snippet {
    parts = List.copyOf(parts);
  }

  /// One part as a file, with comments before it.
  static String text(Part part, List<String> notes) {
    return comments(notes) + "#\n# paste this " + part.place + ":\n" + part.text;
  }

  private static String comments(List<String> notes) {
    return notes.stream().map(note -> "# " + note + '\n').collect(Collectors.joining());
  }

  /// With comments around: `notes` first, then the parts.
  String text(List<String> notes) {
    StringBuilder text = new StringBuilder(comments(notes));
    for (int i = 0; i < parts.size(); i++) {
      text.append("#\n# ");
      if (parts.size() > 1) {
        text.append("Part ").append(i + 1).append(" of ").append(parts.size()).append(": ");
      }
      text.append("paste this ").append(parts.get(i).place).append(":\n");
      text.append(parts.get(i).text);
    }
    return text.toString();
  }
}
