package org.gabion.mirror.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.Holder;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Role;
import org.gabion.core.snapshot.RoleKeys;
import org.gabion.core.snapshot.Root;
import org.gabion.core.snapshot.RootChain;
import org.gabion.core.snapshot.Signed;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.keys.HolderKeys;
import org.gabion.mirror.keys.KeyFault;
import org.gabion.mirror.keys.KeyFile;
import org.gabion.mirror.keys.KeyRing;
import org.gabion.mirror.keys.Token;
import org.gabion.mirror.target.DirectoryTarget;

/// Makes the next root of a site: another holder in the place of one, or the announcement of the
/// root holders to come. Needs as many root keys as the threshold says.
public final class RootChange {
  private final Path copy;
  private final KeyRing keys;
  private final InstantSource clock;
  private final SecureRandom random;

  /// @param copy the operator's own copy
  /// @param keys the root keys that are at hand
  public RootChange(Path copy, KeyRing keys, InstantSource clock, SecureRandom random) {
    this.copy = copy;
    this.keys = keys;
    this.clock = clock;
    this.random = random;
  }

  /// How new key files are written.
  ///
  /// @param iterations of the passphrase's PBKDF2
  /// @param token that keeps one half of each new key, if one is to
  public record NewKeys(Path folder, char[] passphrase, int iterations, Optional<Token> token) {
    public NewKeys(Path folder, char[] passphrase, int iterations) {
      this(folder, passphrase, iterations, Optional.empty());
    }

    HolderKeys make(Role role, String name, SecureRandom random) throws KeyFault {
      return token.isPresent()
          ? HolderKeys.generate(role, name, random, token.get())
          : HolderKeys.generate(role, name, random);
    }
  }

  /// A root that was made.
  ///
  /// @param lastGood the last edition that the keys before count for
  public record Changed(Root root, List<KeyFile> newFiles, long lastGood) {}

  /// Puts a new holder in the place of one, whose keys then count for nothing new.
  ///
  /// @param name of the holder that goes
  /// @param lastGood the last edition that was signed by right; empty for the one in the folder
  /// @throws IOException if there is no such holder, or too few root keys are here
  public Changed replace(String name, Optional<Long> lastGood, NewKeys newKeys) throws IOException {
    RootChain chain = chain();
    Root root = chain.newest();
    Role role = roleOf(root, name);
    HolderKeys fresh = newKeys.make(role, freshName(root, role), random);
    List<Holder> holders = new ArrayList<>(root.keys(role).holders());
    holders.removeIf(holder -> holder.name().equals(name));
    holders.add(fresh.holder());
    holders.sort(Comparator.comparing(Holder::name));
    Map<Role, RoleKeys> roles = new EnumMap<>(root.roles());
    roles.put(role, new RoleKeys(root.keys(role).threshold(), holders));
    if (role == Role.ROOT && root.next().isPresent()) {
      throw new IOException(
          "root "
              + root.number()
              + " announced who holds the next root keys; take those with"
              + " 'gabion mirror keys adopt'");
    }
    long last = lastGood.isPresent() ? checkedLastGood(lastGood.get(), root) : lastEdition(root);
    List<HolderKeys> own = role == Role.ROOT ? List.of(fresh) : List.of();
    Root next = next(root, Math.max(root.from(), last + 1), root.next(), roles);
    Signed<Root> signed = sign(chain, next, own);
    List<KeyFile> files = List.of(write(fresh, newKeys));
    publish(signed);
    return new Changed(next, files, last);
  }

  /// Makes the root keys to come and announces them, so that even whoever steals the present ones
  /// can not put their own in their place.
  public Changed announce(NewKeys newKeys) throws IOException {
    RootChain chain = chain();
    Root root = chain.newest();
    if (root.next().isPresent()) {
      throw new IOException("root " + root.number() + " has announced the next root keys already");
    }
    List<HolderKeys> coming = new ArrayList<>();
    RoleKeys present = root.keys(Role.ROOT);
    int number = highestNumber(root, Role.ROOT);
    for (int i = 0; i < present.holders().size(); i++) {
      coming.add(HolderKeys.generate(Role.ROOT, "root-" + ++number, random));
    }
    Digest next = Root.commitment(roleKeys(present.threshold(), coming));
    // From the next edition on: the one that is out names the root before, and stays.
    long last = lastEdition(root);
    Root announced = next(root, Math.max(root.from(), last + 1), Optional.of(next), root.roles());
    Signed<Root> signed = sign(chain, announced, List.of());
    List<KeyFile> files = new ArrayList<>();
    for (HolderKeys holder : coming) {
      files.add(write(holder, newKeys));
    }
    publish(signed);
    return new Changed(announced, files, last);
  }

  /// Puts the announced root holders in the place of the present ones.
  ///
  /// @param coming their key files, all of them
  public Changed adopt(List<KeyFile> coming, KeyRing.Passphrases passphrases) throws IOException {
    RootChain chain = chain();
    Root root = chain.newest();
    int threshold = root.keys(Role.ROOT).threshold();
    List<HolderKeys> opened = new ArrayList<>();
    for (KeyFile file : coming) {
      opened.add(KeyRing.open(file, passphrases));
    }
    RoleKeys rootKeys = roleKeys(threshold, opened);
    if (!Optional.of(Root.commitment(rootKeys)).equals(root.next())) {
      throw new IOException(
          "these are not the root keys that root "
              + root.number()
              + " announced; bring all of"
              + " the key files that 'gabion mirror keys announce' made");
    }
    Map<Role, RoleKeys> roles = new EnumMap<>(root.roles());
    roles.put(Role.ROOT, rootKeys);
    long last = lastEdition(root);
    Root next = next(root, Math.max(root.from(), last + 1), Optional.empty(), roles);
    Signed<Root> signed = sign(chain, next, opened);
    publish(signed);
    return new Changed(next, List.of(), last);
  }

