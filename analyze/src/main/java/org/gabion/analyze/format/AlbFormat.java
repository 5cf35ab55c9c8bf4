package org.gabion.analyze.format;

import java.util.List;

/// The access log of AWS Application Load Balancers: the time is that of the answer, durations in
/// seconds; of the origin it tells how long its answer took to begin.
public record AlbFormat() implements LogFormat {
  private static final List<Fact> COLUMNS =
      List.of(
          Fact.IGNORED,
          Fact.TIME,
          Fact.IGNORED,
          Fact.CLIENT,
          Fact.IGNORED,
          Fact.QUEUE_SECONDS,
          Fact.ORIGIN_SECONDS,
          Fact.IGNORED,
          Fact.STATUS,
          Fact.ORIGIN_STATUS,
          Fact.BYTES_IN,
          Fact.BYTES_OUT,
          Fact.REQUEST_LINE,
          Fact.USER_AGENT,
          Fact.TLS_CIPHER,
          Fact.TLS_VERSION);

  @Override
  public String name() {
    return "aws-alb";
  }

  @Override
  public String description() {
    return "AWS Application Load Balancer";
  }

  @Override
  public LineParser parser() {
    return ColumnsParser.of(COLUMNS, COLUMNS.size());
  }
}
