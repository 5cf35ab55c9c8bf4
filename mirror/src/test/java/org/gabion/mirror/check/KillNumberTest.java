package org.gabion.mirror.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The number against places made by hand, and against all subsets where there are few.
final class KillNumberTest {
  private static Place place(String host, String hoster, String country) {
    Map<PartyKind, Set<String>> parties = new EnumMap<>(PartyKind.class);
    parties.put(PartyKind.DOMAIN, Set.of(host));
    parties.put(PartyKind.TOP_LEVEL, Set.of(host.substring(host.lastIndexOf('.') + 1)));
    if (!hoster.isEmpty()) {
      parties.put(PartyKind.HOSTER, Set.of(hoster));
      parties.put(PartyKind.NETWORK, Set.of("AS-" + hoster));
    }
    parties.put(PartyKind.COUNTRY, Set.of(country));
    return new Place("https://" + host + "/", true, parties);
  }

  @Test
  void kill_noCopy_isZero() {
    KillNumber kill = KillNumber.of(List.of(), List.of());

    assertThat(kill.number()).isZero();
    assertThat(kill.step()).contains("no copy is intact");
  }

  @Test
  void kill_allInOneCountry_isOneAndSaysWhatToDo() {
    List<Place> places =
        List.of(place("a.org", "X", "NL"), place("b.net", "Y", "NL"), place("c.com", "Z", "NL"));

    KillNumber kill = KillNumber.of(places, List.of());

    assertThat(kill.number()).isEqualTo(1);
    assertThat(kill.parties()).containsExactly(new Party(PartyKind.COUNTRY, "NL"));
    assertThat(kill.step()).isEqualTo("add a copy outside country NL");
    assertThat(kill.kinds())
        .contains(new KillNumber.OfKind(PartyKind.HOSTER, 3, 0))
        .contains(new KillNumber.OfKind(PartyKind.TOP_LEVEL, 3, 0));
  }

  @Test
  void kill_mixtureIsSmaller_namesTheMixture() {
    // One country for the first two, one hoster for the last two: no kind alone does it with two.
    List<Place> places =
        List.of(
            place("a.org", "P", "NL"),
            place("b.net", "Q", "NL"),
            place("c.com", "X", "DE"),
            place("d.de", "X", "FR"));

    KillNumber kill = KillNumber.of(places, List.of());

    assertThat(kill.number()).isEqualTo(2);
    assertThat(kill.parties()).contains(new Party(PartyKind.COUNTRY, "NL"));
    assertThat(kill.isAtWorst()).isFalse();
  }

  @Test
  void kill_mirrorInTwoNetworks_needsBoth() {
    Place two =
        new Place("https://10.example/", false, Map.of(PartyKind.NETWORK, Set.of("AS1", "AS2")));

    assertThat(KillNumber.of(List.of(two), List.of()).number()).isEqualTo(2);
  }

  @Test
  void kill_hosterOfSomeUnknown_isAtWorst() {
    List<Place> places =
        List.of(place("a.org", "X", "NL"), place("b.net", "", "DE"), place("c.com", "", "FR"));

    KillNumber kill = KillNumber.of(places, List.of());

    assertThat(kill.number()).isEqualTo(1);
    assertThat(kill.isAtWorst()).isTrue();
    assertThat(kill.kinds()).contains(new KillNumber.OfKind(PartyKind.HOSTER, 1, 2));
  }

  @Test
  void kill_copyWithoutAName_isNotSilencedByDomains() {
    Place bare =
        new Place("https://9.9.9.9/", false, Map.of(PartyKind.PREFIX, Set.of("9.9.9.0/24")));
    Map<PartyKind, Set<String>> named =
        Map.of(
            PartyKind.DOMAIN, Set.of("a.org"),
            PartyKind.TOP_LEVEL, Set.of("org"),
            PartyKind.PREFIX, Set.of("8.8.8.0/24"));

    KillNumber kill =
        KillNumber.of(List.of(bare, new Place("https://a.org/", true, named)), List.of());

    assertThat(kill.number()).isEqualTo(2);
    assertThat(kill.kinds()).extracting(KillNumber.OfKind::kind).containsExactly(PartyKind.PREFIX);
  }

  @Test
  void step_aFaultyMirrorElsewhere_isRepairedFirst() {
    List<Place> intact = List.of(place("a.org", "X", "NL"), place("b.org", "X", "NL"));
    List<KillNumber.Repair> repairs =
        List.of(
            new KillNumber.Repair(place("c.org", "X", "DE"), MirrorClass.STALE),
            new KillNumber.Repair(place("d.net", "Y", "DE"), MirrorClass.CORRUPT));

    KillNumber kill = KillNumber.of(intact, repairs);

    assertThat(kill.number()).isEqualTo(1);
    assertThat(kill.step()).startsWith("repair https://d.net/ (corrupt)");
  }

  @Test
  void number_randomPlaces_isThatOfAllSubsets() {
    Random random = new Random(11);
    for (int run = 0; run < 60; run++) {
      List<Place> places = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        places.add(
            place(
                "h" + random.nextInt(4) + "." + (char) ('a' + random.nextInt(3)),
                "H" + random.nextInt(4),
                "C" + random.nextInt(3)));
      }
      assertThat(KillNumber.of(places, List.of()).number())
          .as("run %d of %s", run, places)
          .isEqualTo(byAllSubsets(places));
    }
  }

  private static int byAllSubsets(List<Place> places) {
    Set<Party> all = new HashSet<>();
    places.forEach(place -> place.ways().forEach(all::addAll));
    List<Party> parties = List.copyOf(all);
    int least = Integer.MAX_VALUE;
    for (int mask = 1; mask < 1 << parties.size(); mask++) {
      if (Integer.bitCount(mask) >= least) {
        continue;
      }
      Set<Party> chosen = new HashSet<>();
      for (int i = 0; i < parties.size(); i++) {
        if ((mask >> i & 1) == 1) {
          chosen.add(parties.get(i));
        }
      }
      if (places.stream().allMatch(place -> place.ways().stream().anyMatch(chosen::containsAll))) {
        least = Integer.bitCount(mask);
      }
    }
    return least;
  }

  @Test
  void kill_thousandPlaces_isQuickAndNotAboveTheKinds() {
    Random random = new Random(5);
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < 1247; i++) {
      places.add(
          place(
              "m" + i + ".t" + random.nextInt(30),
              "H" + random.nextInt(60),
              "C" + random.nextInt(40)));
    }

    KillNumber kill = KillNumber.of(places, List.of());

    assertThat(kill.number()).isBetween(7, 30);
  }

  @Test
  void step_thousandPlacesAndManyRepairs_doesNotSearchForEver() {
    Random random = new Random(6);
    List<Place> places = new ArrayList<>();
    List<KillNumber.Repair> repairs = new ArrayList<>();
    for (int i = 0; i < 1247; i++) {
      Place place =
          place(
              "m" + i + ".t" + random.nextInt(12),
              "H" + random.nextInt(60),
              "C" + random.nextInt(12));
      if (i % 3 == 0) {
        repairs.add(new KillNumber.Repair(place, MirrorClass.STALE));
      } else {
        places.add(place);
      }
    }
    repairs.add(new KillNumber.Repair(place("x.new", "Y", "NEW"), MirrorClass.UNREACHABLE));

    KillNumber kill = KillNumber.of(places, repairs);

    assertThat(kill.number()).isBetween(7, 12);
    assertThat(kill.step()).isNotEmpty();
  }
}
