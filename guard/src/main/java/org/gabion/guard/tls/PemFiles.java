package org.gabion.guard.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gabion.guard.GuardConfig;

/// Reads a certificate chain and its key from PEM files (RFC 7468), and checks that they belong
/// together.
///
/// Keys are accepted as PKCS#8 (`PRIVATE KEY`), PKCS#1 (`RSA PRIVATE KEY`) and SEC 1 (`EC PRIVATE
/// KEY`), because certificate programs write all three. The last two lack the name of their
/// algorithm; the certificate has it, so they are wrapped into PKCS#8 (RFC 5958) with the algorithm
/// of the certificate's public key:
///
/// ```
/// SEQUENCE { INTEGER 0, AlgorithmIdentifier (from the certificate), OCTET STRING { the key as it stands in the file } }
/// ```
final class PemFiles {
  /// A certificate file larger than this is a mistake (a log, a key store), and is not read.
  static final int MAX_FILE_BYTES = 1 << 20;

  private PemFiles() {}

  static PemKeyPair read(GuardConfig.Certificate files) {
    try {
      List<X509Certificate> chain = readCertificates(files.chain());
      PrivateKey key = readKey(files.key(), chain.getFirst().getPublicKey());
      verifyMatch(files, chain.getFirst().getPublicKey(), key);
      return new PemKeyPair.Usable(
          chain, key, dnsNames(chain.getFirst()), chain.getFirst().getNotAfter().toInstant());
    } catch (Refused refused) {
      return refused.outcome;
    }
  }

  /// @throws IOException when the file holds no certificate that can be read; the message is for
  ///   the operator
  static List<X509Certificate> trusted(Path file) throws IOException {
    try {
      return readCertificates(file);
    } catch (Refused refused) {
      throw new IOException(
          file + " " + refused.outcome.what() + "; " + refused.outcome.hint(), refused);
    }
  }

  static Optional<PemKeyPair.Unusable> faultOfTrusted(Path file) {
    try {
      readCertificates(file);
      return Optional.empty();
    } catch (Refused refused) {
      return Optional.of(refused.outcome);
    }
  }

  /// The certificates of a PEM file, at least one.
  private static List<X509Certificate> readCertificates(Path file) throws Refused {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (PemBlock block : PemBlock.parse(file, text(file))) {
        if (block.label().equals("CERTIFICATE")) {
          chain.add(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
        }
      }
    } catch (CertificateException e) {
      throw new Refused(file, "holds a certificate that can not be read", "write it anew as PEM");
    }
    if (chain.isEmpty()) {
      throw new Refused(
          file,
          "holds no certificate",
          "it must contain BEGIN CERTIFICATE, the site's own certificate first");
    }
    return chain;
  }

