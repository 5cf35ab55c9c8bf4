package org.gabion.mirror.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Role;
import org.gabion.core.snapshot.RoleKeys;
import org.gabion.core.snapshot.RootChain;
import org.gabion.core.snapshot.Roster;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.keys.HolderKeys;
import org.gabion.mirror.keys.KeyRing;
import org.gabion.mirror.target.DirectoryTarget;

/// Makes the next roster of a site. Needs the roster keys.
public final class RosterChange {
  private final Path copy;
  private final KeyRing keys;
  private final InstantSource clock;

  /// @param copy the operator's own copy
  public RosterChange(Path copy, KeyRing keys, InstantSource clock) {
    this.copy = copy;
    this.keys = keys;
    this.clock = clock;
  }

  /// Adds mirrors that have given their consent; one with the same address is replaced.
  ///
  /// @throws IOException names the mirror whose consent is of another site, or not signed
  public Roster add(List<Consent> consents) throws IOException {
    RootChain chain = chain(copy);
    for (Consent consent : consents) {
      if (!consent.site().equals(chain.site())) {
        throw new IOException(
            consent.url() + " gave its consent for another site, " + consent.site().fingerprint());
      }
      if (!consent.isSigned()) {
        throw new IOException(
            "the consent of " + consent.url() + " is not signed by its key; ask for a new one");
      }
    }
    List<String> urls = consents.stream().map(Consent::url).toList();
    return write(
        chain,
        before -> {
          List<Consent> after = new ArrayList<>(before);
          after.removeIf(old -> urls.contains(old.url()));
          after.addAll(consents);
          return after;
        });
  }

  /// Takes mirrors out.
  ///
  /// @throws IOException if one of them is not there
  public Roster remove(List<String> urls) throws IOException {
    List<String> present =
        newest(copy).map(Roster::mirrors).orElse(List.of()).stream().map(Consent::url).toList();
    for (String url : urls) {
      if (!present.contains(url)) {
        throw new IOException(url + " is not in the roster; 'gabion mirror roster show' lists it");
      }
    }
    return write(
        chain(copy), before -> before.stream().filter(one -> !urls.contains(one.url())).toList());
  }

  /// Signs the list of mirrors as it is by the keys that count now.
  ///
  /// @throws IOException if there is none
  public Roster resign() throws IOException {
    if (newest(copy).isEmpty()) {
      throw new IOException("there is no roster yet; 'gabion mirror roster add' makes one");
    }
    return write(chain(copy), before -> before);
  }

  private static RootChain chain(Path copy) throws IOException {
    FolderSource source = new FolderSource(copy);
    return RootWalk.begin(source, RootWalk.siteOf(source));
  }

  private Roster write(RootChain chain, UnaryOperator<List<Consent>> change) throws IOException {
    Optional<Roster> before = newest(copy);
    List<Consent> mirrors =
        new ArrayList<>(change.apply(before.map(Roster::mirrors).orElse(List.of())));
    mirrors.sort(Comparator.comparing(Consent::url));
    List<Long> numbers = numbers(copy);
    Roster roster =
        new Roster(
            chain.site(),
            numbers.isEmpty() ? 1 : numbers.getLast() + 1,
            clock.instant().truncatedTo(ChronoUnit.SECONDS),
            mirrors);
    RoleKeys wanted = chain.newest().keys(Role.ROSTER);
    Signed<Roster> signed = HolderKeys.sign(roster, roster.body(), keys.open(Role.ROSTER, wanted));
    try (DirectoryTarget target = new DirectoryTarget(copy, clock)) {
      target.put(CopyPaths.roster(roster.number()), signed.bytes());
    }
    return roster;
  }

  /// The newest roster of a copy, by the keys of any of its roots: what the operator's own list is,
  /// also if its keys were changed since.
  public static Optional<Roster> newest(Path copy) throws IOException {
    return newestSigned(copy, chain(copy)).map(Signed::document);
  }

  /// Whether the newest root does not bear the newest roster, so that nobody takes it any more.
  public static boolean mustBeSignedAnew(Path copy) throws IOException {
    RootChain chain = chain(copy);
    Optional<Signed<Roster>> newest = newestSigned(copy, chain);
    return newest.isPresent() && !TrustedSite.of(chain).accepts(newest.get());
  }

  private static Optional<Signed<Roster>> newestSigned(Path copy, RootChain chain)
      throws IOException {
    FolderSource source = new FolderSource(copy);
    for (long number : numbers(copy).reversed()) {
      Optional<byte[]> bytes = source.fetch(CopyPaths.roster(number), Roster.MAX_BYTES);
      if (bytes.isPresent()
          && Roster.parse(bytes.get()) instanceof Parsed.Valid<Signed<Roster>>(Signed<Roster> read)
          && read.document().site().equals(chain.site())
          && chain.roots().stream()
              .anyMatch(root -> root.document().keys(Role.ROSTER).accepts(read))) {
        return Optional.of(read);
      }
    }
    return Optional.empty();
  }

  /// The numbers of all rosters that lie there, the lowest first.
  private static List<Long> numbers(Path copy) throws IOException {
    List<Long> numbers = new ArrayList<>();
    try (DirectoryTarget folder = new DirectoryTarget(copy, InstantSource.system())) {
      for (String name : folder.list(CopyPaths.ROSTERS)) {
        if (name.matches("[1-9][0-9]{0,14}")) {
          numbers.add(Long.parseLong(name));
        }
      }
    }
    numbers.sort(null);
    return numbers;
  }
}
