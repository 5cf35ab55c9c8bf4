package org.gabion.guard.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gabion.guard.GuardConfig;

/// What two PEM files held when they were read: a certificate chain with the key that fits it, or
/// the reason why they can not be used. Immutable; reading blocks, so it happens off the event
/// loops.
public sealed interface PemKeyPair {

  /// A chain and the key of its first certificate; a signature by the key was verified with the
  /// certificate.
  ///
  /// @param names DNS names of the first certificate, lower case; `*.example.org` stands for
  ///   exactly one label
  record Usable(List<X509Certificate> chain, PrivateKey key, List<String> names, Instant notAfter)
      implements PemKeyPair {
    public Usable {
      chain = List.copyOf(chain);
      names = List.copyOf(names);
    }

    /// Whether the certificate is valid for `host`, which is lower case.
    public boolean covers(String host) {
      int dot = host.indexOf('.');
      String wildcard = dot > 0 ? "*" + host.substring(dot) : host;
      return names.contains(host) || names.contains(wildcard);
    }

    @Override
    public String toString() {
      return "Usable[names=" + names + ", notAfter=" + notAfter + ", key=***]";
    }
  }

  /// @param file the file that must change
  /// @param what the fault, a clause without a full stop
  /// @param hint what to do
  record Unusable(Path file, String what, String hint) implements PemKeyPair {}

  /// Reads both files; blocks.
  static PemKeyPair read(GuardConfig.Certificate files) {
    return PemFiles.read(files);
  }

  /// Why a file of trusted certificates can not be used, if so; blocks.
  static Optional<Unusable> faultOfTrusted(Path file) {
    return PemFiles.faultOfTrusted(file);
  }
}
