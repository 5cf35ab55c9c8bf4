package org.gabion.core.request;

/// The trailer section of a chunked body (RFC 9112 section 7.1.2), bounded by the limits of a head.
///
/// Not thread safe: one writer, reused. Fields that this server knows (framing, routing,
/// credentials …) are not let through as trailers (RFC 9110 section 6.5.1).
public final class Trailers extends Head {
  private final FieldScanner scanner = new FieldScanner();

  public Trailers() {
    super(0);
    clear();
  }

  public void clear() {
    length = 0;
    clearFields();
    scanner.resetForTrailers();
  }

  /// Looks at the bytes that have come so far.
  public Parsed parse(HeadLimits limits, int status) {
    int end = scanner.findEnd(bytes, length);
    if (end < -1) {
      return Parsed.refused(-2 - end, "CRLF at the end of a trailer line", status);
    }
    if (end > limits.maxBytes() || end < 0 && length >= limits.maxBytes()) {
      return Parsed.refused(
          limits.maxBytes(), "trailers of at most " + limits.maxBytes() + " bytes", status);
    }
    if (end < 0) {
      return Parsed.INCOMPLETE;
    }
    Malformed problem = FieldScanner.cut(this, 0, end, limits, status);
    return problem == null ? new Parsed.Complete(end) : new Parsed.Refused(problem);
  }

  /// Whether this field may be passed on.
  public boolean passes(int field) {
    return known(field) == null;
  }
}
