package org.gabion.analyze;

import java.util.ArrayList;
import java.util.List;
import org.gabion.analyze.format.LogRecord;

/// Which facts the lines of a log have at all: what they lack, no detector can use. Merges by OR.
/// Not thread safe.
final class Facts {
  private boolean userAgent;
  private boolean referer;
  private boolean times;
  private boolean host;
  private boolean ports;
  private boolean headers;
  private boolean bytes;
  private boolean addresses;
  private boolean zoneUnknown;
  private long more;

  void see(LogRecord record) {
    userAgent |= record.userAgent.present;
    referer |= record.referer.present;
    times |= record.totalMicros >= 0;
    host |= record.host.present;
    ports |= record.clientPort >= 0;
    headers |= record.headersKnown;
    bytes |= record.bytesOut >= 0;
    addresses |= record.clientKnown;
    zoneUnknown |= record.zoneUnknown;
    more += record.hasMore ? 1 : 0;
  }

  void merge(Facts other) {
    userAgent |= other.userAgent;
    referer |= other.referer;
    times |= other.times;
    host |= other.host;
    ports |= other.ports;
    headers |= other.headers;
    bytes |= other.bytes;
    addresses |= other.addresses;
    zoneUnknown |= other.zoneUnknown;
    more += other.more;
  }

  /// Whether any time stood without a zone.
  boolean isZoneUnknown() {
    return zoneUnknown;
  }

  /// Lines with more columns than their format knows.
  long withMore() {
    return more;
  }

  boolean hasReferer() {
    return referer;
  }

  boolean hasTimes() {
    return times;
  }

  /// What the logs could not tell, in words.
  List<String> missing() {
    List<String> words = new ArrayList<>();
    note(words, times, "response times: whether readers had to wait can not be told");
    note(words, userAgent, "user agents: programs can not be told from browsers by their name");
    note(words, referer, "referers: crowds that come by a link are harder to recognise");
    note(words, headers, "header order and TLS: clients that imitate a browser can not be told");
    note(words, ports, "source ports: visitors behind one shared address can not be told apart");
    note(words, host, "host names: sites that share the log can not be told apart");
    note(words, bytes, "bytes sent: bulk downloads can be told by number only");
    note(words, addresses, "addresses: rules by source or network can not be made");
    return words;
  }

  private static void note(List<String> words, boolean has, String lack) {
    if (!has) {
      words.add("no " + lack);
    }
  }
}
