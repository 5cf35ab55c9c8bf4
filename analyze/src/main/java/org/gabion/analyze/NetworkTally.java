package org.gabion.analyze;

import java.util.Comparator;
import java.util.List;
import org.gabion.analyze.format.LogRecord;
import org.gabion.analyze.report.Analysis.Count;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.Features;

/// Counts requests by the network they came from, /24 for IPv4 and /48 for IPv6, with [TopValues];
/// a network of which a single address was seen is told as that address. Where the log has host
/// names, each name stands for itself. Not thread safe.
final class NetworkTally {
  private final TopValues<Network> networks;

  /// @param most different networks kept
  NetworkTally(int most) {
    this.networks = new TopValues<>(most);
  }

  /// @param client keyed hash of the first source that was seen in it
  private record Network(String prefix, String source, long client, boolean several) {
    String told() {
      return several ? prefix : source;
    }

    Network with(long other) {
      return several || other == client ? this : new Network(prefix, source, client, true);
    }

    Network with(Network other) {
      return other.several ? other : with(other.client);
    }
  }

  void add(LogRecord record, Features features) {
    long key = record.clientKnown ? features.value(Attribute.PREFIX) : features.client;
    int place = networks.add(key, 1);
    if (networks.lastWasNew()) {
      String source = ValueText.source(record);
      String prefix = record.clientKnown ? ValueText.prefix(record) : source;
      networks.label(place, new Network(prefix, source, features.client, false));
    } else {
      Network known = networks.label(place);
      if (!known.several && known.client != features.client) {
        networks.label(place, known.with(features.client));
      }
    }
  }

  void merge(NetworkTally other) {
    networks.merge(other.networks, Network::with);
  }

  /// The networks with most requests.
  List<Count> top(int most) {
    return networks.top(most, Comparator.comparing(Network::told)).stream()
        .map(entry -> new Count(entry.label().told(), entry.count()))
        .toList();
  }
}
