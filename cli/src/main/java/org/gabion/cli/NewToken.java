package org.gabion.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.gabion.mirror.keys.KeyFault;
import org.gabion.mirror.keys.Token;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where one half of a new key is made, if not in its file.
final class NewToken {
  @Option(
      names = "--pkcs11-new",
      paramLabel = "FILE",
      description =
          "The configuration of a PKCS#11 token, in which the P-256 half of the new key is made and"
              + " stays; 'init' does so with the release keys.")
  private @Nullable Path config;

  @SuppressWarnings("NullAway.Init")
  NewToken() {}

  Optional<Token> open(Passphrase passphrase) throws KeyFault {
    return config == null ? Optional.empty() : Optional.of(passphrase.open(config));
  }
}
