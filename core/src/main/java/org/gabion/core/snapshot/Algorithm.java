package org.gabion.core.snapshot;

import java.util.Arrays;
import java.util.Optional;

/// A signature algorithm of the format. Every holder signs with both: one that browsers have
/// everywhere, and one that leaves nothing to chance when signing.
public enum Algorithm {
  /// Ed25519 (RFC 8032): a key of 32 bytes, a signature of 64.
  ED25519("ed25519", "Ed25519", 32, 64, "302a300506032b6570032100"),
  /// ECDSA over P-256 with SHA-256 (FIPS 186-5): a key is a point, uncompressed, in 65 bytes; a
  /// signature is `r` and `s` in 32 bytes each (IEEE P1363).
  P256(
      "p256",
      "SHA256withECDSAinP1363Format",
      65,
      64,
      "3059301306072a8648ce3d020106082a8648ce3d030107034200");

  private final String word;
  private final String jdkName;
  private final int keyLength;
  private final int signatureLength;
  private final String derPrefix;

  Algorithm(String word, String jdkName, int keyLength, int signatureLength, String derPrefix) {
    this.word = word;
    this.jdkName = jdkName;
    this.keyLength = keyLength;
    this.signatureLength = signatureLength;
    this.derPrefix = derPrefix;
  }

  /// The word in documents.
  public String word() {
    return word;
  }

  /// What the JDK calls it as a signature.
  public String jdkName() {
    return jdkName;
  }

  /// Bytes of a public key.
  public int keyLength() {
    return keyLength;
  }

  /// Bytes of a signature.
  public int signatureLength() {
    return signatureLength;
  }

  /// What stands before the key's bytes in its X.509 form (RFC 8410, RFC 5480), in hexadecimal.
  String derPrefix() {
    return derPrefix;
  }

  static Optional<Algorithm> of(String word) {
    return Arrays.stream(values()).filter(a -> a.word.equals(word)).findFirst();
  }
}
