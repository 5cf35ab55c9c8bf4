package org.gabion.core.request;

/// What became of the bytes of a head that have come so far.
public sealed interface Parsed {
  /// The head is not whole yet.
  Parsed INCOMPLETE = new Incomplete();

  /// More bytes are needed.
  record Incomplete() implements Parsed {}

  /// The head is whole.
  ///
  /// @param headBytes how many bytes it took, the empty line included
  record Complete(int headBytes) implements Parsed {}

  /// The head must not be served.
  record Refused(Malformed malformed) implements Parsed {}

  static Parsed refused(int offset, String expected, int status) {
    return new Refused(new Malformed(offset, expected, status));
  }
}
