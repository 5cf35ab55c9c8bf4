package org.gabion.mirror.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds a smallest set of parties that together silence all places, each by one of its ways:
/// exactly by a search that is bounded in depth, as long as the work is; and greedily beyond. One
/// object, one search.
final class HittingSet {
  private static final int DEEPEST = 6;
  private static final long MOST_WORK = 30_000_000;

  private final List<Party> parties = new ArrayList<>();
  private final int[][][] places;
  private long work;

  private HittingSet(List<Place> all) {
    Map<Party, Integer> numbers = new HashMap<>();
    Set<List<Set<Party>>> different = new LinkedHashSet<>();
    all.forEach(place -> different.add(place.ways()));
    different.removeIf(List::isEmpty);
    places = new int[different.size()][][];
    int at = 0;
    for (List<Set<Party>> ways : different) {
      int[][] numbered = new int[ways.size()][];
      for (int i = 0; i < numbered.length; i++) {
        numbered[i] = ways.get(i).stream().mapToInt(party -> number(party, numbers)).toArray();
      }
      places[at++] = numbered;
    }
  }

  private int number(Party party, Map<Party, Integer> numbers) {
    return numbers.computeIfAbsent(
        party,
        _ -> {
          parties.add(party);
          return parties.size() - 1;
        });
  }

  /// A smallest set, if it is smaller than a bound and can be found; places without any known party
  /// are left out.
  static Optional<Set<Party>> smallerThan(List<Place> places, int bound) {
    HittingSet search = new HittingSet(places);
    if (search.places.length == 0) {
      return Optional.empty();
    }
    for (int depth = 1; depth < bound && depth <= DEEPEST; depth++) {
      BitSet chosen = new BitSet();
      if (search.isReached(chosen, 0, depth)) {
        return Optional.of(search.named(chosen));
      }
      if (search.work > MOST_WORK) {
        break;
      }
    }
    return search.greedy(bound);
  }

  private Set<Party> named(BitSet chosen) {
    Set<Party> named = new HashSet<>();
    chosen.stream().forEach(number -> named.add(parties.get(number)));
    return named;
  }

  /// Whether so many more parties suffice; `chosen` then holds them.
  private boolean isReached(BitSet chosen, int from, int left) {
    int place = from;
    while (place < places.length && isSilenced(places[place], chosen)) {
      place++;
    }
    if (place == places.length) {
      return true;
    }
    for (int[] way : places[place]) {
      BitSet with = (BitSet) chosen.clone();
      for (int party : way) {
        with.set(party);
      }
      int more = with.cardinality() - chosen.cardinality();
      if (more <= left && work <= MOST_WORK && isReached(with, place + 1, left - more)) {
        chosen.or(with);
        return true;
      }
    }
    return false;
  }

  private boolean isSilenced(int[][] ways, BitSet chosen) {
    work++;
    for (int[] way : ways) {
      if (isAll(way, chosen)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAll(int[] way, BitSet chosen) {
    for (int party : way) {
      if (!chosen.get(party)) {
        return false;
      }
    }
    return true;
  }

  /// Takes again and again the party that alone silences the most places left, or else the first
  /// way of one.
  private Optional<Set<Party>> greedy(int bound) {
    BitSet chosen = new BitSet();
    List<int[][]> left = new ArrayList<>(List.of(places));
    while (!left.isEmpty()) {
      int[] counts = new int[parties.size()];
      for (int[][] ways : left) {
        for (int[] way : ways) {
          if (way.length == 1) {
            counts[way[0]]++;
          }
        }
      }
      int best = 0;
      for (int i = 1; i < counts.length; i++) {
        best = counts[i] > counts[best] ? i : best;
      }
      int[] next = counts[best] > 0 ? new int[] {best} : left.getFirst()[0];
      for (int party : next) {
        chosen.set(party);
      }
      if (chosen.cardinality() >= bound) {
        return Optional.empty();
      }
      left.removeIf(ways -> isSilenced(ways, chosen));
    }
    return Optional.of(named(chosen));
  }
}
