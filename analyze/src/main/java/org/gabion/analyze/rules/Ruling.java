package org.gabion.analyze.rules;

import java.util.List;
import org.gabion.core.request.ClientKey;

/// What is to be turned away, before it is written for one server.
///
/// @param label names what is made: lower-case letters, digits and `_` only
/// @param status the answer: 403 or 429
record Ruling(String label, int status, Grounds grounds) {
  /// By what a request is known.
  sealed interface Grounds {
    /// Any of these holds.
    record BySignature(List<Conjunction> conjunctions) implements Grounds {
      public BySignature {
        conjunctions = List.copyOf(conjunctions);
      }
    }

    /// It comes from one of these.
    record ByAddress(List<ClientKey> addresses) implements Grounds {
      public ByAddress {
        addresses = List.copyOf(addresses);
      }
    }
  }

  Ruling {
    if (!label.matches("[a-z][a-z0-9_]{0,31}")) {
      throw new IllegalArgumentException("no name for a configuration: " + label);
    }
    if (status != 403 && status != 429) {
      throw new IllegalArgumentException("a refusal answers 403 or 429, not " + status);
    }
  }
}
