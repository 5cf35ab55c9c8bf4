package org.gabion.guard.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.gabion.guard.GuardConfig.Certificate;
import org.gabion.guard.GuardConfig.Origin;
import org.gabion.guard.GuardConfig.Origins;
import org.gabion.guard.GuardConfig.Site;

/// Certificates of a test's own authority, as files and as trust.
final class TestCertificates {
  final X509Bundle authority;
  private final Path folder;
  private long serial;

  TestCertificates(Path folder) throws Exception {
    this.folder = folder;
    authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=test authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(trustFile(), authority.getCertificatePEM());
  }

  Path trustFile() {
    return folder.resolve("authority.pem");
  }

  /// A P-256 certificate for the names; pkitesting's own builder refuses wildcards.
  X509Bundle issue(String... names) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return issue(generator.generateKeyPair(), names);
  }

  X509Bundle issue(KeyPair keys, String... names) throws Exception {
    Instant now = Instant.now();
    X509CertificateHolder leaf =
        new JcaX509v3CertificateBuilder(
                authority.getCertificate().getSubjectX500Principal(),
                BigInteger.valueOf(++serial),
                Date.from(now.minusSeconds(3600)),
                Date.from(now.plusSeconds(86_400)),
                new X500Principal("CN=" + names[0]),
                keys.getPublic())
            .addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(
                    Stream.of(names)
                        .map(name -> new GeneralName(GeneralName.dNSName, name))
                        .toArray(GeneralName[]::new)))
            .build(
                new JcaContentSignerBuilder("SHA256withECDSA")
                    .build(authority.getKeyPair().getPrivate()));
    return X509Bundle.fromCertificatePath(
        new X509Certificate[] {new JcaX509CertificateConverter().getCertificate(leaf)},
        authority.getCertificate(),
        keys);
  }

  Certificate files(String base, X509Bundle bundle) throws IOException {
    Certificate files =
        new Certificate(folder.resolve(base + ".pem"), folder.resolve(base + ".key"));
    Files.writeString(files.chain(), bundle.getCertificatePathPEM());
    Files.writeString(files.key(), bundle.getPrivateKeyPEM());
    return files;
  }

  static Site site(
      String name, boolean byDefault, List<String> hosts, Certificate... certificates) {
    return new Site(
        name,
        hosts,
        byDefault,
        origins(true, Optional.empty()),
        List.of(certificates),
        false,
        1 << 20,
        false,
        Optional.empty());
  }

  static Origins origins(boolean verify, Optional<Path> trusted) {
    Duration some = Duration.ofSeconds(5);
    return new Origins(
        List.of(new Origin.Tcp("127.0.0.1", 8081, false)),
        true,
        some,
        some,
        some,
        some,
        8,
        8,
        3,
        some,
        trusted,
        verify,
        Optional.empty());
  }
}
