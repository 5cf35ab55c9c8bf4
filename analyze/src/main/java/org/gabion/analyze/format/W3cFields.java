package org.gabion.analyze.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The directives of the W3C extended log format (Hallam-Baker and Behlendorf, "Extended Log File
/// Format", W3C working draft, 1996): which column tells what, and the day where lines have none.
final class W3cFields {
  private static final int MOST_COLUMNS = 256;

  /// For formats without directives.
  static final W3cFields NONE = new W3cFields(Map.of());

  private static final Map<String, Fact> W3C =
      Map.ofEntries(
          Map.entry("date", Fact.DATE),
          Map.entry("time", Fact.CLOCK),
          Map.entry("date-utc", Fact.DATE),
          Map.entry("time-utc", Fact.CLOCK),
          Map.entry("date-local", Fact.DATE),
          Map.entry("time-local", Fact.CLOCK),
          Map.entry("c-ip", Fact.CLIENT),
          Map.entry("c-dns", Fact.CLIENT),
          Map.entry("c-port", Fact.CLIENT_PORT),
          Map.entry("cs-method", Fact.METHOD),
          Map.entry("cs-uri", Fact.TARGET),
          Map.entry("cs-uri-stem", Fact.PATH),
          Map.entry("cs-uri-query", Fact.QUERY),
          Map.entry("cs-version", Fact.PROTOCOL),
          Map.entry("cs-protocol-version", Fact.PROTOCOL),
          Map.entry("cs-host", Fact.HOST),
          Map.entry("cs(host)", Fact.HOST),
          Map.entry("x-host-header", Fact.HOST),
          Map.entry("cs(user-agent)", Fact.PLUS_AGENT),
          Map.entry("cs(referer)", Fact.REFERER),
          Map.entry("cs(referrer)", Fact.REFERER),
          Map.entry("sc-status", Fact.STATUS),
          Map.entry("sc-bytes", Fact.BYTES_OUT),
          Map.entry("bytes", Fact.BYTES_OUT),
          Map.entry("cs-bytes", Fact.BYTES_IN),
          Map.entry("timetakenms", Fact.TOTAL_MILLIS),
          Map.entry("ssl-protocol", Fact.TLS_VERSION),
          Map.entry("ssl-cipher", Fact.TLS_CIPHER));

  private static final String FIELDS = "#fields:";
  private static final String DATE = "#date:";
  private static final String SOFTWARE = "#software:";

  private final Map<String, Fact> facts;
  private byte[] day = {};
  private boolean isIis;

  private W3cFields(Map<String, Fact> facts) {
    this.facts = facts;
  }

  static W3cFields w3c() {
    return new W3cFields(W3C);
  }

  /// The columns after a directive; those before it if it is about something else.
  List<Fact> after(byte[] b, int from, int to, List<Fact> before) {
    String line = new String(b, from, to - from, StandardCharsets.ISO_8859_1);
    String lower = line.toLowerCase(Locale.ROOT);
    if (lower.startsWith(SOFTWARE)) {
      isIis = lower.contains("internet information") || lower.contains("iis");
    } else if (lower.startsWith(DATE)) {
      String value = line.substring(DATE.length()).strip();
      String first = value.length() >= 10 ? value.substring(0, 10) : "";
      day = first.getBytes(StandardCharsets.ISO_8859_1);
    } else if (lower.startsWith(FIELDS)) {
      return columns(lower.substring(FIELDS.length()).strip());
    }
    return before;
  }

  private List<Fact> columns(String names) {
    List<Fact> columns = new ArrayList<>();
    for (String name : names.split("\\s+", MOST_COLUMNS)) {
      columns.add(fact(name));
    }
    return List.copyOf(columns);
  }

  /// IIS tells milliseconds where the draft has seconds.
  private Fact fact(String name) {
    return name.equals("time-taken") && !facts.containsKey(name)
        ? isIis ? Fact.TOTAL_MILLIS : Fact.IGNORED
        : facts.getOrDefault(name, Fact.IGNORED);
  }

  /// Tells the day that the last directive named, for lines that have only a time.
  void put(LineFacts line) {
    if (day.length > 0) {
      line.defaultDay(day);
    }
  }
}
