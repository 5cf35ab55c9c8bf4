package org.gabion.analyze.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.gabion.core.proof.SignerKey;
import org.gabion.core.proof.VerifierKey;

/// The operator's key: a file of two lines that only its owner can read, the secret half and the
/// public half as C2SP signed-note writes them. Stateless.
public final class EvidenceKeys {
  private static final int MOST_BYTES = 4096;

  private EvidenceKeys() {}

  /// Makes a key and writes it to a new file.
  ///
  /// @param name of the key in signatures: best a host of the operator with a path, such as
  ///   `example.org/evidence`
  /// @throws IOException if the file exists or can not be written
  public static SignerKey make(Path file, String name, SecureRandom random) throws IOException {
    SignerKey key = SignerKey.generate(name, random);
    SecretFile.create(file, key.secret() + "\n" + key.verifier() + "\n");
    return key;
  }

  /// Reads the operator's key.
  ///
  /// @throws IOException if there is none, or others than its owner can read it, with words on why
  public static SignerKey read(Path file) throws IOException {
    SecretFile.refuseIfShared(file);
    List<String> lines = lines(file);
    if (lines.size() == 2) {
      Optional<SignerKey> key =
          VerifierKey.parse(lines.get(1))
              .flatMap(verifier -> SignerKey.parse(lines.get(0), verifier));
      if (key.isPresent()) {
        return key.get();
      }
    }
    throw new IOException(
        file + " is no key file: it needs a line PRIVATE+KEY+... and its public key");
  }

  /// Reads a public key: given as its text, or a file that has it as a line.
  ///
  /// @throws IOException if it is neither
  public static VerifierKey verifier(String textOrFile) throws IOException {
    Optional<VerifierKey> given = VerifierKey.parse(textOrFile);
    if (given.isPresent()) {
      return given.get();
    }
    Path file = Path.of(textOrFile);
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(textOrFile, null, "neither a public key nor a file");
    }
    for (String line : lines(file)) {
      Optional<VerifierKey> key = VerifierKey.parse(line);
      if (key.isPresent()) {
        return key.get();
      }
    }
    throw new IOException(file + " has no line with a public key");
  }

  private static List<String> lines(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(file + " is too long to be a key file");
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }
}
