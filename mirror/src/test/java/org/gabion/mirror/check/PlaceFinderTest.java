package org.gabion.mirror.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where mirrors are, read from databases that were written for the test.
final class PlaceFinderTest {
  private static final String HOST = "https://mirror.example.org/";

  @TempDir Path temp;

  private static Map<String, Object> country(String code) {
    return Map.of("country", Map.of("iso_code", code));
  }

  private static Map<String, Object> network(long number, String organisation) {
    return Map.of(
        // The format's numbers of 32 bits have no sign.
        "autonomous_system_number", (int) number, "autonomous_system_organization", organisation);
  }

  private Path countries() throws IOException {
    return new AddressDatabase(6)
        .with("203.0.113.0/24", country("nl"))
        .with("203.0.113.128/25", country("DE"))
        .with("2001:db8::/32", country("FR"))
        .write(temp.resolve("countries.mmdb"));
  }

  private Path networks() throws IOException {
    return new AddressDatabase(6)
        .with("203.0.112.0/23", network(64500, "Example One"))
        .with("2001:db8:1::/48", network(4_200_000_000L, "Example Two"))
        .write(temp.resolve("networks.mmdb"));
  }

  private static Place place(List<Path> files, String... addresses) throws IOException {
    List<InetAddress> literal = Arrays.stream(addresses).map(InetAddress::ofLiteral).toList();
    try (PlaceFinder finder = PlaceFinder.open(files)) {
      return finder.place(HOST, literal);
    }
  }

  @Test
  void twoFiles_countriesAndNetworks_tellBoth() throws IOException {
    Place place = place(List.of(countries(), networks()), "203.0.113.7");

    assertThat(place.parties())
        .isEqualTo(
            Map.of(
                PartyKind.COUNTRY, Set.of("NL"),
                PartyKind.NETWORK, Set.of("AS64500"),
                PartyKind.HOSTER, Set.of("Example One"),
                PartyKind.DOMAIN, Set.of("example.org"),
                PartyKind.TOP_LEVEL, Set.of("org"),
                PartyKind.PREFIX, Set.of("203.0.113.0/24")));
  }

  @Test
  void ipv6_ofALargeNetworkNumber_isFound() throws IOException {
    Place place = place(List.of(countries(), networks()), "2001:db8:1::7");

    assertThat(place.names(PartyKind.COUNTRY)).containsExactly("FR");
    assertThat(place.names(PartyKind.NETWORK)).containsExactly("AS4200000000");
    assertThat(place.names(PartyKind.HOSTER)).containsExactly("Example Two");
    assertThat(place.names(PartyKind.PREFIX)).containsExactly("2001:db8:1::/48");
  }

  @Test
  void longerPrefix_insideAnother_isTheOneThatCounts() throws IOException {
    List<Path> files = List.of(countries());

    assertThat(place(files, "203.0.113.127").names(PartyKind.COUNTRY)).containsExactly("NL");
    assertThat(place(files, "203.0.113.128").names(PartyKind.COUNTRY)).containsExactly("DE");
  }

  @Test
  void host_withAddressesInTwoPlaces_hasBoth() throws IOException {
    Place place = place(List.of(countries(), networks()), "203.0.113.7", "2001:db8:1::7");

    assertThat(place.names(PartyKind.COUNTRY)).containsExactly("FR", "NL");
    assertThat(place.names(PartyKind.NETWORK)).containsExactly("AS4200000000", "AS64500");
  }

  @Test
  void address_inNoFileOrInOneOfThem_hasWhatIsKnown() throws IOException {
    List<Path> files = List.of(countries(), networks());

    assertThat(place(files, "198.51.100.1").parties())
        .containsOnlyKeys(PartyKind.DOMAIN, PartyKind.TOP_LEVEL, PartyKind.PREFIX);
    Place half = place(files, "203.0.112.1");
    assertThat(half.names(PartyKind.COUNTRY)).isEmpty();
    assertThat(half.names(PartyKind.NETWORK)).containsExactly("AS64500");
  }

  @Test
  void treeOfIpv4_knowsIpv4AndSaysNothingOfIpv6() throws IOException {
    // 2001:db8:: begins with the bits of 32.1.13.184.
    Path file =
        new AddressDatabase(4)
            .with("203.0.113.0/24", country("NL"))
            .with("32.1.13.184/32", country("US"))
            .write(temp.resolve("four.mmdb"));

    assertThat(place(List.of(file), "203.0.113.7").names(PartyKind.COUNTRY)).containsExactly("NL");
    assertThat(place(List.of(file), "2001:db8::7").names(PartyKind.COUNTRY)).isEmpty();
  }

