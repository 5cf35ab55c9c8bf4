package org.gabion.analyze.format;

/// The common and the combined format and those built on them.
public record CombinedFormat() implements LogFormat {
  @Override
  public String name() {
    return "combined";
  }

  @Override
  public String description() {
    return "nginx, Apache, LiteSpeed, Traefik, BunkerWeb: common or combined, also with the site's"
        + " name before the client";
  }

  @Override
  public LineParser parser() {
    return new CombinedParser();
  }
}
