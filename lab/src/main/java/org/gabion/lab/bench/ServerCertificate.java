package org.gabion.lab.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A self-signed ECDSA P-256 certificate for 127.0.0.1, in the forms that the targets read. Valid
/// for two days.
///
/// @param chain the certificate in PEM
/// @param key the private key in PEM (PKCS #8)
/// @param both chain and key in one file, as HAProxy wants them
public record ServerCertificate(X509Certificate certificate, Path chain, Path key, Path both) {
  private static final String PASSWORD = "loopback-only";
  private static final String ALIAS = "site";

  /// Makes one with the JDK's keytool.
  public static ServerCertificate make(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("site.p12");
    run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-sigalg",
            "SHA256withECDSA",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=ip:127.0.0.1,dns:localhost",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            store.toString()));
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      Certificate certificate = keys.getCertificate(ALIAS);
      Key key = keys.getKey(ALIAS, PASSWORD.toCharArray());
      String chainText = pem("CERTIFICATE", certificate.getEncoded());
      String keyText = pem("PRIVATE KEY", key.getEncoded());
      return new ServerCertificate(
          (X509Certificate) certificate,
          Files.writeString(folder.resolve("site-chain.pem"), chainText),
          Files.writeString(folder.resolve("site-key.pem"), keyText),
          Files.writeString(folder.resolve("site-both.pem"), chainText + keyText));
    } catch (GeneralSecurityException e) {
      throw new IOException("keytool made a key store that cannot be read", e);
    }
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("keytool: " + said);
    }
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            label,
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der),
            label);
  }
}
