package org.gabion.mirror.archive;

import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A SHA-256 in the making. One thread.
final class Sha256 {
  private final MessageDigest digest;

  Sha256() {
    digest = fresh();
  }

  static MessageDigest fresh() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static String hexOf(byte[] bytes) {
    Sha256 sha256 = new Sha256();
    sha256.update(bytes, bytes.length);
    return sha256.hex();
  }

  void update(byte[] bytes, int length) {
    digest.update(bytes, 0, length);
  }

  /// Digests what is written.
  OutputStream sink() {
    return new DigestOutputStream(OutputStream.nullOutputStream(), digest);
  }

  /// Ends it.
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
