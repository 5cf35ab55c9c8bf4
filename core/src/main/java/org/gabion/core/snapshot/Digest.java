package org.gabion.core.snapshot;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// SHA-256 of some bytes (FIPS 180-4); what objects, snapshots, keys and sites are named by.
/// Written as 64 lower-case hexadecimal digits. Immutable.
public final class Digest implements Comparable<Digest> {
  public static final int LENGTH = 32;

  private static final HexFormat HEX = HexFormat.of();

  private final byte[] bytes;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Digest of(byte[] content) {
    return new Digest(sha256().digest(content));
  }

  /// The digest of a part of an array.
  public static Digest of(byte[] content, int from, int length) {
    MessageDigest sha256 = sha256();
    sha256.update(content, from, length);
    return new Digest(sha256.digest());
  }

  /// Reads 64 lower-case hexadecimal digits; empty if the text is anything else.
  public static Optional<Digest> parse(String text) {
    if (text.length() != 2 * LENGTH) {
      return Optional.empty();
    }
    byte[] bytes = new byte[LENGTH];
    for (int i = 0; i < bytes.length; i++) {
      int high = digit(text.charAt(2 * i));
      int low = digit(text.charAt(2 * i + 1));
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return Optional.of(new Digest(bytes));
  }

  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// A copy of the 32 bytes.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// The first `count` bits as a number; up to 31.
  public int firstBits(int count) {
    int first =
        (bytes[0] & 0xff) << 24
            | (bytes[1] & 0xff) << 16
            | (bytes[2] & 0xff) << 8
            | (bytes[3] & 0xff);
    return count == 0 ? 0 : first >>> (32 - count);
  }

  /// The first eight bytes as a number, for tables.
  public long firstLong() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return value;
  }

  /// The first half in eight groups of four digits, for people who compare by eye: 128 bits, so
  /// that nobody finds another with the same.
  public String fingerprint() {
    String hex = toString();
    StringBuilder groups = new StringBuilder(39);
    for (int i = 0; i < 32; i += 4) {
      groups.append(i == 0 ? "" : "-").append(hex, i, i + 4);
    }
    return groups.toString();
  }

  @Override
  public int compareTo(Digest other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
  }

  @Override
  public int hashCode() {
    return firstBits(31);
  }

  @Override
  public String toString() {
    return HEX.formatHex(bytes);
  }
}
