package org.gabion.core.signature;

import org.gabion.core.request.Attribute;

/// One condition: the attribute has this value.
///
/// @param value as in [org.gabion.core.request.Features]; never 0
public record Clause(Attribute attribute, int value) implements Comparable<Clause> {
  /// @throws IllegalArgumentException for the absent value, which is no condition
  public Clause {
    if (value == 0) {
      throw new IllegalArgumentException("a clause on " + attribute + " wants a value");
    }
  }

  /// By attribute, then by value.
  @Override
  public int compareTo(Clause other) {
    int byAttribute = attribute.compareTo(other.attribute);
    return byAttribute != 0 ? byAttribute : Integer.compareUnsigned(value, other.value);
  }
}
