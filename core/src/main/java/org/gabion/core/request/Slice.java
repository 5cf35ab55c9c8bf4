package org.gabion.core.request;

import java.nio.charset.StandardCharsets;

/// A range of bytes that somebody else owns: one field of a request, without a copy.
///
/// Mutable and reused; valid until its owner reads the next request. Not thread safe.
public final class Slice {
  private static final byte[] NONE = {};

  public byte[] bytes = NONE;
  public int from;
  public int to;

  /// Whether the field was there at all; an empty one is there with a length of 0.
  public boolean present;

  public void clear() {
    present = false;
    bytes = NONE;
    from = 0;
    to = 0;
  }

  public void set(byte[] in, int start, int end) {
    present = true;
    bytes = in;
    from = start;
    to = end;
  }

  public int length() {
    return to - from;
  }

  /// One character for each byte (ISO-8859-1). Allocates.
  @Override
  public String toString() {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
