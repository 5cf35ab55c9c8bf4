package org.gabion.analyze.format;

/// The W3C extended log format, as IIS and others write it: the time is UTC, of the end of the
/// request.
public record W3cFormat() implements LogFormat {
  @Override
  public String name() {
    return "w3c";
  }

  @Override
  public String description() {
    return "W3C extended, as IIS writes it: '#Fields:' names the columns";
  }

  @Override
  public LineParser parser() {
    return ColumnsParser.named(W3cFields.w3c());
  }

  @Override
  public boolean hasDirectives() {
    return true;
  }
}
