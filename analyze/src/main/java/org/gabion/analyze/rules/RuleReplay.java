package org.gabion.analyze.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gabion.analyze.format.LogRecord;
import org.gabion.core.request.ClientKey;

/// Asks of every line of the log what each candidate would have done to it, and counts. Merges in
/// any order. Not thread safe.
///
/// A line belongs to incidents of attack, or it is an innocent's. For each incident it is counted
/// by the set of candidates that match, so that any union of them can be told exactly later.
public final class RuleReplay {
  // Beyond this many different sets, innocents count for all candidates, the attack for none.
  private static final int MOST_MASKS = 4096;

  /// Requests that a rule matches.
  record Cost(long attack, long innocents) {}

  private static final class Hits {
    long attack;
    long innocents;
  }

  private final RulePlans plans;
  private final List<Map<Long, Hits>> masks = new ArrayList<>();
  private final Map<ClientKey, Integer> places = new HashMap<>();
  private final long[][] attackFrom;
  private final long[] innocentsFrom;
  private final long[] attacks;
  private final Peers peers = new Peers();
  private long innocents;

  /// Counts for these plans.
  public RuleReplay(RulePlans plans) {
    this.plans = plans;
    for (RulePlans.Plan plan : plans.plans()) {
      masks.add(new HashMap<>());
      plan.sources().forEach(key -> places.putIfAbsent(key, places.size()));
    }
    attacks = new long[masks.size()];
    attackFrom = new long[masks.size()][places.size()];
    innocentsFrom = new long[places.size()];
  }

  /// One request.
  ///
  /// @param member for each of [RulePlans#incidents] whether the request belongs to it
  public void add(LogRecord record, boolean[] member) {
    boolean innocent = true;
    for (int i = 0; i < attacks.length; i++) {
      if (member[i]) {
        innocent = false;
        attacks[i]++;
      }
    }
    innocents += innocent ? 1 : 0;
    for (int i = 0; i < attacks.length; i++) {
      if (member[i] || innocent) {
        count(i, mask(plans.plans().get(i).candidates(), record), innocent);
      }
    }
    if (record.clientKnown) {
      source(ClientKey.ofIpv6(record.clientHigh, record.clientLow), member, innocent);
    }
  }

  private static long mask(List<Conjunction> candidates, LogRecord record) {
    long mask = 0;
    for (int c = 0; c < candidates.size(); c++) {
      if (candidates.get(c).matches(record)) {
        mask |= 1L << c;
      }
    }
    return mask;
  }

  private void count(int incident, long mask, boolean innocent) {
    if (mask == 0) {
      return;
    }
    Map<Long, Hits> known = masks.get(incident);
    Hits hits = known.get(mask);
    if (hits == null) {
      if (known.size() >= MOST_MASKS && !innocent) {
        return;
      }
      hits = known.computeIfAbsent(known.size() < MOST_MASKS ? mask : -1L, m -> new Hits());
    }
    if (innocent) {
      hits.innocents++;
    } else {
      hits.attack++;
    }
  }

  private void source(ClientKey key, boolean[] member, boolean innocent) {
    if (innocent) {
      peers.add(key);
    }
    Integer place = places.get(key);
    if (place == null) {
      return;
    }
    innocentsFrom[place] += innocent ? 1 : 0;
    for (int i = 0; i < attacks.length; i++) {
      attackFrom[i][place] += member[i] ? 1 : 0;
    }
  }

  /// Adds what another chunk counted for the same plans.
  public void merge(RuleReplay other) {
    innocents += other.innocents;
    peers.merge(other.peers);
    for (int p = 0; p < innocentsFrom.length; p++) {
      innocentsFrom[p] += other.innocentsFrom[p];
    }
    for (int i = 0; i < attacks.length; i++) {
      attacks[i] += other.attacks[i];
      for (int p = 0; p < innocentsFrom.length; p++) {
        attackFrom[i][p] += other.attackFrom[i][p];
      }
      Map<Long, Hits> mine = masks.get(i);
      other
          .masks
          .get(i)
          .forEach(
              (mask, hits) -> {
                boolean room = mine.size() < MOST_MASKS || mine.containsKey(mask);
                Hits sum = mine.computeIfAbsent(room ? mask : -1L, m -> new Hits());
                sum.attack += room ? hits.attack : 0;
                sum.innocents += hits.innocents;
              });
    }
  }

  /// Requests that belong to no attack.
  long innocents() {
    return innocents;
  }

  /// Requests of one incident.
  long attack(int incident) {
    return attacks[incident];
  }

  boolean areProxies() {
    return peers.areProxies();
  }

  /// What any of these candidates matches; a bit each.
  Cost cost(int incident, long any) {
    long attack = 0;
    long hit = 0;
    for (Map.Entry<Long, Hits> entry : masks.get(incident).entrySet()) {
      if ((entry.getKey() & any) != 0) {
        // The mask of all is what did not fit: nobody knows which candidates matched.
        attack += entry.getKey() == -1L ? 0 : entry.getValue().attack;
        hit += entry.getValue().innocents;
      }
    }
    return new Cost(attack, hit);
  }

  /// What came from an address of the incident's plan.
  Cost cost(int incident, ClientKey source) {
    int place = places.getOrDefault(source, -1);
    return place < 0 ? new Cost(0, 0) : new Cost(attackFrom[incident][place], innocentsFrom[place]);
  }
}
