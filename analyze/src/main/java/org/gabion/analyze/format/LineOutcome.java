package org.gabion.analyze.format;

/// What became of one line.
public enum LineOutcome {
  /// The record holds its facts.
  PARSED(""),
  /// A directive, a comment or a schema record: no request, and no fault.
  DIRECTIVE(""),
  EMPTY("empty"),
  /// The columns are not those of the format.
  SHAPE("shape"),
  TIME("time"),
  CLIENT("client"),
  /// A time that is far from those of all lines around it. No parser tells this, who sees one line.
  STRAY_TIME("stray-time"),
  STATUS("status"),
  NUMBER("number"),
  /// A quote or a bracket that never closes: often the first part of a wrapped line.
  UNFINISHED("unfinished"),
  TOO_LONG("too-long"),
  /// A line that the server wrote of something else than a request: a failed handshake, a notice, a
  /// line of its error log.
  NO_REQUEST("no-request"),
  /// Bytes that no log of this format holds, such as NUL.
  BINARY("binary");

  /// The word in reports; empty for a line that is no fault.
  public final String reason;

  LineOutcome(String reason) {
    this.reason = reason;
  }

  public boolean isFault() {
    return !reason.isEmpty();
  }
}
