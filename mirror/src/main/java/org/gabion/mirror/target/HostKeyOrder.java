package org.gabion.mirror.target;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.signature.Signature;

/// The order in which a machine is asked for its kinds of keys: first those of which the known
/// hosts hold one, as OpenSSH does it. A machine has several keys, and one that is right but not
/// known would look like a stranger's. Stateless.
final class HostKeyOrder {
  private HostKeyOrder() {}

  /// Known kinds first, the others in their order behind them.
  static List<NamedFactory<Signature>> of(
      SftpTarget.Login login, List<NamedFactory<Signature>> kinds) {
    Set<String> known = known(login);
    List<NamedFactory<Signature>> first = new ArrayList<>();
    List<NamedFactory<Signature>> rest = new ArrayList<>();
    for (NamedFactory<Signature> kind : kinds) {
      // One RSA key signs in several ways, each with a name of its own.
      String key = KeyUtils.getCanonicalKeyType(kind.getName());
      (known.contains(key) ? first : rest).add(kind);
    }
    first.addAll(rest);
    return first;
  }

  private static Set<String> known(SftpTarget.Login login) {
    Set<String> known = new HashSet<>();
    if (!Files.isReadable(login.knownHosts())) {
      return known;
    }
    try {
      for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(login.knownHosts())) {
        if (entry.isHostMatch(login.host(), login.port())) {
          Optional.ofNullable(entry.getKeyEntry()).ifPresent(key -> known.add(key.getKeyType()));
        }
      }
    } catch (IOException | RuntimeException e) {
      // The check of the key itself tells of a file that can not be read.
      return known;
    }
    return known;
  }
}
