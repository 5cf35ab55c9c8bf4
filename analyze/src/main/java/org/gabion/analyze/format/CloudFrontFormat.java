package org.gabion.analyze.format;

import java.util.List;

/// The standard log of AWS CloudFront, tab separated, with or without its directives: the time is
/// UTC, of the end of the answer, durations in seconds; texts are percent-encoded.
public record CloudFrontFormat() implements LogFormat {
  private static final List<Fact> COLUMNS =
      List.of(
          Fact.DATE,
          Fact.CLOCK,
          Fact.IGNORED,
          Fact.BYTES_OUT,
          Fact.CLIENT,
          Fact.METHOD,
          Fact.IGNORED,
          Fact.PATH,
          Fact.STATUS,
          Fact.ENCODED_REFERER,
          Fact.ENCODED_AGENT,
          Fact.QUERY,
          Fact.IGNORED,
          Fact.IGNORED,
          Fact.IGNORED,
          Fact.HOST,
          Fact.IGNORED,
          Fact.BYTES_IN,
          Fact.TOTAL_SECONDS,
          Fact.IGNORED,
          Fact.TLS_VERSION,
          Fact.TLS_CIPHER,
          Fact.IGNORED,
          Fact.PROTOCOL,
          Fact.IGNORED,
          Fact.IGNORED,
          Fact.CLIENT_PORT,
          Fact.ORIGIN_SECONDS);

  /// Older logs end with the request's id and host.
  private static final int LEAST = 19;

  @Override
  public String name() {
    return "aws-cloudfront";
  }

  @Override
  public String description() {
    return "AWS CloudFront, standard log";
  }

  @Override
  public LineParser parser() {
    return ColumnsParser.of(COLUMNS, LEAST);
  }
}
