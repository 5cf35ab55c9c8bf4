package org.gabion.guard.tls;

import java.util.List;
import java.util.Optional;
import org.gabion.guard.GuardConfig.Certificate;

/// One pair of certificate files as it was read last, and as it was seen last. Not thread safe.
final class CertificateFiles {
  private final Certificate paths;
  private List<FileStamp> read = List.of();
  private List<FileStamp> seen = List.of();
  private Optional<PemKeyPair.Usable> usable = Optional.empty();

  CertificateFiles(Certificate paths) {
    this.paths = paths;
  }

  Certificate paths() {
    return paths;
  }

  /// The last good pair.
  PemKeyPair.Usable usable() {
    return usable.orElseThrow();
  }

  /// Reads the files; a bad pair leaves the last good one.
  PemKeyPair read() {
    read = stamps();
    seen = read;
    PemKeyPair found = PemKeyPair.read(paths);
    if (found instanceof PemKeyPair.Usable good) {
      usable = Optional.of(good);
    }
    return found;
  }

  /// Whether the files differ from those read last, and did not change since the call before.
  boolean changedAndSettled() {
    List<FileStamp> now = stamps();
    boolean settled = now.equals(seen);
    seen = now;
    return settled && !now.equals(read);
  }

  private List<FileStamp> stamps() {
    return List.of(FileStamp.of(paths.chain()), FileStamp.of(paths.key()));
  }
}
