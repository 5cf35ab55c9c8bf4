package org.gabion.analyze.evidence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.request.ClientKey;

/// The addresses that the lines of each incident came from, up to a number that bounds memory. Not
/// thread safe.
final class Sources {
  private static final int MOST = 10_000;
  private static final int MOST_IN_ALL = 200_000;

  private final int most;
  private final List<Map<ClientKey, Long>> byIncident = new ArrayList<>();

  Sources(int incidents) {
    this.most = Math.min(MOST, MOST_IN_ALL / Math.max(1, incidents));
    for (int i = 0; i < incidents; i++) {
      byIncident.add(new LinkedHashMap<>());
    }
  }

  void add(int incident, Optional<ClientKey> client) {
    Map<ClientKey, Long> counts = byIncident.get(incident);
    if (client.isPresent() && (counts.size() < most || counts.containsKey(client.get()))) {
      counts.merge(client.get(), 1L, Long::sum);
    }
  }

  /// The first addresses that came, those with most lines first.
  List<ClientKey> of(int incident) {
    return byIncident.get(incident).entrySet().stream()
        .sorted(Map.Entry.<ClientKey, Long>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }
}
