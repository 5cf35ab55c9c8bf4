package org.gabion.mirror.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.Role;
import org.gabion.core.snapshot.RoleKeys;
import org.gabion.core.snapshot.Root;
import org.gabion.core.snapshot.Signed;
import org.gabion.mirror.keys.HolderKeys;
import org.gabion.mirror.keys.KeyFile;
import org.gabion.mirror.target.DirectoryTarget;

/// Makes a site's first keys and its root 1.
///
/// @param rootHolders names of those who hold root keys
/// @param threshold how many of them must sign a root
/// @param releaseHolders names of those who hold release keys
/// @param releaseThreshold how many of them must sign each edition
public record Founding(
    List<String> rootHolders, int threshold, List<String> releaseHolders, int releaseThreshold) {
  /// Three people, two of whom must agree.
  public static final Founding USUAL = new Founding(List.of("root-1", "root-2", "root-3"), 2);

  /// One root key: for trying out. Who loses it loses the site's id.
  public static final Founding SINGLE = new Founding(List.of("root-1"), 1);

  /// One release key.
  public Founding(List<String> rootHolders, int threshold) {
    this(rootHolders, threshold, List.of(Role.RELEASE.word() + "-1"), 1);
  }

  /// @throws IllegalArgumentException if a name stands twice, if the threshold is out of bounds, or
  ///   if heads would be larger than every reader takes
  public Founding {
    rootHolders = List.copyOf(rootHolders);
    releaseHolders = List.copyOf(releaseHolders);
    Set<String> names = new HashSet<>(rootHolders);
    for (String name : releaseHolders) {
      if (!names.add(name)) {
        throw new IllegalArgumentException(
            "'" + name + "' stands twice; keys are changed by name, so each needs its own");
      }
    }
    check("root", rootHolders.size(), threshold);
    check("release", releaseHolders.size(), releaseThreshold);
    int most = 1;
    while (HeadFile.largest(most + 1, 1) <= HeadFile.MAX_BYTES) {
      most++;
    }
    if (releaseThreshold > most) {
      throw new IllegalArgumentException(
          "the head of an edition that "
              + releaseThreshold
              + " release holders sign would have up to "
              + HeadFile.largest(releaseThreshold, 1)
              + " bytes, and mirrors and readers take "
              + HeadFile.MAX_BYTES
              + "; let at most "
              + most
              + " of them sign each edition");
    }
  }

  private static void check(String role, int holders, int threshold) {
    if (holders < 1 || holders > RoleKeys.MAX_HOLDERS || threshold < 1 || threshold > holders) {
      throw new IllegalArgumentException(
          "1 to "
              + RoleKeys.MAX_HOLDERS
              + " "
              + role
              + " holders, and a threshold from 1 to their number");
    }
  }

  private List<String> names(Role role) {
    return switch (role) {
      case ROOT -> rootHolders;
      case RELEASE -> releaseHolders;
      case HEARTBEAT, ROSTER -> List.of(role.word() + "-1");
    };
  }

  private int threshold(Role role) {
    return switch (role) {
      case ROOT -> threshold;
      case RELEASE -> releaseThreshold;
      case HEARTBEAT, ROSTER -> 1;
    };
  }

  /// A site that was founded.
  ///
  /// @param keyFiles all that were written, root keys first
  public record Founded(Digest site, List<KeyFile> keyFiles) {}

  /// Writes the key files and root 1.
  ///
  /// @param copy the folder of the copy, which must have no root yet
  /// @param iterations of the passphrase's PBKDF2
  /// @throws IOException if something is there already, or can not be written
  public Founded found(
      Path copy,
      Path keys,
      char[] passphrase,
      int iterations,
      InstantSource clock,
      SecureRandom random)
      throws IOException {
    return found(copy, new RootChange.NewKeys(keys, passphrase, iterations), clock, random);
  }

  /// Writes the key files and root 1.
  ///
  /// @param newKeys with the token that keeps one half of the release keys, if one is to
  public Founded found(
      Path copy, RootChange.NewKeys newKeys, InstantSource clock, SecureRandom random)
      throws IOException {
    if (Files.exists(copy.resolve(CopyPaths.root(1)))) {
      throw new IOException(
          copy
              + " has a root already; 'gabion mirror keys show' tells of it, and a new site wants"
              + " another folder");
    }
    KeyFile.checkPassphrase(newKeys.passphrase());
    Map<Role, List<HolderKeys>> made = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      List<HolderKeys> holders = new ArrayList<>();
      for (String name : names(role)) {
        holders.add(
            role == Role.RELEASE
                ? newKeys.make(role, name, random)
                : HolderKeys.generate(role, name, random));
      }
      made.put(role, holders);
    }
    Map<Role, RoleKeys> roles = new EnumMap<>(Role.class);
    made.forEach(
        (role, holders) ->
            roles.put(
                role,
                new RoleKeys(threshold(role), holders.stream().map(HolderKeys::holder).toList())));
    Root root =
        Root.first(clock.instant().truncatedTo(ChronoUnit.SECONDS), Optional.empty(), roles);
    Signed<Root> signed =
        HolderKeys.sign(root, root.body(), java.util.Objects.requireNonNull(made.get(Role.ROOT)));
    List<KeyFile> files = new ArrayList<>();
    for (List<HolderKeys> holders : made.values()) {
      for (HolderKeys holder : holders) {
        files.add(
            KeyFile.write(
                newKeys.folder(), holder, newKeys.passphrase(), newKeys.iterations(), random));
      }
    }
    try (DirectoryTarget target = new DirectoryTarget(copy, clock)) {
      target.put(CopyPaths.root(1), signed.bytes());
    }
    return new Founded(root.site(), files);
  }
}
