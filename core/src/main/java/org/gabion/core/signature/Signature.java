package org.gabion.core.signature;

import java.util.List;
import java.util.function.ToIntFunction;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.Features;
import org.gabion.core.window.Panel;
import org.gabion.core.window.Sample;

/// A conjunction of 1 to 4 clauses, in the order of their attributes.
public record Signature(List<Clause> clauses) {
  public static final int MAX_CLAUSES = 4;

  /// @throws IllegalArgumentException if there are none, too many, or two for one attribute
  public Signature {
    clauses = clauses.stream().sorted().toList();
    long attributes = clauses.stream().map(Clause::attribute).distinct().count();
    if (clauses.isEmpty() || clauses.size() > MAX_CLAUSES || attributes != clauses.size()) {
      throw new IllegalArgumentException("1 to " + MAX_CLAUSES + " clauses, not " + clauses);
    }
  }

  /// Whether the request has all these values.
  ///
  /// @param assets tells the value of [Attribute#ASSETS], which one request does not tell; asked
  ///   only if all else fits
  public boolean matches(Features features, ToIntFunction<Features> assets) {
    for (int i = 0; i < clauses.size(); i++) {
      Clause clause = clauses.get(i);
      // The last clause if there is one: they are in the order of their attributes.
      int value =
          clause.attribute() == Attribute.ASSETS
              ? assets.applyAsInt(features)
              : features.value(clause.attribute());
      if (value != clause.value()) {
        return false;
      }
    }
    return true;
  }

  /// Whether the visit that a panel holds of a client has all these values.
  boolean matches(Panel panel, int row) {
    for (int i = 0; i < clauses.size(); i++) {
      Clause clause = clauses.get(i);
      int value =
          clause.attribute() == Attribute.ASSETS
              ? Attribute.assets(panel.fetchedAssets(row))
              : panel.value(row, clause.attribute());
      if (value != clause.value()) {
        return false;
      }
    }
    return true;
  }

  /// Whether a sampled request has all these values; whoever is not known to fetch assets or not
  /// may be either.
  public boolean matches(Sample rows, int row) {
    for (int i = 0; i < clauses.size(); i++) {
      Clause clause = clauses.get(i);
      int value = rows.value(row, clause.attribute());
      boolean unknown = clause.attribute() == Attribute.ASSETS && value == 0;
      if (value != clause.value() && !unknown) {
        return false;
      }
    }
    return true;
  }

  public boolean has(Attribute attribute) {
    return clauses.stream().anyMatch(clause -> clause.attribute() == attribute);
  }

  /// How many clauses both have.
  public long shared(Signature other) {
    return clauses.stream().filter(other.clauses::contains).count();
  }
}
