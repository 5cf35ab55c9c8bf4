package org.gabion.analyze;

/// An unbroken stretch of requests that match a finding's signatures.
///
/// @param fromMicros time of the first
/// @param toMicros time of the last
record Segment(long fromMicros, long toMicros, long requests) {
  boolean overlaps(Segment other) {
    return overlaps(other.fromMicros, other.toMicros);
  }

  boolean overlaps(long firstMicros, long lastMicros) {
    return fromMicros <= lastMicros && firstMicros <= toMicros;
  }

  boolean holds(long micros) {
    return fromMicros <= micros && micros <= toMicros;
  }

  Segment with(Segment other) {
    return new Segment(
        Math.min(fromMicros, other.fromMicros),
        Math.max(toMicros, other.toMicros),
        requests + other.requests);
  }
}
