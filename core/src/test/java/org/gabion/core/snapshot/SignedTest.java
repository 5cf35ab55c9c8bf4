package org.gabion.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Thresholds count holders who signed with all their keys, and nothing else.
final class SignedTest {
  private static final BigInteger N =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private static final Head HEAD = TestSite.head(1, 1, "x");
  private static final byte[] BODY = HEAD.body();
  private static final RoleKeys TWO_OF_THREE =
      TestHolder.keys(2, TestSite.A, TestSite.B, TestSite.C);

  private static Signed<Head> by(SignatureLine... lines) {
    return new Signed<>(HEAD, BODY, List.of(lines));
  }

  /// The other signature of the same content that whoever sees one can make: `n - s`.
  static SignatureLine mirrored(SignatureLine p256) {
    byte[] bytes = p256.signature().clone();
    BigInteger s = N.subtract(new BigInteger(1, bytes, 32, 32));
    byte[] other = s.toByteArray();
    Arrays.fill(bytes, 32, 64, (byte) 0);
    int length = Math.min(32, other.length);
    System.arraycopy(other, other.length - length, bytes, 64 - length, length);
    return new SignatureLine(Algorithm.P256, p256.keyId(), bytes);
  }

  @Test
  void twoHolders_withBothKeys_suffice() {
    assertThat(TWO_OF_THREE.accepts(TestHolder.sign(HEAD, BODY, TestSite.A, TestSite.C))).isTrue();
  }

  @Test
  void oneHolder_withBothKeys_countsOnce() {
    Signed<Head> signed = TestHolder.sign(HEAD, BODY, TestSite.A);
    assertThat(signed.signatures()).hasSize(2);
    assertThat(signed.signers(TWO_OF_THREE.holders())).isEqualTo(1);
    assertThat(TWO_OF_THREE.accepts(signed)).isFalse();
  }

  /// Whoever breaks one algorithm has the signatures of all holders in it, and gained nothing.
  @Test
  void oneAlgorithm_ofAllHolders_countsForNothing() {
    TestHolder[] all = {TestSite.A, TestSite.B, TestSite.C};
    Signed<Head> edwards =
        by(Stream.of(all).map(h -> h.signEd25519(BODY)).toArray(SignatureLine[]::new));
    Signed<Head> elliptic =
        by(Stream.of(all).map(h -> h.signP256(BODY)).toArray(SignatureLine[]::new));
    assertThat(edwards.signers(TWO_OF_THREE.holders())).isZero();
    assertThat(elliptic.signers(TWO_OF_THREE.holders())).isZero();
    Signed<Head> crossed =
        by(TestSite.A.signEd25519(BODY), TestSite.B.signP256(BODY), TestSite.C.signEd25519(BODY));
    assertThat(crossed.signers(TWO_OF_THREE.holders())).isZero();
  }

  @Test
  void oneGoodAndOneBadSignature_ofAHolder_countForNothing() {
    SignatureLine good = TestSite.A.signEd25519(BODY);
    SignatureLine ofOther = TestSite.A.signP256(TestSite.ascii("other"));
    assertThat(by(good, ofOther).signers(TWO_OF_THREE.holders())).isZero();
  }

  @Test
  void strangers_addNothingAndTakeNothingAway() {
    Signed<Head> signed =
        TestHolder.sign(HEAD, BODY, TestSite.A, TestSite.STRANGER, TestSite.B, TestSite.ROSTER);
    assertThat(signed.signers(TWO_OF_THREE.holders())).isEqualTo(2);
    assertThat(TWO_OF_THREE.accepts(TestHolder.sign(HEAD, BODY, TestSite.STRANGER, TestSite.D)))
        .isFalse();
  }

  /// A signature under a holder's key id that another key made.
  @Test
  void signature_underAnothersKeyId_countsForNothing() {
    SignatureLine stranger = TestSite.STRANGER.signEd25519(BODY);
    SignatureLine claimed =
        new SignatureLine(
            Algorithm.ED25519, TestSite.A.holder().ed25519().id(), stranger.signature());
    assertThat(by(claimed, TestSite.A.signP256(BODY)).signers(TWO_OF_THREE.holders())).isZero();
  }

  /// Under the right key id, but named for the other algorithm.
  @Test
  void signature_ofTheWrongAlgorithm_countsForNothing() {
    SignatureLine edwards = TestSite.A.signEd25519(BODY);
    SignatureLine renamed = new SignatureLine(Algorithm.P256, edwards.keyId(), edwards.signature());
    assertThat(by(renamed, TestSite.A.signP256(BODY)).signers(TWO_OF_THREE.holders())).isZero();
  }

  @Test
  void noSignatures_areReadAndCountForNothing() {
    Signed<Head> none = by();
    assertThat(TWO_OF_THREE.accepts(none)).isFalse();
    assertThat(HeadFile.parse(TestSite.file(none).bytes())).isInstanceOf(Parsed.Valid.class);
  }

  @Test
  void signatures_inAnyOrder_areWrittenInTheOrderOfKeyIds() {
    SignatureLine one = TestSite.A.signEd25519(BODY);
    SignatureLine other = TestSite.A.signP256(BODY);
    assertThat(by(one, other).bytes()).isEqualTo(by(other, one).bytes());
    assertThat(by(one, other).signatures())
        .isSortedAccordingTo(Comparator.comparing(SignatureLine::keyId));
  }

  @Test
  void keyId_twice_canNotBeMade() {
    SignatureLine one = TestSite.A.signP256(BODY);
    SignatureLine again = TestSite.A.signP256(BODY);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> by(one, again))
        .withMessageContaining("signatures stand in order, each once");
  }

  @Test
  void signatures_tooMany_areRefused() {
    StringBuilder text = new StringBuilder(TestSite.text(TestSite.firstRoot().body()));
    String signature = TestSite.A.signEd25519(BODY).toString();
    for (int i = 0; i < 37; i++) {
      String id = String.format(Locale.ROOT, "%032x", i);
      text.append(signature.replaceFirst("[0-9a-f]{32}", id)).append('\n');
    }
    assertThat(Root.parse(TestSite.ascii(text.toString())).toString())
        .contains("at most 36 signatures");
  }

  /// ECDSA is malleable: other bytes, the same document.
  @Test
  void signature_mirrored_isTheSameDocument() {
    SignatureLine edwards = TestSite.A.signEd25519(BODY);
    SignatureLine elliptic = TestSite.A.signP256(BODY);
    Signed<Head> one = by(edwards, elliptic);
    Signed<Head> other = by(edwards, mirrored(elliptic));
    assertThat(other.bytes()).isNotEqualTo(one.bytes());
    assertThat(other.identity()).isEqualTo(one.identity());
    assertThat(other.signers(TWO_OF_THREE.holders())).isEqualTo(1);
  }

  @Test
  void roleKeys_outOfOrder_canNotBeMade() {
    Holder a = TestSite.A.holder();
    Holder b = TestSite.B.holder();
    Holder twin = new Holder("zz", a.ed25519(), b.p256());
    for (List<Holder> holders :
        List.of(List.<Holder>of(), List.of(b, a), List.of(a, a), List.of(a, twin))) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> new RoleKeys(1, holders));
    }
    for (int threshold : new int[] {-1, 0, 3}) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> new RoleKeys(threshold, List.of(a, b)));
    }
  }
}
