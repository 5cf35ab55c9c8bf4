package org.gabion.core.proof;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// An Ed25519 public key with the name that its notes are signed with (C2SP signed-note). Its text
/// is `name+id+base64`, the base64 that of a byte of 1 and the 32 bytes of the key. Immutable.
public final class VerifierKey {
  static final byte ED25519 = 1;
  static final int ID_LENGTH = 4;
  static final int KEY_LENGTH = 32;
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final byte[] key;

  private VerifierKey(String name, byte[] key) {
    this.name = name;
    this.key = key;
  }

  /// @param key as RFC 8032 encodes it
  /// @throws IllegalArgumentException if no note can carry the name, or the key has not 32 bytes
  public static VerifierKey of(String name, byte[] key) {
    if (!isName(name) || key.length != KEY_LENGTH) {
      throw new IllegalArgumentException("no name or key for signed notes: " + name);
    }
    return new VerifierKey(name, key.clone());
  }

  /// Reads the text of a key; empty if it is none, or its id does not fit.
  public static Optional<VerifierKey> parse(String text) {
    String[] parts = text.split("\\+", 3);
    if (parts.length != 3 || !isName(parts[0])) {
      return Optional.empty();
    }
    return Base64Text.parse(parts[2], 1 + KEY_LENGTH)
        .filter(bytes -> bytes[0] == ED25519)
        .map(bytes -> of(parts[0], Arrays.copyOfRange(bytes, 1, bytes.length)))
        .filter(key -> key.toString().equals(text));
  }

  /// Whether notes can be signed with this name: not empty, no white space, no plus sign, no
  /// control.
  public static boolean isName(String name) {
    return !name.isEmpty()
        && name.codePoints()
            .noneMatch(
                c ->
                    c == '+'
                        || c < 0x21
                        || Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.isISOControl(c)
                        || Character.getType(c) == Character.SURROGATE);
  }

  /// The name in signature lines.
  public String name() {
    return name;
  }

  /// The 32 bytes.
  public byte[] key() {
    return key.clone();
  }

  /// The four bytes in signature lines that, with the name, tell which key signed.
  public byte[] id() {
    MessageDigest digest = Merkle.sha256();
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
    digest.update(ED25519);
    return Arrays.copyOf(digest.digest(key), ID_LENGTH);
  }

  boolean verify(byte[] text, byte[] signature) {
    try {
      byte[] encoded = Arrays.copyOf(X509, X509.length + KEY_LENGTH);
      System.arraycopy(key, 0, encoded, X509.length, KEY_LENGTH);
      PublicKey publicKey =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(publicKey);
      verifier.update(text);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // The key is no point of the curve, or the signature is malformed: it proves nothing.
      return false;
    }
  }

  /// The text that [#parse] reads.
  @Override
  public String toString() {
    byte[] typed = new byte[1 + KEY_LENGTH];
    typed[0] = ED25519;
    System.arraycopy(key, 0, typed, 1, KEY_LENGTH);
    return name + "+" + Base64Text.hex(id(), ID_LENGTH) + "+" + Base64Text.of(typed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }
}
