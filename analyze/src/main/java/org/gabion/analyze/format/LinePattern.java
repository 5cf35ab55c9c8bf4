package org.gabion.analyze.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// How a line is put together: fixed texts and between them columns, each of which tells a fact.
/// Immutable.
///
/// A column ends where the fixed text behind it begins: within quotes at the first one that no
/// escape precedes; a column may hold some blanks that do not end it. What stands behind the last
/// fixed text is left unread.
final class LinePattern {
  /// One column.
  ///
  /// @param fact what it tells
  /// @param blanks how many blanks belong to it, where a blank ends it
  /// @param braced whether it stands in braces or, with the blank behind it, not at all
  record Column(Fact fact, int blanks, boolean braced) {
    Column(Fact fact) {
      this(fact, 0, false);
    }
  }

  /// How the server writes bytes that would break a line.
  enum Escapes {
    BACKSLASH,
    HASH
  }

  private final Column[] columns;
  private final byte[][] texts;
  private final Escapes escapes;

  private LinePattern(List<Column> columns, List<String> texts, Escapes escapes) {
    this.columns = columns.toArray(Column[]::new);
    this.texts =
        texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    this.escapes = escapes;
  }

  Escapes escapes() {
    return escapes;
  }

  int columns() {
    return columns.length;
  }

  Column column(int index) {
    return columns[index];
  }

  /// The text before a column; the one of index [#columns] ends the line.
  byte[] before(int index) {
    return texts[index];
  }

  /// Whether a column tells this.
  boolean tells(Fact fact) {
    for (Column column : columns) {
      if (column.fact == fact) {
        return true;
      }
    }
    return false;
  }

  /// Puts a pattern together from left to right.
  static final class Builder {
    private final List<Column> columns = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    Builder text(String more) {
      text.append(more);
      return this;
    }

    Builder column(Column column) {
      texts.add(text.toString());
      text.setLength(0);
      columns.add(column);
      return this;
    }

    /// Whether a column would touch the one before it: nobody could tell where one ends.
    boolean isTouching() {
      return !columns.isEmpty() && text.isEmpty();
    }

    /// The fact of the last column; [Fact#IGNORED] if there is none.
    Fact last() {
      return columns.isEmpty() ? Fact.IGNORED : columns.getLast().fact;
    }

    /// Lets the last column tell something else.
    void replaceLast(Column column) {
      columns.set(columns.size() - 1, column);
    }

    LinePattern build(Escapes escapes) {
      List<String> all = new ArrayList<>(texts);
      all.add(text.toString());
      return new LinePattern(columns, all, escapes);
    }
  }
}