  private static PrivateKey readKey(Path file, PublicKey certified) throws Refused {
    for (PemBlock block : PemBlock.parse(file, text(file))) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return privateKey(file, block.der(), certified);
        }
        case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
          return privateKey(file, wrapped(block.der(), certified), certified);
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new Refused(
                file,
                "is encrypted with a password",
                "the guard starts without a person beside it: store the key unencrypted, readable"
                    + " by it alone");
        default -> {
          // EC PARAMETERS, certificates and comments stand beside keys; the key itself is what
          // counts.
        }
      }
    }
    throw new Refused(file, "holds no private key", "it must contain BEGIN PRIVATE KEY");
  }

  private static PrivateKey privateKey(Path file, byte[] pkcs8, PublicKey certified)
      throws Refused {
    try {
      return KeyFactory.getInstance(certified.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new Refused(
          file,
          "holds no " + certified.getAlgorithm() + " key, but the certificate has one",
          "name the key that the certificate was issued for");
    }
  }

  private static byte[] wrapped(byte[] key, PublicKey certified) {
    byte[] spki = certified.getEncoded();
    int at = Der.contentOffset(spki, 0);
    byte[] algorithm = Arrays.copyOfRange(spki, at, Der.end(spki, at));
    byte[] version = {2, 1, 0};
    return Der.element(0x30, version, algorithm, Der.element(0x04, key));
  }

  private static void verifyMatch(
      GuardConfig.Certificate files, PublicKey certified, PrivateKey key) throws Refused {
    String algorithm =
        switch (certified.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default ->
              throw new Refused(
                  files.chain(),
                  "has a key of type " + certified.getAlgorithm() + ", which browsers do not take",
                  "use an RSA or an EC (P-256) certificate");
        };
    try {
      byte[] message = "gabion".getBytes(StandardCharsets.US_ASCII);
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(message);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(message);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      // A key of another size or curve than the certificate's fails inside; it is the same fault
      // for the operator.
    }
    throw new Refused(
        files.key(),
        "does not fit the certificate in " + files.chain(),
        "name the key that it was issued for");
  }

  private static List<String> dnsNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> Integer.valueOf(2).equals(name.getFirst()))
              .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static String text(Path file) throws Refused {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new Refused(file, "is larger than 1 MiB", "name a PEM file");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new Refused(
          file,
          "does not exist",
          "check the path, which starts at the configuration file's folder");
    } catch (AccessDeniedException e) {
      throw new Refused(file, "can not be read: permission denied", "let the guard's user read it");
    } catch (IOException e) {
      throw new Refused(file, "can not be read: " + e.getMessage(), "name a PEM file");
    }
  }

  /// One `-----BEGIN label-----` block (RFC 7468), decoded.
  private record PemBlock(String label, byte[] der) {
    static List<PemBlock> parse(Path file, String text) throws Refused {
      List<PemBlock> blocks = new ArrayList<>();
      Optional<String> label = Optional.empty();
      StringBuilder body = new StringBuilder();
      for (String line : text.lines().map(String::strip).toList()) {
        if (line.startsWith("-----BEGIN ") && line.endsWith("-----")) {
          label = Optional.of(line.substring(11, line.length() - 5));
          body.setLength(0);
        } else if (line.startsWith("-----END ") && label.isPresent()) {
          blocks.add(new PemBlock(label.get(), decode(file, label.get(), body.toString())));
          label = Optional.empty();
        } else {
          body.append(line);
        }
      }
      return blocks;
    }

    private static byte[] decode(Path file, String label, String body) throws Refused {
      if (body.startsWith("Proc-Type:")) {
        throw new Refused(
            file,
            "is encrypted with a password",
            "the guard starts without a person beside it: store the key unencrypted, readable by it"
                + " alone");
      }
      try {
        return Base64.getDecoder().decode(body);
      } catch (IllegalArgumentException e) {
        throw new Refused(file, "has a damaged " + label + " block", "copy the file again");
      }
    }
  }

  /// As much of DER (X.690) as wrapping a key needs: one element around others, and where an
  /// element ends.
  private static final class Der {
    private Der() {}

    static byte[] element(int tag, byte[]... contents) {
      int length = 0;
      for (byte[] content : contents) {
        length += content.length;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
      out.write(tag);
      if (length > 0xff) {
        out.write(0x82);
        out.write(length >>> 8);
      } else if (length > 0x7f) {
        out.write(0x81);
      }
      out.write(length);
      for (byte[] content : contents) {
        out.writeBytes(content);
      }
      return out.toByteArray();
    }

    static int contentOffset(byte[] der, int at) {
      int first = der[at + 1] & 0xff;
      return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    static int end(byte[] der, int at) {
      int first = der[at + 1] & 0xff;
      int length = first;
      if (first >= 0x80) {
        length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
          length = length << 8 | der[at + 2 + i] & 0xff;
        }
      }
      return contentOffset(der, at) + length;
    }
  }

  /// Leaves the reading of one pair; never leaves this type.
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    final transient PemKeyPair.Unusable outcome;

    Refused(Path file, String what, String hint) {
      super(what, null, false, false);
      outcome = new PemKeyPair.Unusable(file, what, hint);
    }
  }
}
