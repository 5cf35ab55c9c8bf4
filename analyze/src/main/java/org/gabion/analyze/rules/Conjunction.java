package org.gabion.analyze.rules;

import java.util.List;
import java.util.stream.Collectors;
import org.gabion.analyze.format.LogRecord;
import org.gabion.core.detect.Kind;

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

  /// Whether it asks for nothing but what any reader may have in common with an attack of this
  /// kind. Nobody misses the paths that only a scan asks for.
  boolean isCommon(Kind kind) {
    return conditions.stream()
        .allMatch(
            condition ->
                switch (condition) {
                  case Condition.MethodIs method -> true;
                  case Condition.ProtocolIs protocol -> true;
                  case Condition.HostIs host -> true;
                  case Condition.QueryIs query -> true;
                  case Condition.QueryKeys keys -> kind != Kind.SCAN;
                  case Condition.PathIs path -> kind != Kind.SCAN;
                  case Condition.PathLike like -> kind != Kind.SCAN;
                  case Condition.PathWildcard like -> kind != Kind.SCAN;
                  case Condition.FieldIs(Condition.Field field, String value) ->
                      field != Condition.Field.USER_AGENT;
                  case Condition.FieldMissing(Condition.Field field) ->
                      field == Condition.Field.REFERER;
                  case Condition.AgentHolds agent -> false;
                  case Condition.AddressIn address -> false;
                });
  }

  String words() {
    return conditions.stream().map(Condition::words).collect(Collectors.joining(", and "));
  }
}
