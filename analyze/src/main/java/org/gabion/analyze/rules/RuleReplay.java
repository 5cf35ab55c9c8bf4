package org.gabion.analyze.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gabion.analyze.format.LogRecord;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.request.Slice;
import org.gabion.core.sketch.HyperLogLog;

/// Asks of every line of the log what each candidate would have done to it, and counts. Merges in
/// any order. Not thread safe.
///
/// A line belongs to incidents of attack, or it is an innocent's. For each incident it is counted
/// by the set of candidates that match, so that any union of them can be told exactly later.
/// Innocent clients are counted too, because the requests of one client are not independent: those
/// that a candidate matches by name while they are few, else one for each request.
public final class RuleReplay {
  // Beyond this many different sets, innocents count for all candidates, the attack for none.
  private static final int MOST_MASKS = 4096;
  private static final int MOST_MASKS_IN_ALL = 16 * MOST_MASKS;
  private static final int NAMED_CLIENTS = 64;
  private static final int PRECISION = 12;
  private static final long[] NONE = {};

  /// What a rule matches.
  ///
  /// @param attack requests of the incident
  /// @param innocents requests of others
  /// @param clients at most so many others sent these
  record Cost(long attack, long innocents, long clients) {
    static final Cost NONE = new Cost(0, 0, 0);

    Cost plus(Cost other) {
      return new Cost(attack + other.attack, innocents + other.innocents, clients + other.clients);
    }
  }

  private static final class Hits {
    long attack;
    long innocents;
    boolean crowded;
    final Set<Long> clients = new HashSet<>();

    void name(long client) {
      if (!crowded) {
        clients.add(client);
        crowded = clients.size() > NAMED_CLIENTS;
      }
    }

    void merge(Hits other) {
      attack += other.attack;
      innocents += other.innocents;
      crowded |= other.crowded;
      other.clients.forEach(this::name);
    }
  }

  private final RulePlans plans;
  private final KeyedHash hash;
  private final HyperLogLog clients = new HyperLogLog(PRECISION, 0);
  private final List<Map<Long, Hits>> masks = new ArrayList<>();
  private final int mostMasks;
  private final long[][] attackFrom;
  private final long[] innocentsFrom;
  private final long[] attacks;
  private final Peers peers = new Peers();
  private long innocents;
  private long firstMicros = Long.MAX_VALUE;
  private long lastMicros = Long.MIN_VALUE;

  /// Counts for these plans.
  ///
  /// @param hash the same for all that are merged
  public RuleReplay(RulePlans plans, KeyedHash hash) {
    this.plans = plans;
    this.hash = hash;
    for (int i = 0; i < plans.plans().size(); i++) {
      masks.add(new HashMap<>());
    }
    mostMasks = Math.min(MOST_MASKS, MOST_MASKS_IN_ALL / Math.max(1, masks.size()));
    attacks = new long[masks.size()];
    attackFrom = new long[masks.size()][];
    Arrays.fill(attackFrom, NONE);
    innocentsFrom = new long[plans.places().size()];
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
    firstMicros = Math.min(firstMicros, record.timeMicros);
    lastMicros = Math.max(lastMicros, record.timeMicros);
    long client = innocent ? client(record) : 0;
    if (innocent) {
      innocents++;
      clients.add(client);
    }
    for (int i = 0; i < attacks.length; i++) {
      if (member[i] || innocent) {
        count(i, mask(plans.plans().get(i).candidates(), record), innocent, client);
      }
    }
    if (record.clientKnown) {
      source(ClientKey.ofIpv6(record.clientHigh, record.clientLow), member, innocent);
    }
  }

  private long client(LogRecord record) {
    Slice name = record.clientName;
    return record.clientKnown
        ? hash.hash(record.clientHigh, record.clientLow)
        : name.present ? hash.hash(name.bytes, name.from, name.to) : 0;
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

  private void count(int incident, long mask, boolean innocent, long client) {
    if (mask == 0) {
      return;
    }
    Map<Long, Hits> known = masks.get(incident);
    Hits hits = known.get(mask);
    if (hits == null) {
      if (known.size() >= mostMasks && !innocent) {
        return;
      }
      hits = known.computeIfAbsent(known.size() < mostMasks ? mask : -1L, m -> new Hits());
    }
    if (innocent) {
      hits.innocents++;
      hits.name(client);
    } else {
      hits.attack++;
    }
  }

  private void source(ClientKey key, boolean[] member, boolean innocent) {
    if (innocent) {
      peers.add(key);
    }
    Integer place = plans.places().get(key);
    if (place == null) {
      return;
    }
    innocentsFrom[place] += innocent ? 1 : 0;
    for (int i = 0; i < attacks.length; i++) {
      if (member[i]) {
        from(i)[place]++;
      }
    }
  }

  /// Made when the first comes: most chunks are of few incidents.
  private long[] from(int incident) {
    if (attackFrom[incident].length == 0) {
      attackFrom[incident] = new long[innocentsFrom.length];
    }
    return attackFrom[incident];
  }

  /// Adds what another chunk counted for the same plans.
  public void merge(RuleReplay other) {
    innocents += other.innocents;
    clients.mergeFrom(other.clients);
    firstMicros = Math.min(firstMicros, other.firstMicros);
    lastMicros = Math.max(lastMicros, other.lastMicros);
    peers.merge(other.peers);
    for (int p = 0; p < innocentsFrom.length; p++) {
      innocentsFrom[p] += other.innocentsFrom[p];
    }
    for (int i = 0; i < attacks.length; i++) {
      attacks[i] += other.attacks[i];
      for (int p = 0; p < other.attackFrom[i].length; p++) {
        from(i)[p] += other.attackFrom[i][p];
      }
      Map<Long, Hits> mine = masks.get(i);
      other
          .masks
          .get(i)
          .forEach(
              (mask, hits) -> {
                boolean room = mine.size() < mostMasks || mine.containsKey(mask);
                mine.computeIfAbsent(room ? mask : -1L, m -> new Hits()).merge(hits);
              });
    }
  }

  /// Requests that belong to no attack.
  long innocents() {
    return innocents;
  }

  /// Who sent them: certainly not fewer, as far as a sketch can tell.
  long clients() {
    double least = clients.estimate() * (1 - 3 * clients.standardError());
    return Math.max(1, Math.min(innocents, (long) least));
  }

  /// From the first line to the last.
  double seconds() {
    return lastMicros < firstMicros ? 0 : (lastMicros - firstMicros) / 1e6;
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
    long unnamed = 0;
    Set<Long> named = new HashSet<>();
    for (Map.Entry<Long, Hits> entry : masks.get(incident).entrySet()) {
      if ((entry.getKey() & any) != 0) {
        Hits hits = entry.getValue();
        // The mask of all is what did not fit: nobody knows which candidates matched.
        attack += entry.getKey() == -1L ? 0 : hits.attack;
        hit += hits.innocents;
        unnamed += hits.crowded ? hits.innocents : 0;
        named.addAll(hits.crowded ? Set.of() : hits.clients);
      }
    }
    return new Cost(attack, hit, named.size() + unnamed);
  }

  /// What came from an address of the incident's plan.
  Cost cost(int incident, ClientKey source) {
    int place = plans.places().getOrDefault(source, -1);
    return place < 0
        ? Cost.NONE
        : new Cost(from(incident)[place], innocentsFrom[place], Math.min(1, innocentsFrom[place]));
  }
}
