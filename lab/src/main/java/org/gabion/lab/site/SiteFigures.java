package org.gabion.lab.site;

import java.util.Optional;

/// Running counts of the sample site, told from inside the site: what arrived, what it answered,
/// how long its own answers to pages took (waiting for a worker included). Two readings subtract to
/// the time between them.
///
/// @param readerPages pages asked for by anybody whose address is not the flood's
/// @param bogusRequests requests, pages or not, from the flood's addresses
/// @param turnedBusy pages, of anybody, answered 503 because all workers were busy and the queue
///   was full
/// @param rendered pages that a worker made, for anybody
/// @param assets requests answered from memory, for anybody
/// @param pageTime how long the rendered pages took
public record SiteFigures(
    long readerPages,
    long bogusRequests,
    long turnedBusy,
    long rendered,
    long assets,
    DurationHistogram.Counts pageTime) {

  private static final String MARK = "site-figures";

  public static SiteFigures none() {
    return new SiteFigures(0, 0, 0, 0, 0, DurationHistogram.Counts.none());
  }

  public SiteFigures minus(SiteFigures earlier) {
    return new SiteFigures(
        readerPages - earlier.readerPages,
        bogusRequests - earlier.bogusRequests,
        turnedBusy - earlier.turnedBusy,
        rendered - earlier.rendered,
        assets - earlier.assets,
        pageTime.minus(earlier.pageTime));
  }

  /// One line of text for the pipe between the site's process and whoever started it.
  String toLine() {
    return String.join(
        " ",
        MARK,
        Long.toString(readerPages),
        Long.toString(bogusRequests),
        Long.toString(turnedBusy),
        Long.toString(rendered),
        Long.toString(assets),
        pageTime.toText());
  }

  /// The figures of such a line, or empty if the line is something else.
  public static Optional<SiteFigures> parse(String line) {
    String[] fields = line.split(" ", -1);
    if (fields.length != 7 || !fields[0].equals(MARK)) {
      return Optional.empty();
    }
    return Optional.of(
        new SiteFigures(
            Long.parseLong(fields[1]),
            Long.parseLong(fields[2]),
            Long.parseLong(fields[3]),
            Long.parseLong(fields[4]),
            Long.parseLong(fields[5]),
            DurationHistogram.Counts.parse(fields[6])));
  }
}
