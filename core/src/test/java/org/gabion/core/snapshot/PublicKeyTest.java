package org.gabion.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.gabion.core.proof.Base64Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Keys that verify, and keys that must not be one.
final class PublicKeyTest {
  /// The prime of edwards25519, and the constant `d` of its equation (RFC 8032 section 5.1).
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  private static final BigInteger D =
      BigInteger.valueOf(-121_665).multiply(BigInteger.valueOf(121_666).modInverse(P)).mod(P);

  /// The order of P-256.
  private static final BigInteger N =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private static final byte[] CONTENT = TestSite.ascii("content");

  private static byte[] littleEndian(BigInteger y, int sign) {
    byte[] bytes = new byte[32];
    byte[] big = y.toByteArray();
    for (int i = 0; i < big.length && i < 32; i++) {
      bytes[i] = big[big.length - 1 - i];
    }
    bytes[31] |= (byte) (sign << 7);
    return bytes;
  }

  private static BigInteger sqrt(BigInteger square) {
    BigInteger root = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
    if (root.multiply(root).mod(P).equals(square.mod(P))) {
      return root;
    }
    BigInteger i = BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);
    BigInteger other = root.multiply(i).mod(P);
    if (!other.multiply(other).mod(P).equals(square.mod(P))) {
      throw new AssertionError("no square: " + square);
    }
    return other;
  }

  /// `y` of the points whose order divides 8, worked out from the curve: a point whose double has
  /// `y = 0` has `x^2 = -y^2`, which with the curve's equation gives `d y^4 + 2 y^2 - 1 = 0`.
  static List<BigInteger> smallOrder() {
    List<BigInteger> ys = new ArrayList<>();
    ys.add(BigInteger.ONE);
    ys.add(P.subtract(BigInteger.ONE));
    ys.add(BigInteger.ZERO);
    BigInteger root = sqrt(BigInteger.ONE.add(D).mod(P));
    for (BigInteger r : List.of(root, P.subtract(root))) {
      BigInteger square = r.subtract(BigInteger.ONE).multiply(D.modInverse(P)).mod(P);
      if (square.modPow(P.subtract(BigInteger.ONE).shiftRight(1), P).equals(BigInteger.ONE)) {
        BigInteger y = sqrt(square);
        ys.add(y);
        ys.add(P.subtract(y));
      }
    }
    assertThat(ys).hasSize(5).doesNotHaveDuplicates();
    return ys;
  }

  private static java.security.PublicKey jdkKey(byte[] bytes) throws GeneralSecurityException {
    byte[] der = Arrays.copyOf(HexFormat.of().parseHex("302a300506032b6570032100"), 44);
    System.arraycopy(bytes, 0, der, 12, 32);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
  }

  /// The reason for the rule: the JDK takes signatures that nobody made under these keys.
  @Test
  void smallOrderKey_inTheJdk_takesForgedSignatures() throws Exception {
    byte[] forged = new byte[64];
    forged[0] = 1; // R is the neutral point, S is 0.
    for (BigInteger y : smallOrder()) {
      int taken = 0;
      for (int i = 0; i < 200; i++) {
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(jdkKey(littleEndian(y, 0)));
        check.update(TestSite.ascii("forged " + i));
        taken += check.verify(forged) ? 1 : 0;
      }
      assertThat(taken).as(y.toString(16)).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("smallOrder")
  void smallOrderKey_isNone(BigInteger y) {
    assertThat(PublicKey.of(Algorithm.ED25519, littleEndian(y, 0))).isEmpty();
    assertThat(PublicKey.of(Algorithm.ED25519, littleEndian(y, 1))).isEmpty();
    if (y.bitLength() < 6) {
      byte[] notCanonical = littleEndian(y.add(P), 0);
      assertThat(PublicKey.of(Algorithm.ED25519, notCanonical)).isEmpty();
    }
  }

  /// Both spellings of y = 2 to 18 stand for numbers; only the smaller one may.
  @Test
  void edwardsKey_thatIsNotBelowThePrime_isNone() {
    for (int y = 0; y < 19; y++) {
      byte[] bytes = littleEndian(P.add(BigInteger.valueOf(y)), 0);
      assertThat(PublicKey.of(Algorithm.ED25519, bytes)).isEmpty();
      bytes[31] |= (byte) 0x80;
      assertThat(PublicKey.of(Algorithm.ED25519, bytes)).isEmpty();
    }
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    assertThat(PublicKey.of(Algorithm.ED25519, ones)).isEmpty();
  }

  /// `y = 2` and `7` belong to no point. Such a key can stand in a root, and counts for nothing.
  @ParameterizedTest
  @CsvSource({"2", "7"})
  void edwardsKey_besideTheCurve_verifiesNothing(int y) {
    PublicKey key =
        PublicKey.of(Algorithm.ED25519, littleEndian(BigInteger.valueOf(y), 0)).orElseThrow();
    byte[] forged = new byte[64];
    for (int r = 0; r < 4; r++) {
      forged[0] = (byte) r;
      assertThat(key.verifies(CONTENT, forged)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void signature_changedAnywhere_doesNotVerify(Algorithm algorithm) {
    PublicKey key = key(TestSite.A, algorithm);
    byte[] signature = signature(TestSite.A, algorithm);
    assertThat(key.verifies(CONTENT, signature)).isTrue();
    assertThat(key.verifies(TestSite.ascii("Content"), signature)).isFalse();
    assertThat(key(TestSite.B, algorithm).verifies(CONTENT, signature)).isFalse();
    for (int bit = 0; bit < 512; bit++) {
      byte[] changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(key.verifies(CONTENT, changed)).as("bit %s", bit).isFalse();
    }
    for (int length : new int[] {0, 1, 63, 65, 128}) {
      assertThat(key.verifies(CONTENT, Arrays.copyOf(signature, length))).isFalse();
    }
  }

  /// An `r` or `s` of zero or of the group's order once made every signature good (CVE-2022-21449).
  @Test
  void p256Signature_ofZerosOrTheOrder_doesNotVerify() {
    PublicKey key = TestSite.A.holder().p256();
    byte[] order = HexFormat.of().parseHex(N.toString(16));
    byte[] most = new byte[32];
    Arrays.fill(most, (byte) 0xff);
    byte[] one = new byte[32];
    one[31] = 1;
    List<byte[]> parts = List.of(new byte[32], order, most, one);
    for (byte[] r : parts) {
      for (byte[] s : parts) {
        byte[] signature = Arrays.copyOf(r, 64);
        System.arraycopy(s, 0, signature, 32, 32);
        assertThat(key.verifies(CONTENT, signature)).isFalse();
      }
    }
  }

  @Test
  void ed25519Signature_withALargerS_doesNotVerify() {
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    byte[] signature = signature(TestSite.A, Algorithm.ED25519);
    byte[] big = new byte[32];
    for (int i = 0; i < 32; i++) {
      big[i] = signature[63 - i];
    }
    byte[] larger = littleEndian(new BigInteger(1, big).add(order), 0);
    System.arraycopy(larger, 0, signature, 32, 32);
    assertThat(TestSite.A.holder().ed25519().verifies(CONTENT, signature)).isFalse();
  }

  @Test
  void p256Key_besideTheCurve_isNone() {
    byte[] point = bytes(TestSite.A.holder().p256());
    assertThat(PublicKey.of(Algorithm.P256, point)).isPresent();
    for (int at : new int[] {0, 1, 32, 33, 64}) {
      byte[] beside = point.clone();
      beside[at] ^= 1;
      assertThat(PublicKey.of(Algorithm.P256, beside)).as("byte %s", at).isEmpty();
    }
    byte[] zero = new byte[65];
    zero[0] = 4;
    assertThat(PublicKey.of(Algorithm.P256, zero)).isEmpty();
    byte[] most = new byte[65];
    Arrays.fill(most, (byte) 0xff);
    most[0] = 4;
    assertThat(PublicKey.of(Algorithm.P256, most)).isEmpty();
    byte[] compressed = Arrays.copyOf(point, 33);
    compressed[0] = 2;
    assertThat(PublicKey.of(Algorithm.P256, compressed)).isEmpty();
  }

  @Test
  void key_ofTheOtherAlgorithmOrLength_isNone() {
    byte[] edwards = bytes(TestSite.A.holder().ed25519());
    byte[] point = bytes(TestSite.A.holder().p256());
    assertThat(PublicKey.of(Algorithm.P256, edwards)).isEmpty();
    assertThat(PublicKey.of(Algorithm.ED25519, point)).isEmpty();
    assertThat(PublicKey.of(Algorithm.ED25519, Arrays.copyOf(edwards, 31))).isEmpty();
    assertThat(PublicKey.parse("ed448", Base64Text.of(edwards))).isEmpty();
    assertThat(PublicKey.parse("ED25519", Base64Text.of(edwards))).isEmpty();
    java.security.PublicKey other = elliptic("secp384r1");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> PublicKey.of(Algorithm.P256, other));
  }

  private static java.security.PublicKey elliptic(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair().getPublic();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Base64 has spare bits and optional padding; a key has one text all the same.
  @ParameterizedTest
  @CsvSource({"=,", "==,", "'',=", "'',' '"})
  void keyText_inAnotherSpelling_isNone(String cut, String added) {
    String text = Base64Text.of(bytes(TestSite.A.holder().ed25519()));
    String other = text.substring(0, text.length() - cut.length()) + (added == null ? "" : added);
    assertThat(PublicKey.parse("ed25519", text)).isPresent();
    assertThat(PublicKey.parse("ed25519", other)).isEmpty();
  }

  @Test
  void keyText_withSpareBits_isNone() {
    // The last letter of 32 bytes' base64 carries two spare bits.
    String text = Base64Text.of(new byte[31]).replace("=", "") + "0B=";
    assertThat(PublicKey.parse("ed25519", text)).isEmpty();
  }

  @Test
  void id_isTheFirstHalfOfTheDigestOfTheText() {
    PublicKey key = TestSite.A.holder().ed25519();
    assertThat(key.id())
        .hasSize(32)
        .isEqualTo(TestSite.digest(key.toString()).toString().substring(0, 32));
    assertThat(key).isEqualTo(PublicKey.of(Algorithm.ED25519, bytes(key)).orElseThrow());
  }

  /// Test 2 of RFC 8032 section 7.1, so that it is the published algorithm and no other.
  @Test
  void ed25519_ofTheStandardsVector_verifies() {
    PublicKey key =
        PublicKey.of(
                Algorithm.ED25519,
                HexFormat.of()
                    .parseHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"))
            .orElseThrow();
    byte[] signature =
        HexFormat.of()
            .parseHex(
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                    + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    assertThat(key.verifies(new byte[] {0x72}, signature)).isTrue();
    assertThat(key.verifies(new byte[] {0x73}, signature)).isFalse();
  }

  /// The P-256, SHA-256 vector of RFC 6979 appendix A.2.5, message "sample".
  @Test
  void p256_ofTheStandardsVector_verifies() {
    PublicKey key =
        PublicKey.of(
                Algorithm.P256,
                HexFormat.of()
                    .parseHex(
                        "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                            + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"))
            .orElseThrow();
    byte[] signature =
        HexFormat.of()
            .parseHex(
                "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                    + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
    assertThat(key.verifies(TestSite.ascii("sample"), signature)).isTrue();
    assertThat(key.verifies(TestSite.ascii("Sample"), signature)).isFalse();
  }

  private static byte[] bytes(PublicKey key) {
    return Base64.getDecoder().decode(key.toString().split(" ", 2)[1]);
  }

  private static PublicKey key(TestHolder holder, Algorithm algorithm) {
    return switch (algorithm) {
      case ED25519 -> holder.holder().ed25519();
      case P256 -> holder.holder().p256();
    };
  }

  private static byte[] signature(TestHolder holder, Algorithm algorithm) {
    return switch (algorithm) {
      case ED25519 -> holder.signEd25519(CONTENT).signature();
      case P256 -> holder.signP256(CONTENT).signature();
    };
  }
}
