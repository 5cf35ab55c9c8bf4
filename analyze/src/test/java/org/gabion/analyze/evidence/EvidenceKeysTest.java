package org.gabion.analyze.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.gabion.core.proof.SignerKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvidenceKeysTest {
  @TempDir Path temp;

  @Test
  void make_newFile_isForItsOwnerOnlyAndReadsBack() throws IOException {
    Path file = temp.resolve("key");
    SignerKey made = EvidenceKeys.make(file, "example.org/evidence", new SecureRandom());
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(EvidenceKeys.read(file).verifier()).isEqualTo(made.verifier());
    assertThat(EvidenceKeys.verifier(made.verifier().toString())).isEqualTo(made.verifier());
    assertThat(EvidenceKeys.verifier(file.toString())).isEqualTo(made.verifier());
    assertThatThrownBy(() -> EvidenceKeys.make(file, "example.org", new SecureRandom()))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void read_fileThatOthersCanRead_isRefused() throws IOException {
    Path file = temp.resolve("key");
    EvidenceKeys.make(file, "example.org", new SecureRandom());
    for (String rights : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
      assertThatThrownBy(() -> EvidenceKeys.read(file))
          .as(rights)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("chmod 600");
    }
  }

  /// The recipe of `docs/reference/evidence.md`: openssl and sha256sum, nothing of this program.
  @Test
  void write_checkpoint_isAcceptedByOpenssl() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "/usr/bin/openssl is not here");
    SignerKey key = Samples.key();
    Path dir = temp.resolve("evidence");
    Samples.write(dir, Files.createDirectory(temp.resolve("in")), key);
    String note = Files.readString(dir.resolve("checkpoint"));
    int gap = note.indexOf("\n\n");
    Path text = Files.writeString(temp.resolve("text"), note.substring(0, gap + 1));
    String[] words = note.substring(gap + 2).strip().split(" ", -1);
    byte[] both = Base64.getDecoder().decode(words[2]);
    Path signature = Files.write(temp.resolve("sig"), Arrays.copyOfRange(both, 4, both.length));
    byte[] der =
        HexFormat.of()
            .parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(key.verifier().key()));
    Path publicKey = Files.write(temp.resolve("pub.der"), der);
    assertThat(openssl(publicKey, text, signature)).contains("Verified Successfully");
    Files.writeString(text, note.substring(0, gap));
    assertThat(openssl(publicKey, text, signature)).doesNotContain("Verified Successfully");
  }

  private static String openssl(Path key, Path text, Path signature) throws Exception {
    Process process =
        new ProcessBuilder(
                "/usr/bin/openssl",
                "pkeyutl",
                "-verify",
                "-pubin",
                "-keyform",
                "DER",
                "-inkey",
                key.toString(),
                "-rawin",
                "-in",
                text.toString(),
                "-sigfile",
                signature.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
