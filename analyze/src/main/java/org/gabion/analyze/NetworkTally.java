package org.gabion.analyze;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gabion.analyze.format.LogRecord;
import org.gabion.analyze.report.Analysis.Count;

/// Counts requests by the network they came from, /24 for IPv4 and /48 for IPv6; a network of which
/// a single address was seen is told as that address. Where the log has host names, each name
/// stands for itself.
///
/// Keeps a bounded number of networks, as [TopValues] does. Not thread safe.
final class NetworkTally {
  private static final String SEVERAL = "";

  private final TopValues networks = new TopValues();

  /// The only source of each network, or [#SEVERAL].
  private final Map<String, String> sources = new HashMap<>();

  void add(LogRecord record) {
    String source = ValueText.source(record);
    String network = record.clientKnown ? ValueText.prefix(record) : source;
    if (networks.add(network)) {
      see(network, source);
    }
  }

  void merge(NetworkTally other) {
    networks.merge(other.networks);
    other.sources.forEach(this::see);
  }

  private void see(String network, String source) {
    sources.merge(network, source, (one, two) -> one.equals(two) ? one : SEVERAL);
  }

  /// The networks with most requests.
  List<Count> top(int most) {
    List<Count> top = new ArrayList<>();
    for (Count count : networks.top(most)) {
      String source = sources.getOrDefault(count.value(), SEVERAL);
      top.add(source.equals(SEVERAL) ? count : new Count(source, count.requests()));
    }
    return top;
  }
}
