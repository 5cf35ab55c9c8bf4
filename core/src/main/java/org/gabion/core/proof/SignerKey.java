package org.gabion.core.proof;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// An Ed25519 key pair that signs notes. The text of its secret half is
/// `PRIVATE+KEY+name+id+base64`, the base64 that of a byte of 1 and the 32 bytes of the seed.
///
/// Immutable; [#toString] does not tell the secret.
public final class SignerKey {
  private static final String PREFIX = "PRIVATE+KEY+";
  private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");

  private final VerifierKey verifier;
  private final byte[] seed;

  private SignerKey(VerifierKey verifier, byte[] seed) {
    this.verifier = verifier;
    this.seed = seed;
  }

  /// Makes a key.
  ///
  /// @param name see [VerifierKey#isName]
  public static SignerKey generate(String name, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(255, random);
      KeyPair pair = generator.generateKeyPair();
      VerifierKey verifier = VerifierKey.of(name, tail(pair.getPublic().getEncoded()));
      return new SignerKey(verifier, tail(pair.getPrivate().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no Ed25519", e);
    }
  }

  private static byte[] tail(byte[] encoded) {
    return Arrays.copyOfRange(encoded, encoded.length - VerifierKey.KEY_LENGTH, encoded.length);
  }

  /// Reads both halves; empty if one is malformed or they do not belong together.
  public static Optional<SignerKey> parse(String secret, VerifierKey verifier) {
    String expected = PREFIX + verifier.name() + "+" + Base64Text.hex(verifier.id(), 4) + "+";
    if (!secret.startsWith(expected)) {
      return Optional.empty();
    }
    byte[] probe = {1, 2, 3};
    return Base64Text.parse(secret.substring(expected.length()), 1 + VerifierKey.KEY_LENGTH)
        .filter(bytes -> bytes[0] == VerifierKey.ED25519)
        .map(bytes -> new SignerKey(verifier, Arrays.copyOfRange(bytes, 1, bytes.length)))
        .filter(key -> verifier.verify(probe, key.sign(probe)));
  }

  /// The public half.
  public VerifierKey verifier() {
    return verifier;
  }

  /// The text of the secret half: for a file that only its owner can read.
  public String secret() {
    byte[] typed = new byte[1 + seed.length];
    typed[0] = VerifierKey.ED25519;
    System.arraycopy(seed, 0, typed, 1, seed.length);
    return PREFIX
        + verifier.name()
        + "+"
        + Base64Text.hex(verifier.id(), VerifierKey.ID_LENGTH)
        + "+"
        + Base64Text.of(typed);
  }

  byte[] sign(byte[] text) {
    try {
      byte[] encoded = Arrays.copyOf(PKCS8, PKCS8.length + seed.length);
      System.arraycopy(seed, 0, encoded, PKCS8.length, seed.length);
      PrivateKey key =
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(key);
      signer.update(text);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java can not sign with Ed25519", e);
    }
  }

  @Override
  public String toString() {
    return "*** of " + verifier;
  }
}
