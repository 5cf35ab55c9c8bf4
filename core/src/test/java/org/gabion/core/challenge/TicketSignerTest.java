package org.gabion.core.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.gabion.core.request.ClientKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketSignerTest {
  private static final long NOON = 1_790_000_000L / 3600 * 3600;
  private static final long HOUR = 3600;

  private final TicketKeys keys = TicketKeys.of(7, secret(1));
  private final TicketSigner signer = new TicketSigner(keys);
  private final ClientKey home = key("192.0.2.77");

  private static byte[] secret(int fill) {
    byte[] secret = new byte[TicketKeys.SECRET_BYTES];
    Arrays.fill(secret, (byte) fill);
    return secret;
  }

  private static ClientKey key(String text) {
    return ClientKey.parse(text).orElseThrow();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String ticket(int hours) {
    return signer.sign(TicketClass.VISITED, 0x1122334455667788L, home, NOON, hours);
  }

  private static Ticket verify(TicketSigner signer, String ticket, ClientKey client, long at) {
    return signer.verify(bytes(ticket), 0, ticket.length(), client, at);
  }

  private static void assertInvalid(Ticket ticket, Ticket.Reason reason) {
    assertThat(ticket).isEqualTo(new Ticket.Invalid(reason));
  }

  @Test
  void verify_ownTicket_isValid() {
    String ticket = ticket(24);
    assertThat(ticket).hasSize(Ticket.LENGTH).matches("[A-Za-z0-9_-]+");
    assertThat(verify(signer, ticket, home, NOON))
        .isEqualTo(new Ticket.Valid(0x1122334455667788L, TicketClass.VISITED));
    byte[] header = bytes("a=b; __Host-g=" + ticket + "; c=d");
    assertThat(signer.verify(header, 14, 14 + Ticket.LENGTH, home, NOON))
        .isInstanceOf(Ticket.Valid.class);
  }

  @Test
  void sign_layout_isTheDocumentedOne() throws GeneralSecurityException {
    byte[] raw = Base64.getUrlDecoder().decode(ticket(24));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret(1), "HmacSHA256"));
    byte[] expected = mac.doFinal(Arrays.copyOf(raw, 20));
    assertThat(raw).hasSize(36).startsWith(0x11, 7, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88);
    assertThat(Arrays.copyOfRange(raw, 20, 36)).isEqualTo(Arrays.copyOf(expected, 16));
  }

  @Test
  void verify_time_endsWithItsLifetime() {
    String ticket = ticket(24);
    assertThat(verify(signer, ticket, home, NOON + 24 * HOUR)).isInstanceOf(Ticket.Valid.class);
    assertInvalid(verify(signer, ticket, home, NOON + 25 * HOUR), Ticket.Reason.EXPIRED);
    assertThat(verify(signer, ticket, home, NOON - HOUR)).isInstanceOf(Ticket.Valid.class);
    assertInvalid(verify(signer, ticket, home, NOON - 2 * HOUR), Ticket.Reason.EXPIRED);
    assertInvalid(verify(signer, ticket, home, -1), Ticket.Reason.EXPIRED);
    String longest = ticket(65_535);
    assertThat(verify(signer, longest, home, NOON + 65_535 * HOUR))
        .isInstanceOf(Ticket.Valid.class);
    assertThatThrownBy(() -> ticket(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ticket(65_536)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void verify_address_mayMoveInsideItsNetworkOnly() {
    String ticket = ticket(24);
    assertThat(verify(signer, ticket, key("192.0.2.3"), NOON)).isInstanceOf(Ticket.Valid.class);
    assertInvalid(verify(signer, ticket, key("192.0.3.77"), NOON), Ticket.Reason.ELSEWHERE);
    assertInvalid(verify(signer, ticket, key("2001:db8::1"), NOON), Ticket.Reason.ELSEWHERE);
    String six = signer.sign(TicketClass.VISITED, 1, key("2001:db8:7:1::1"), NOON, 1);
    assertThat(verify(signer, six, key("2001:db8:7:2::9"), NOON)).isInstanceOf(Ticket.Valid.class);
    assertInvalid(verify(signer, six, key("2001:db8:8:1::1"), NOON), Ticket.Reason.ELSEWHERE);
  }

  @Test
  void verify_anyBitFlipped_isInvalid() {
    byte[] ticket = bytes(ticket(24));
    for (int i = 0; i < ticket.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = ticket.clone();
        changed[i] ^= (byte) (1 << bit);
        assertThat(signer.verify(changed, 0, changed.length, home, NOON))
            .isInstanceOf(Ticket.Invalid.class);
      }
    }
  }

  @Test
  void verify_signedByAnother_isForged() {
    TicketSigner other = new TicketSigner(TicketKeys.of(7, secret(2)));
    assertInvalid(
        verify(signer, other.sign(TicketClass.VISITED, 1, home, NOON, 1), home, NOON),
        Ticket.Reason.FORGED);
  }

  @Test
  void verify_afterRotation_previousHoldsOneMore() {
    String ticket = ticket(24);
    TicketKeys once = keys.rotate(secret(2));
    TicketKeys twice = once.rotate(secret(3));
    assertThat(verify(new TicketSigner(once), ticket, home, NOON)).isInstanceOf(Ticket.Valid.class);
    assertInvalid(verify(new TicketSigner(twice), ticket, home, NOON), Ticket.Reason.UNKNOWN_KEY);
    assertThat(once.current().id()).isEqualTo(8);
    assertThat(TicketKeys.of(255, secret(1)).rotate(secret(2)).current().id()).isZero();
    TicketKeys stored = TicketKeys.of(once.current(), once.previous());
    assertThat(verify(new TicketSigner(stored), ticket, home, NOON))
        .isInstanceOf(Ticket.Valid.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "=", "%00"})
  void verify_otherLength_isMalformed(String text) {
    assertInvalid(verify(signer, text, home, NOON), Ticket.Reason.MALFORMED);
    assertInvalid(verify(signer, text.repeat(10_000), home, NOON), Ticket.Reason.MALFORMED);
  }

  @Test
  void verify_anyBytes_neverThrowsNorIsValid() {
    SplittableRandom random = new SplittableRandom(11);
    byte[] good = bytes(ticket(24));
    byte[] alphabet = bytes("ABCXYZabcxyz0189-_+/= \"\0\u00ff");
    for (int i = 0; i < 100_000; i++) {
      byte[] text = random.nextBoolean() ? good.clone() : new byte[48];
      for (int n = 1 + random.nextInt(20); n > 0; n--) {
        text[random.nextInt(48)] = alphabet[random.nextInt(alphabet.length)];
      }
      if (!Arrays.equals(text, good)) {
        assertThat(signer.verify(text, 0, 48, home, NOON)).isInstanceOf(Ticket.Invalid.class);
      }
    }
    // And what was left in its buffers does no harm.
    assertThat(signer.verify(good, 0, 48, home, NOON)).isInstanceOf(Ticket.Valid.class);
  }

  @Test
  void keys_toString_hidesSecrets() {
    assertThat(keys.rotate(secret(65)).toString())
        .isEqualTo("TicketKeys[current=Key[8, ***], previous=Optional[Key[7, ***]]]");
  }

  @Test
  void keys_outOfBounds_areRefused() {
    assertThatThrownBy(() -> TicketKeys.of(256, secret(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TicketKeys.of(1, new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    TicketKeys.Key one = new TicketKeys.Key(1, secret(1));
    assertThatThrownBy(() -> TicketKeys.of(one, Optional.of(new TicketKeys.Key(1, secret(2)))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
