package org.gabion.analyze.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Puts a [LinePattern] together from the texts and variables of a directive. Not thread safe.
final class PatternBuilder {
  private final LinePattern.Builder pattern = new LinePattern.Builder();
  private final List<String> ignored = new ArrayList<>();
  private Optional<String> fault = Optional.empty();

  void text(char c) {
    pattern.text(String.valueOf(c));
  }

  void text(String text) {
    pattern.text(text);
  }

  void column(Fact fact, String variable) {
    column(new LinePattern.Column(fact), variable);
  }

  /// Adds a column; a query behind its path is one target, for it brings its own question mark.
  void column(LinePattern.Column column, String variable) {
    if (column.fact() == Fact.IGNORED) {
      ignored.add(variable);
    }
    if (!pattern.isTouching()) {
      pattern.column(column);
    } else if (pattern.last() == Fact.PATH && column.fact() == Fact.QUERY) {
      pattern.replaceLast(new LinePattern.Column(Fact.TARGET));
    } else if (fault.isEmpty()) {
      fault = Optional.of("nothing stands between '" + variable + "' and the variable before it");
    }
  }

  /// The variables that tell nothing, in their order.
  List<String> ignored() {
    return ignored;
  }

  /// What is wrong with the directive.
  Optional<String> fault() {
    return fault;
  }

  LinePattern build(LinePattern.Escapes escapes) {
    return pattern.build(escapes);
  }
}
