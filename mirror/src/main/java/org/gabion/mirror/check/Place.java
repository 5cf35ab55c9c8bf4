package org.gabion.mirror.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Where a mirror is: its parties of each kind, as far as they are known.
///
/// @param isNamed whether its address has a name, so that a domain can be taken from it
public record Place(String url, boolean isNamed, Map<PartyKind, Set<String>> parties) {
  public Place {
    Map<PartyKind, Set<String>> copy = new EnumMap<>(PartyKind.class);
    parties.forEach((kind, names) -> copy.put(kind, Set.copyOf(names)));
    parties = copy;
  }

  /// The names of one kind, in their order; empty if they are not known.
  public List<String> names(PartyKind kind) {
    return List.copyOf(new TreeSet<>(parties.getOrDefault(kind, Set.of())));
  }

  /// The ways to silence it: all parties of one of these sets must act.
  List<Set<Party>> ways() {
    List<Set<Party>> ways = new ArrayList<>();
    for (PartyKind kind : PartyKind.values()) {
      Set<Party> way =
          names(kind).stream().map(name -> new Party(kind, name)).collect(Collectors.toSet());
      boolean better = kind == PartyKind.PREFIX && !names(PartyKind.NETWORK).isEmpty();
      if (!way.isEmpty() && !better) {
        ways.add(way);
      }
    }
    return ways;
  }
}
