package org.gabion.core.snapshot;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.proof.Base64Text;

/// A key that checks signatures, written `ALGORITHM BASE64`. Immutable.
public final class PublicKey {
  private static final BigInteger P =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
  private static final BigInteger B =
      new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);

  private static final BigInteger EDWARDS_P =
      BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /// `y` of the points of small order: 1, 2, 4 and 8. Under such a key one signature fits many
  /// contents, and it needs no private key.
  private static final Set<BigInteger> SMALL_ORDER = smallOrder();

  private final Algorithm algorithm;
  private final byte[] bytes;

  private PublicKey(Algorithm algorithm, byte[] bytes) {
    this.algorithm = algorithm;
    this.bytes = bytes;
  }

  /// The key with these bytes; empty if they are none of the algorithm's.
  public static Optional<PublicKey> of(Algorithm algorithm, byte[] bytes) {
    return bytes.length == algorithm.keyLength() && isSound(algorithm, bytes)
        ? Optional.of(new PublicKey(algorithm, bytes.clone()))
        : Optional.empty();
  }

  /// As the JDK wants it; made when it is needed, because a roster holds a thousand keys of which a
  /// few are used.
  private java.security.PublicKey key() throws GeneralSecurityException {
    byte[] prefix = HexFormat.of().parseHex(algorithm.derPrefix());
    byte[] der = Arrays.copyOf(prefix, prefix.length + bytes.length);
    System.arraycopy(bytes, 0, der, prefix.length, bytes.length);
    String family = algorithm == Algorithm.P256 ? "EC" : "Ed25519";
    return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(der));
  }

  /// The key that the JDK gives, made by [Algorithm]'s own generator.
  public static PublicKey of(Algorithm algorithm, java.security.PublicKey key) {
    byte[] der = key.getEncoded();
    byte[] bytes = Arrays.copyOfRange(der, der.length - algorithm.keyLength(), der.length);
    return of(algorithm, bytes)
        .orElseThrow(() -> new IllegalArgumentException("no key of " + algorithm.word()));
  }

  private static boolean isSound(Algorithm algorithm, byte[] bytes) {
    return switch (algorithm) {
      case ED25519 -> isSoundEdwards(bytes);
      case P256 -> onCurve(bytes);
    };
  }

  /// Whether `y` is below the field's prime and not of a point of small order. A `y` that belongs
  /// to no point is not found out here: nothing verifies under it.
  private static boolean isSoundEdwards(byte[] bytes) {
    byte[] bigEndian = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bigEndian[i] = bytes[bytes.length - 1 - i];
    }
    bigEndian[0] &= 0x7f; // The highest bit is the sign of x.
    BigInteger y = new BigInteger(1, bigEndian);
    return y.compareTo(EDWARDS_P) < 0 && !SMALL_ORDER.contains(y);
  }

  private static Set<BigInteger> smallOrder() {
    BigInteger eighth =
        new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16);
    return Set.of(
        BigInteger.ONE,
        EDWARDS_P.subtract(BigInteger.ONE),
        BigInteger.ZERO,
        eighth,
        EDWARDS_P.subtract(eighth));
  }

  /// Whether the bytes are a point of the curve P-256: a point beside it would make signatures
  /// guessable.
  private static boolean onCurve(byte[] point) {
    if (point[0] != 4) {
      return false;
    }
    BigInteger x = new BigInteger(1, point, 1, 32);
    BigInteger y = new BigInteger(1, point, 33, 32);
    BigInteger right = x.multiply(x).subtract(BigInteger.valueOf(3)).multiply(x).add(B).mod(P);
    return x.compareTo(P) < 0 && y.compareTo(P) < 0 && y.multiply(y).mod(P).equals(right);
  }

  static Optional<PublicKey> parse(String algorithm, String base64) {
    return Algorithm.of(algorithm)
        .flatMap(
            known ->
                Base64Text.parse(base64, known.keyLength()).flatMap(bytes -> of(known, bytes)));
  }

  /// Whether this key signed these bytes.
  public boolean verifies(byte[] content, byte[] signature) {
    try {
      Signature check = Signature.getInstance(algorithm.jdkName());
      check.initVerify(key());
      check.update(content);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  public Algorithm algorithm() {
    return algorithm;
  }

  /// The first 32 digits of the SHA-256 of the key's text.
  public String id() {
    return Digest.of(toString().getBytes(StandardCharsets.US_ASCII)).toString().substring(0, 32);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey key
        && algorithm == key.algorithm
        && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return algorithm.word() + " " + Base64Text.of(bytes);
  }
}
