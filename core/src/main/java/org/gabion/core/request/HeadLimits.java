package org.gabion.core.request;

/// Bounds of one head.
///
/// @param maxBytes whole head, request line included
/// @param maxFields number of fields, repeated ones counted each
/// @param maxTarget bytes of the request target
/// @param underscores what happens to a field whose name has an underscore: CGI and WSGI read `a_b`
///   and `a-b` as one
public record HeadLimits(int maxBytes, int maxFields, int maxTarget, Underscores underscores) {
  public enum Underscores {
    REFUSE,
    DROP,
    PASS
  }

  public HeadLimits {
    if (maxBytes < 256 || maxFields < 1 || maxTarget < 1) {
      throw new IllegalArgumentException(
          "head limits too small: " + maxBytes + ", " + maxFields + ", " + maxTarget);
    }
  }
}
