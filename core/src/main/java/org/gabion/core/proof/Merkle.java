package org.gabion.core.proof;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hashes of a Merkle tree (RFC 9162 section 2.1.1, the same as RFC 6962 section 2.1) with
/// SHA-256. Stateless.
public final class Merkle {
  /// Bytes of a hash.
  public static final int LENGTH = 32;

  private Merkle() {}

  /// The hash of a leaf.
  public static byte[] leaf(byte[] entry) {
    MessageDigest digest = sha256();
    digest.update((byte) 0);
    return digest.digest(entry);
  }

  /// The hash of an inner node.
  public static byte[] node(byte[] left, byte[] right) {
    MessageDigest digest = sha256();
    digest.update((byte) 1);
    digest.update(left);
    return digest.digest(right);
  }

  /// The root of a tree without leaves.
  public static byte[] empty() {
    return sha256().digest();
  }

  /// The root of the perfect tree over `count` hashes that stand one after the other.
  ///
  /// @param count a power of two
  static byte[] perfect(byte[] hashes, int from, int count) {
    byte[] level = new byte[count * LENGTH];
    System.arraycopy(hashes, from, level, 0, level.length);
    for (int width = count; width > 1; width /= 2) {
      for (int i = 0; i < width / 2; i++) {
        MessageDigest digest = sha256();
        digest.update((byte) 1);
        digest.update(level, 2 * i * LENGTH, 2 * LENGTH);
        System.arraycopy(digest.digest(), 0, level, i * LENGTH, LENGTH);
      }
    }
    return java.util.Arrays.copyOf(level, LENGTH);
  }

  /// A fresh SHA-256.
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
