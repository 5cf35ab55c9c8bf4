package org.gabion.mirror.check;

import com.maxmind.db.Reader;
import crawlercommons.domains.EffectiveTldFinder;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gabion.core.request.ClientKey;
import org.gabion.mirror.wire.MirrorAddress;
import org.jspecify.annotations.Nullable;

/// Tells where mirrors are, from local files only: databases in the format of MaxMind DB (layouts
/// of ASN, ISP, Country and City), and the public suffix list. Asks nobody. Safe for use by several
/// threads; closing it closes the files.
public final class PlaceFinder implements AutoCloseable {
  private final List<Database> databases;

  private record Database(Path file, Reader reader) {
    boolean isIpv4Only() {
      return reader.getMetadata().ipVersion() == 4;
    }
  }

  private PlaceFinder(List<Database> databases) {
    this.databases = databases;
  }

  /// Without any database.
  public static PlaceFinder none() {
    return new PlaceFinder(List.of());
  }

  /// @throws IOException names the file that is no such database
  public static PlaceFinder open(List<Path> files) throws IOException {
    List<Database> databases = new ArrayList<>();
    PlaceFinder finder = new PlaceFinder(databases);
    boolean whole = false;
    try {
      for (Path file : files) {
        databases.add(new Database(file, reader(file)));
      }
      whole = true;
      return finder;
    } finally {
      if (!whole) {
        finder.close();
      }
    }
  }

  private static Reader reader(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(file + " can not be read; name a .mmdb file");
    }
    try {
      return new Reader(file.toFile());
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          file + " is no database of addresses; name a .mmdb file of ASN, Country or City", e);
    }
  }

  /// Where a mirror is.
  ///
  /// @param addresses of its host, as far as they are known
  /// @throws IOException names the database that is damaged
  Place place(String url, List<InetAddress> addresses) throws IOException {
    MirrorAddress address = MirrorAddress.parse(url);
    boolean named = address.isNamed();
    String host = address.host();
    Map<PartyKind, Set<String>> parties = new EnumMap<>(PartyKind.class);
    if (named) {
      add(parties, PartyKind.DOMAIN, domain(host));
      add(parties, PartyKind.TOP_LEVEL, host.substring(host.lastIndexOf('.') + 1));
    }
    for (InetAddress each : addresses) {
      ClientKey key = ClientKey.of(each.getAddress());
      int bits = key.isIpv4() ? 24 : 48;
      add(parties, PartyKind.PREFIX, key.prefix(bits) + "/" + bits);
      for (Database database : databases) {
        look(database, each, parties);
      }
    }
    return new Place(url, named, parties);
  }

  private static void add(Map<PartyKind, Set<String>> parties, PartyKind kind, String name) {
    parties.computeIfAbsent(kind, _ -> new TreeSet<>()).add(name);
  }

  /// The name that somebody registered: also that of a service that gives names below its own to
  /// others, for it can take them all back.
  private static String domain(String host) {
    @Nullable String registered = EffectiveTldFinder.getAssignedDomain(host, true, true);
    return registered == null ? host : registered;
  }

  private static void look(
      Database database, InetAddress address, Map<PartyKind, Set<String>> parties)
      throws IOException {
    if (database.isIpv4Only() && address instanceof Inet6Address) {
      // The reader would take its first 32 bits for an address of IPv4.
      return;
    }
    Map<?, ?> found;
    try {
      found = database.reader().get(address, Map.class);
    } catch (IOException | RuntimeException e) {
      // In damaged files the reader falls over lengths, types and offsets of every kind.
      throw new IOException(database.file() + " is damaged: " + e.getMessage(), e);
    }
    if (found == null) {
      return;
    }
    number(found).ifPresent(number -> add(parties, PartyKind.NETWORK, number));
    text(found, "autonomous_system_organization", "as_name", "isp", "organization")
        .ifPresent(name -> add(parties, PartyKind.HOSTER, name));
    country(found).ifPresent(code -> add(parties, PartyKind.COUNTRY, code));
  }

  private static Optional<String> number(Map<?, ?> found) {
    if (found.get("autonomous_system_number") instanceof Number number) {
      return Optional.of("AS" + number.longValue());
    }
    return found.get("asn") instanceof String text && text.matches("AS[0-9]{1,10}")
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Optional<String> text(Map<?, ?> found, String... fields) {
    for (String field : fields) {
      if (found.get(field) instanceof String text && !text.isBlank()) {
        return Optional.of(Words.plain(text));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> country(Map<?, ?> found) {
    for (String field : new String[] {"country", "registered_country"}) {
      if (found.get(field) instanceof Map<?, ?> country) {
        Optional<String> code = text(country, "iso_code");
        if (code.isPresent()) {
          return code.map(iso -> iso.toUpperCase(Locale.ROOT));
        }
      }
    }
    return text(found, "country_code").map(iso -> iso.toUpperCase(Locale.ROOT));
  }

  @Override
  public void close() throws IOException {
    for (Database database : databases) {
      database.reader().close();
    }
  }
}
