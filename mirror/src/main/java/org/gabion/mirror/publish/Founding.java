package org.gabion.mirror.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
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
public record Founding(List<String> rootHolders, int threshold) {
  /// Three people, two of whom must agree.
  public static final Founding USUAL = new Founding(List.of("root-1", "root-2", "root-3"), 2);

  /// One root key: for trying out. Who loses it loses the site's id.
  public static final Founding SINGLE = new Founding(List.of("root-1"), 1);

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
    if (Files.exists(copy.resolve(CopyPaths.root(1)))) {
      throw new IOException(
          copy
              + " has a root already; 'gabion mirror keys show' tells of it, and a new site wants"
              + " another folder");
    }
    KeyFile.checkPassphrase(passphrase);
    Map<Role, List<HolderKeys>> made = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      List<String> names = role == Role.ROOT ? rootHolders : List.of(role.word() + "-1");
      made.put(role, names.stream().map(n -> HolderKeys.generate(role, n, random)).toList());
    }
    Map<Role, RoleKeys> roles = new EnumMap<>(Role.class);
    made.forEach(
        (role, holders) ->
            roles.put(
                role,
                new RoleKeys(
                    role == Role.ROOT ? threshold : 1,
                    holders.stream().map(HolderKeys::holder).toList())));
    Root root =
        Root.first(clock.instant().truncatedTo(ChronoUnit.SECONDS), Optional.empty(), roles);
    Signed<Root> signed =
        HolderKeys.sign(root, root.body(), java.util.Objects.requireNonNull(made.get(Role.ROOT)));
    List<KeyFile> files = new ArrayList<>();
    for (List<HolderKeys> holders : made.values()) {
      for (HolderKeys holder : holders) {
        files.add(KeyFile.write(keys, holder, passphrase, iterations, random));
      }
    }
    try (DirectoryTarget target = new DirectoryTarget(copy, clock)) {
      target.put(CopyPaths.root(1), signed.bytes());
    }
    return new Founded(root.site(), files);
  }
}
