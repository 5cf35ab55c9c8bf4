package org.gabion.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gabion.core.config.Node;
import org.gabion.core.config.Position;

/// What the command line says over the file: keys of one section that replace the file's.
/// Stateless.
final class Overrides {
  private Overrides() {}

  /// @param values by key, each as one would write it in the file
  /// @param replaced keys of the file that mean the same and go too
  static Node apply(
      Node file, String section, Map<String, List<String>> values, Set<String> replaced) {
    if (values.isEmpty()) {
      return file;
    }
    List<Node.Entry> outside = new ArrayList<>();
    List<Node.Entry> inside = new ArrayList<>();
    for (Node.Entry entry : entries(file)) {
      if (entry.key().equals(section)) {
        inside.addAll(entries(entry.value()));
      } else {
        outside.add(entry);
      }
    }
    inside.removeIf(entry -> values.containsKey(entry.key()) || replaced.contains(entry.key()));
    values.forEach((key, texts) -> inside.add(entry(key, texts)));
    outside.add(
        new Node.Entry(file.position(), section, new Node.Mapping(file.position(), inside)));
    return new Node.Mapping(file.position(), outside);
  }

  private static List<Node.Entry> entries(Node node) {
    return node instanceof Node.Mapping mapping ? mapping.entries() : List.of();
  }

  private static Node.Entry entry(String key, List<String> texts) {
    Position at = Position.in("--" + key);
    List<Node> items = new ArrayList<>();
    texts.forEach(text -> items.add(new Node.Scalar(at, text, false)));
    return new Node.Entry(
        at, key, items.size() == 1 ? items.getFirst() : new Node.Sequence(at, items));
  }
}
