package org.gabion.core.snapshot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which mirrors keep a copy, signed by the roster holders; each with its own signed consent.
///
/// @param number from 1, one more each time
/// @param mirrors in the order of their addresses, each once
public record Roster(Digest site, long number, Instant published, List<Consent> mirrors) {
  public static final int MAX_MIRRORS = 10_000;
  public static final int MAX_BYTES = 8 << 20;

  static final String TYPE = "roster";

  public Roster {
    mirrors = List.copyOf(mirrors);
    Bounds.number("the number of a roster", number, 1);
    Bounds.second("when a roster was published", published);
    Bounds.ascending("mirrors", mirrors, Comparator.comparing(Consent::url));
    for (Consent mirror : mirrors) {
      if (!mirror.site().equals(site)) {
        throw new IllegalArgumentException(mirror.url() + " keeps a copy of another site");
      }
    }
    if (mirrors.size() > MAX_MIRRORS) {
      throw new IllegalArgumentException("at most " + MAX_MIRRORS + " mirrors");
    }
  }

  /// Reads a roster and the signatures under it, and judges none of them.
  public static Parsed<Signed<Roster>> parse(byte[] bytes) {
    return Lines.parse(bytes, MAX_BYTES, lines -> Signed.read(lines, bytes, Roster::read));
  }

  private static Roster read(Lines lines) {
    Digest site = lines.opening(TYPE);
    long number = lines.number("roster", 1, Lines.MAX_NUMBER);
    Instant published = lines.instant("published");
    List<Consent> mirrors = new ArrayList<>();
    while (lines.next("mirror")) {
      Consent mirror = Consent.read(lines, site);
      if (!mirrors.isEmpty() && mirrors.getLast().url().compareTo(mirror.url()) >= 0) {
        throw lines.fault("mirrors in the order of their addresses, each once");
      }
      if (mirrors.size() == MAX_MIRRORS) {
        throw lines.fault("at most " + MAX_MIRRORS + " mirrors");
      }
      mirrors.add(mirror);
    }
    return new Roster(site, number, published, mirrors);
  }

  /// The exact bytes that are signed.
  public byte[] body() {
    Text text = new Text(TYPE, site).line("roster", number).line("published", published);
    mirrors.forEach(mirror -> text.line("mirror", mirror.rosterLine()));
    return text.bytes();
  }
}
