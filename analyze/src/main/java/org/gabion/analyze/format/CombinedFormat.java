package org.gabion.analyze.format;

/// The combined format of nginx and Apache, and the common one without Referer and user agent.
public record CombinedFormat() implements LogFormat {
  @Override
  public String name() {
    return "combined";
  }

  @Override
  public String description() {
    return "nginx and Apache, combined or common";
  }

  @Override
  public LineParser parser() {
    return new CombinedParser();
  }
}
