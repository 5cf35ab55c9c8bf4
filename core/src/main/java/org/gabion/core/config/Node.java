package org.gabion.core.config;

import java.util.List;

/// A configuration file as read, before anybody knows what it means. Immutable.
public sealed interface Node {
  Position position();

  /// A single value.
  ///
  /// @param plain written without quotes, so that an empty or `null` text means that nothing was
  ///   given
  record Scalar(Position position, String text, boolean plain) implements Node {
    /// Whether the key was written, but no value.
    public boolean isNothing() {
      return plain && (text.isEmpty() || text.equals("null") || text.equals("~"));
    }
  }

  record Sequence(Position position, List<Node> items) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// Entries in the order of the file; a key may stand there twice, which [Section] reports.
  record Mapping(Position position, List<Entry> entries) implements Node {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /// @param position of the key
  record Entry(Position position, String key, Node value) {}
}
