package org.gabion.analyze.rules;

import java.util.List;
import org.gabion.core.request.ClientKey;

/// What is to be done with which requests, before it is written for one server.
///
/// @param label names what is made: lower-case letters, digits and `_` only
record Ruling(String label, Response response, Grounds grounds) {
  /// What becomes of a request.
  sealed interface Response {
    /// It is turned away.
    ///
    /// @param status 403 or 429
    record Refuse(int status) implements Response {
      public Refuse {
        if (status != 403 && status != 429) {
          throw new IllegalArgumentException("a refusal answers 403 or 429, not " + status);
        }
      }
    }

    /// So many pass in a second, of all that match together; the others are turned away with 429.
    record Limit(int perSecond) implements Response {
      public Limit {
        if (perSecond < 1) {
          throw new IllegalArgumentException(perSecond + " requests per second");
        }
      }
    }

    /// It passes once a browser has solved a task.
    record Challenge() implements Response {}
  }

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
  }
}