  @Test
  void otherLayouts_tellTheSame() throws IOException {
    Path flat =
        new AddressDatabase(6)
            .with(
                "203.0.113.0/24",
                Map.of("asn", "AS64501", "as_name", "Example Three", "country_code", "NL"))
            .with(
                "198.51.100.0/24",
                Map.of("asn", "64501 or so", "isp", "Example Four", "organization", "Its client"))
            .with("192.0.2.0/24", Map.of("registered_country", Map.of("iso_code", "SE")))
            .write(temp.resolve("flat.mmdb"));

    Place whole = place(List.of(flat), "203.0.113.7");
    assertThat(whole.names(PartyKind.NETWORK)).containsExactly("AS64501");
    assertThat(whole.names(PartyKind.HOSTER)).containsExactly("Example Three");
    assertThat(whole.names(PartyKind.COUNTRY)).containsExactly("NL");
    Place odd = place(List.of(flat), "198.51.100.7");
    assertThat(odd.names(PartyKind.NETWORK)).isEmpty();
    assertThat(odd.names(PartyKind.HOSTER)).containsExactly("Example Four");
    assertThat(place(List.of(flat), "192.0.2.7").names(PartyKind.COUNTRY)).containsExactly("SE");
  }

  @Test
  void record_thatIsNoMap_namesTheFile() throws IOException {
    Path file =
        new AddressDatabase(6).with("203.0.113.0/24", "NL").write(temp.resolve("text.mmdb"));

    assertThatThrownBy(() -> place(List.of(file), "203.0.113.7"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("text.mmdb is damaged");
  }

  @Test
  void damagedFiles_ofAllKinds_giveAnAnswerOrNameTheFile() throws IOException {
    byte[] whole = Files.readAllBytes(networks());
    Path file = temp.resolve("damaged.mmdb");
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] damaged = whole.clone();
      if (i % 4 == 0) {
        damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
      } else {
        for (int j = 0; j < i % 4; j++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
      }
      Files.write(file, damaged);
      try {
        place(List.of(file), "203.0.113.7", "2001:db8:1::7");
      } catch (IOException e) {
        assertThat(e).as("file " + i).hasMessageContaining("damaged.mmdb");
        refused++;
      }
    }
    assertThat(refused).isBetween(250, 999);
  }

  /// Mirrors of three networks and two countries, none of which is alone in the other.
  @Test
  void check_withPlaces_countsByNetworkAndCountry() throws Exception {
    CheckedSite site = CheckedSite.publishBelow(temp);
    AddressDatabase countries = new AddressDatabase(6);
    AddressDatabase networks = new AddressDatabase(4);
    String[] where = {"NL 64500", "DE 64500", "NL 64501", "DE 64501", "NL 64502"};
    try (TestMirrors mirrors = new TestMirrors()) {
      List<String> urls = new ArrayList<>();
      for (String each : where) {
        String url = mirrors.honest(site.second);
        urls.add(url);
        String address = url.substring("http://".length(), url.lastIndexOf(':'));
        int number = Integer.parseInt(each.substring(3));
        countries.with(address + "/32", country(each.substring(0, 2)));
        networks.with(address + "/32", network(number, "Owner of " + number));
      }
      site.enlist(urls);
      Path first = countries.write(temp.resolve("countries.mmdb"));
      Path second = networks.write(temp.resolve("networks.mmdb"));

      KillNumber unknown = killNumber(site, List.of());
      assertThat(unknown.number()).isEqualTo(1);
      assertThat(unknown.parties()).containsExactly(new Party(PartyKind.PREFIX, "127.80.0.0/24"));

      KillNumber byNetwork = killNumber(site, List.of(second));
      assertThat(byNetwork.number()).isEqualTo(3);
      assertThat(byNetwork.isAtWorst()).isFalse();
      assertThat(byNetwork.kinds())
          .containsExactlyInAnyOrder(
              new KillNumber.OfKind(PartyKind.HOSTER, 3, 0),
              new KillNumber.OfKind(PartyKind.NETWORK, 3, 0));

      KillNumber both = killNumber(site, List.of(first, second));
      assertThat(both.number()).isEqualTo(2);
      assertThat(both.parties())
          .containsExactly(new Party(PartyKind.COUNTRY, "DE"), new Party(PartyKind.COUNTRY, "NL"));
      assertThat(both.kinds())
          .contains(
              new KillNumber.OfKind(PartyKind.COUNTRY, 2, 0),
              new KillNumber.OfKind(PartyKind.NETWORK, 3, 0));
      assertThat(both.step()).isEqualTo("add a copy outside country DE, NL");
    }
  }

  private static KillNumber killNumber(CheckedSite site, List<Path> files) throws IOException {
    CheckRules rules = CheckRules.USUAL.inLab().withGrace(Duration.ZERO);
    try (PlaceFinder finder = PlaceFinder.open(files);
        MirrorCheck check = new MirrorCheck(rules, () -> CheckedSite.NOW, finder)) {
      CheckReport report =
          check
              .run(
                  site.beginning(),
                  new MirrorCheck.Request(CheckKind.LIGHT, Recollection.NONE, 42, false))
              .report();
      assertThat(report.mirrors())
          .allSatisfy(row -> assertThat(row.verdict().kind()).isEqualTo(MirrorClass.INTACT));
      return report.kill();
    }
  }

  @Test
  void open_ofSeveral_namesTheOneThatIsNone() throws IOException {
    Path good = countries();
    Path bad = Files.writeString(temp.resolve("bad.mmdb"), "no database");

    assertThatThrownBy(() -> PlaceFinder.open(List.of(good, bad)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bad.mmdb is no database of addresses");
  }
}
