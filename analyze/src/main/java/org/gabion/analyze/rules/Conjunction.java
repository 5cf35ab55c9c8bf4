package org.gabion.analyze.rules;

import java.util.List;
import java.util.stream.Collectors;
import org.gabion.analyze.format.LogRecord;

/// Conditions that must all hold. Immutable; never empty.
record Conjunction(List<Condition> conditions) {
  Conjunction {
    conditions = conditions.stream().distinct().toList();
    if (conditions.isEmpty()) {
      throw new IllegalArgumentException("a rule without a condition would turn everybody away");
    }
  }

  boolean matches(LogRecord record) {
    for (int i = 0; i < conditions.size(); i++) {
      if (!conditions.get(i).matches(record)) {
        return false;
      }
    }
    return true;
  }

  String words() {
    return conditions.stream().map(Condition::words).collect(Collectors.joining(", and "));
  }
}
