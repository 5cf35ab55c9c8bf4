package org.gabion.analyze.rules;

import java.util.List;

/// Text for one server's configuration: in one or more parts, each for its own place. Immutable.
record Snippet(List<Part> parts) {
  /// @param place where it is pasted, as the end of the sentence "paste this ..."
  /// @param text whole lines
  record Part(String place, String text) {}

  Snippet {
    parts = List.copyOf(parts);
  }

  /// With comments around: `notes` first, then the parts.
  String text(List<String> notes) {
    StringBuilder text = new StringBuilder();
    notes.forEach(note -> text.append("# ").append(note).append('\n'));
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
