package org.gabion.analyze.format;

/// HAProxy's HTTP log (`option httplog`, `option httpslog`), with and without syslog before it.
public record HaproxyFormat() implements LogFormat {
  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public String description() {
    return "HAProxy's HTTP and HTTPS log, from syslog or without its header";
  }

  @Override
  public LineParser parser() {
    return new HaproxyParser();
  }
}