  private static RoleKeys roleKeys(int threshold, List<HolderKeys> holders) {
    return new RoleKeys(
        threshold,
        holders.stream()
            .map(HolderKeys::holder)
            .sorted(Comparator.comparing(Holder::name))
            .toList());
  }

  private RootChain chain() throws IOException {
    FolderSource source = new FolderSource(copy);
    return RootWalk.begin(source, RootWalk.siteOf(source));
  }

  private Root next(Root root, long from, Optional<Digest> next, Map<Role, RoleKeys> roles) {
    return new Root(
        root.site(),
        root.number() + 1,
        clock.instant().truncatedTo(ChronoUnit.SECONDS),
        from,
        next,
        roles);
  }

  private static Role roleOf(Root root, String name) throws IOException {
    for (Role role : Role.values()) {
      if (root.keys(role).holders().stream().anyMatch(holder -> holder.name().equals(name))) {
        return role;
      }
    }
    List<String> known = new ArrayList<>();
    root.roles().values().forEach(keys -> keys.holders().forEach(h -> known.add(h.name())));
    known.sort(null);
    throw new IOException(
        "no holder is called "
            + name
            + "; root "
            + root.number()
            + " knows: "
            + String.join(", ", known));
  }

  private static String freshName(Root root, Role role) {
    return role.word() + "-" + (highestNumber(root, role) + 1);
  }

  /// The highest number behind a name, so that a new name was never used before.
  private static int highestNumber(Root root, Role role) {
    int highest = (int) root.number();
    for (Holder holder : root.keys(role).holders()) {
      String digits = holder.name().replaceFirst("^.*-(?=[0-9]{1,6}$)", "");
      if (digits.length() < holder.name().length()) {
        highest = Math.max(highest, Integer.parseInt(digits));
      }
    }
    return highest;
  }

  private static long checkedLastGood(long lastGood, Root root) throws IOException {
    if (lastGood + 1 < root.from()) {
      throw new IOException(
          "edition "
              + lastGood
              + " is older than root "
              + root.number()
              + ", which counts from edition "
              + root.from());
    }
    return lastGood;
  }

  private long lastEdition(Root root) throws IOException {
    Optional<byte[]> bytes = new FolderSource(copy).fetch(CopyPaths.HEAD, HeadFile.MAX_BYTES);
    if (bytes.isEmpty()) {
      return root.from() - 1;
    }
    return switch (HeadFile.parse(bytes.get())) {
      case Parsed.Valid<HeadFile> valid -> valid.value().head().document().sequence();
      case Parsed.Malformed<HeadFile> malformed ->
          throw new IOException(copy.resolve(CopyPaths.HEAD) + ": " + malformed);
    };
  }

  /// Signs by the holders of the root before, and by those of the new one.
  private Signed<Root> sign(RootChain chain, Root next, List<HolderKeys> fresh) throws IOException {
    RoleKeys before = chain.newest().keys(Role.ROOT);
    RoleKeys after = next.keys(Role.ROOT);
    List<HolderKeys> signers = new ArrayList<>(keys.open(Role.ROOT, before));
    fresh.forEach(signers::add);
    long counted =
        signers.stream().filter(signer -> after.holders().contains(signer.holder())).count();
    if (counted < after.threshold()) {
      // Those who signed before may be the ones who go: whoever stays signs too.
      for (KeyFile file : keys.files()) {
        boolean stays = after.holders().contains(file.holder());
        boolean signed = signers.stream().anyMatch(s -> s.holder().equals(file.holder()));
        if (stays && !signed && file.role() == Role.ROOT && counted < after.threshold()) {
          signers.add(keys.open(file));
          counted++;
        }
      }
    }
    Signed<Root> signed = HolderKeys.sign(next, next.body(), signers);
    return switch (chain.extend(signed)) {
      case RootChain.Outcome.Accepted _ -> signed;
      case RootChain.Outcome.Refused refused -> throw new KeyFault(refused.reason());
    };
  }

  private KeyFile write(HolderKeys fresh, NewKeys newKeys) throws KeyFault {
    return KeyFile.write(
        newKeys.folder(), fresh, newKeys.passphrase(), newKeys.iterations(), random);
  }

  private void publish(Signed<Root> root) throws IOException {
    try (DirectoryTarget target = new DirectoryTarget(copy, clock)) {
      target.put(CopyPaths.root(root.document().number()), root.bytes());
    }
  }

  /// What a root says, for people: a line for each role.
  public static List<String> lines(Root root) {
    List<String> lines = new ArrayList<>();
    for (Role role : Role.values()) {
      RoleKeys roleKeys = Objects.requireNonNull(root.roles().get(role));
      lines.add(
          role.word()
              + ": "
              + roleKeys.threshold()
              + " of "
              + String.join(", ", roleKeys.holders().stream().map(Holder::name).toList()));
    }
    return lines;
  }
}
