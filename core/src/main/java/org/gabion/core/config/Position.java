package org.gabion.core.config;

/// Where something stands: a file and, from 1, its line and column; or, with line 0, something
/// without lines, as the command line.
public record Position(String source, int line, int column) {

  /// A place in something that has no lines.
  public static Position in(String source) {
    return new Position(source, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
