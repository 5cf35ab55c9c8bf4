package org.gabion.core.request;

/// Hostile or broken input, as a value: where, what was wanted there, and the status that says so.
///
/// @param offset bytes from the start of the head
/// @param expected in words, for the operator's access log
/// @param status 400, 405, 414, 417, 421, 431, 501 or 505 for a request; 502 for an answer of the
///   origin
public record Malformed(int offset, String expected, int status) {
  public static Malformed badRequest(int offset, String expected) {
    return new Malformed(offset, expected, 400);
  }
}
