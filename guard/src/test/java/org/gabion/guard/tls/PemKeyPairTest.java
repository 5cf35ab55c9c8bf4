package org.gabion.guard.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.gabion.guard.GuardConfig.Certificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemKeyPairTest {
  @TempDir Path folder;
  private TestCertificates certificates;

  @BeforeEach
  void makeAuthority() throws Exception {
    certificates = new TestCertificates(folder);
  }

  @Test
  void read_ofEveryKeyFormat_findsTheSameKey() throws Exception {
    for (String algorithm : List.of("RSA", "EC")) {
      KeyPair keys = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
      Certificate files = certificates.files(algorithm, certificates.issue(keys, "a.example"));
      assertThat(PemKeyPair.read(files)).isInstanceOf(PemKeyPair.Usable.class);

      // What is inside PKCS#8 is what `openssl genrsa -traditional` and `openssl ecparam -genkey`
      // write.
      byte[] inner =
          PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded())
              .parsePrivateKey()
              .toASN1Primitive()
              .getEncoded();
      Files.writeString(
          files.key(),
          "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
              + pem(algorithm + " PRIVATE KEY", inner));
      assertThat(PemKeyPair.read(files))
          .isInstanceOfSatisfying(
              PemKeyPair.Usable.class,
              pair -> {
                if (keys.getPrivate() instanceof RSAPrivateCrtKey) {
                  assertThat(pair.key()).isEqualTo(keys.getPrivate());
                }
              });
    }
  }

  @Test
  void read_ofUsablePair_tellsItsNamesAndHidesItsKey() throws Exception {
    Certificate files = certificates.files("a", certificates.issue("A.example", "*.b.example"));
    PemKeyPair.Usable pair = (PemKeyPair.Usable) PemKeyPair.read(files);
    assertThat(pair.names()).containsExactly("a.example", "*.b.example");
    assertThat(pair.covers("a.example")).isTrue();
    assertThat(pair.covers("x.b.example")).isTrue();
    assertThat(pair.covers("y.x.b.example")).isFalse();
    assertThat(pair.covers("b.example")).isFalse();
    assertThat(pair.toString()).contains("key=***");
  }

  @Test
  void read_ofBadFiles_saysWhichFileAndWhy() throws Exception {
    Certificate good = certificates.files("a", certificates.issue("a.example"));
    Certificate other = certificates.files("b", certificates.issue("b.example"));
    Certificate rsa =
        certificates.files(
            "r",
            certificates.issue(KeyPairGenerator.getInstance("RSA").generateKeyPair(), "r.example"));

    assertRefused(
        new Certificate(good.chain(), other.key()), other.key(), "does not fit the certificate");
    assertRefused(new Certificate(good.chain(), rsa.key()), rsa.key(), "holds no EC key");
    assertRefused(new Certificate(good.key(), good.key()), good.key(), "holds no certificate");
    assertRefused(
        new Certificate(good.chain(), good.chain()), good.chain(), "holds no private key");
    assertRefused(
        new Certificate(
            good.chain(), file("-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----")),
        "damaged");
    assertRefused(
        new Certificate(good.chain(), file(pem("ENCRYPTED PRIVATE KEY", new byte[9]))),
        "is encrypted");
    assertRefused(
        new Certificate(
            good.chain(),
            file(
                "-----BEGIN RSA PRIVATE KEY-----\n"
                    + "Proc-Type: 4,ENCRYPTED\n\n"
                    + "AAAA\n"
                    + "-----END RSA PRIVATE KEY-----")),
        "is encrypted");
    assertRefused(
        new Certificate(file(pem("CERTIFICATE", new byte[40])), good.key()), "can not be read");
    assertRefused(new Certificate(folder, good.key()), "can not be read");
    assertRefused(
        new Certificate(file("x".repeat(PemFiles.MAX_FILE_BYTES + 1)), good.key()),
        "is larger than 1 MiB");
    assertRefused(new Certificate(good.chain(), folder.resolve("none")), "does not exist");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "bad", ".pem"), text);
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static void assertRefused(Certificate files, Path file, String what) {
    assertRefused(files, what);
    assertThat(((PemKeyPair.Unusable) PemKeyPair.read(files)).file()).isEqualTo(file);
  }

  private static void assertRefused(Certificate files, String what) {
    assertThat(PemKeyPair.read(files))
        .isInstanceOfSatisfying(
            PemKeyPair.Unusable.class, refused -> assertThat(refused.what()).contains(what));
  }
}
