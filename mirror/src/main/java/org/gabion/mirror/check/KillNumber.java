package org.gabion.mirror.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The fewest parties that must act to silence a site: the smaller of what it takes within one kind
/// of party, and of what a mixture takes. Pure.
///
/// @param number 0 if no copy is intact
/// @param parties a smallest set of them
/// @param isAtWorst whether it holds only if what is not known is as bad as it can be
/// @param kinds what each kind alone would need
/// @param step the one step that raises it
public record KillNumber(
    int number, List<Party> parties, boolean isAtWorst, List<OfKind> kinds, String step) {
  private static final int MOST_NAMES = 3;
  private static final int MOST_REPAIRS = 50;

  /// What it takes within one kind of party.
  ///
  /// @param number of parties, all of which must act
  /// @param unknown how many intact copies have no known party of this kind
  public record OfKind(PartyKind kind, int number, int unknown) {}

  public KillNumber {
    parties = List.copyOf(parties);
    kinds = List.copyOf(kinds);
  }

  /// A mirror that does not count now, and would if it were repaired.
  record Repair(Place place, MirrorClass kind) {}

  /// Works it out.
  ///
  /// @param intact where the intact copies are
  /// @param repairs the other mirrors
  static KillNumber of(List<Place> intact, List<Repair> repairs) {
    if (intact.isEmpty()) {
      return new KillNumber(
          0, List.of(), false, List.of(), "bring any mirror back, or add one: no copy is intact");
    }
    Set<PartyKind> kinds = kinds(intact);
    Least least = Least.of(intact, kinds);
    return new KillNumber(
        least.number(),
        least.parties(),
        least.isAtWorst(),
        least.kinds(),
        step(intact, kinds, repairs, least));
  }

  /// The kinds that something is known of; the prefix only where no network is.
  private static Set<PartyKind> kinds(List<Place> places) {
    Set<PartyKind> kinds = EnumSet.noneOf(PartyKind.class);
    places.forEach(place -> kinds.addAll(place.parties().keySet()));
    if (kinds.contains(PartyKind.NETWORK)) {
      kinds.remove(PartyKind.PREFIX);
    }
    return kinds;
  }

  /// The number without the step.
  private record Least(int number, List<Party> parties, boolean isAtWorst, List<OfKind> kinds) {

    static Least of(List<Place> intact, Set<PartyKind> kinds) {
      List<OfKind> each = new ArrayList<>();
      Optional<OfKind> best = Optional.empty();
      for (PartyKind kind : kinds) {
        Optional<OfKind> one = ofKind(intact, kind);
        one.ifPresent(each::add);
        if (one.isPresent() && (best.isEmpty() || isLess(one.get(), best.get()))) {
          best = one;
        }
      }
      int most = best.map(OfKind::number).orElse(Integer.MAX_VALUE);
      Optional<Set<Party>> mixed = HittingSet.smallerThan(intact, most);
      if (mixed.isPresent()) {
        List<Party> parties = sorted(mixed.get());
        return new Least(parties.size(), parties, false, each);
      }
      if (best.isEmpty()) {
        // Nothing at all is known: one may be enough.
        return new Least(1, List.of(), true, each);
      }
      OfKind chosen = best.get();
      List<Party> parties = sorted(partiesOf(intact, chosen.kind()));
      return new Least(chosen.number(), parties, chosen.unknown() > 0, each);
    }

    private static boolean isLess(OfKind one, OfKind other) {
      return one.number() < other.number()
          || one.number() == other.number() && one.unknown() < other.unknown();
    }

    /// Whether the same parties silence one more copy: then it raises nothing, and no search is
    /// needed.
    boolean silences(Place more) {
      return more.ways().stream().anyMatch(parties::containsAll);
    }

    /// Whether one more copy would raise it.
    boolean isRaisedBy(List<Place> intact, Place more, Set<PartyKind> kinds) {
      List<Place> with = new ArrayList<>(intact);
      with.add(more);
      return of(with, kinds).number() > number;
    }
  }

  private static Optional<OfKind> ofKind(List<Place> intact, PartyKind kind) {
    boolean needsName = kind == PartyKind.DOMAIN || kind == PartyKind.TOP_LEVEL;
    int unknown = 0;
    for (Place place : intact) {
      if (needsName && !place.isNamed()) {
        // No domain can be taken from it: this kind alone can not silence the site.
        return Optional.empty();
      }
      unknown += place.names(kind).isEmpty() ? 1 : 0;
    }
    int number = partiesOf(intact, kind).size();
    return number == 0 ? Optional.empty() : Optional.of(new OfKind(kind, number, unknown));
  }

  private static Set<Party> partiesOf(List<Place> places, PartyKind kind) {
    Set<Party> parties = new HashSet<>();
    places.forEach(place -> place.names(kind).forEach(name -> parties.add(new Party(kind, name))));
    return parties;
  }

  private static List<Party> sorted(Collection<Party> parties) {
    return parties.stream()
        .sorted(Comparator.comparing(Party::kind).thenComparing(Party::name))
        .toList();
  }

  private static String step(
      List<Place> intact, Set<PartyKind> kinds, List<Repair> repairs, Least least) {
    Set<List<Set<Party>>> tried = new HashSet<>();
    List<Repair> easiest = new ArrayList<>(repairs);
    easiest.sort(Comparator.comparingInt(repair -> -repair.kind().ordinal()));
    for (Repair repair : easiest) {
      if (repair.kind() == MirrorClass.TAMPERING
          || tried.size() >= MOST_REPAIRS
          || least.silences(repair.place())) {
        continue;
      }
      if (tried.add(repair.place().ways()) && least.isRaisedBy(intact, repair.place(), kinds)) {
        return "repair "
            + repair.place().url()
            + " ("
            + repair.kind().word()
            + "): it depends on others than those that are intact";
      }
    }
    Set<PartyKind> fresh = tight(least);
    if (!least.isRaisedBy(intact, imagined(intact, kinds, fresh), kinds)) {
      fresh = kinds;
    }
    return "add a copy outside " + outside(intact, fresh);
  }

  /// The kinds that hold the number down.
  private static Set<PartyKind> tight(Least least) {
    Set<PartyKind> tight = EnumSet.noneOf(PartyKind.class);
    least.parties().forEach(party -> tight.add(party.kind()));
    for (OfKind one : least.kinds()) {
      if (one.number() <= least.number()) {
        tight.add(one.kind());
      }
    }
    return tight;
  }

  /// A copy with new parties of some kinds, and the most usual ones of the others.
  private static Place imagined(List<Place> intact, Set<PartyKind> kinds, Set<PartyKind> fresh) {
    Map<PartyKind, Set<String>> parties = new EnumMap<>(PartyKind.class);
    for (PartyKind kind : kinds) {
      if (fresh.contains(kind)) {
        parties.put(kind, Set.of("another one"));
      } else {
        mostUsual(intact, kind).ifPresent(name -> parties.put(kind, Set.of(name)));
      }
    }
    return new Place("https://imagined.invalid/", true, parties);
  }

  private static Optional<String> mostUsual(List<Place> intact, PartyKind kind) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    intact.forEach(place -> place.names(kind).forEach(name -> counts.merge(name, 1, Integer::sum)));
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  private static String outside(List<Place> intact, Set<PartyKind> kinds) {
    Set<String> parts = new LinkedHashSet<>();
    for (PartyKind kind : kinds) {
      Set<String> names = new TreeSet<>();
      partiesOf(intact, kind).forEach(party -> names.add(party.name()));
      if (names.isEmpty()) {
        continue;
      }
      String shown = String.join(", ", names.stream().limit(MOST_NAMES).toList());
      int more = names.size() - MOST_NAMES;
      parts.add(kind.word() + " " + shown + (more > 0 ? " and " + more + " more" : ""));
    }
    return String.join("; outside ", parts);
  }
}
