package org.gabion.core.challenge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;

/// Signs and verifies ticket cookies; see [Ticket] for their form.
///
/// Not thread safe: one per event loop, for it reuses its MACs and buffers; verifying allocates at
/// most the outcome. Comparison takes the same time wherever two MACs differ. All input is hostile
/// and no input throws.
public final class TicketSigner {
  private static final int SIGNED_BYTES = 20;
  private static final int MAC_BYTES = 16;
  private static final int TICKET_BYTES = SIGNED_BYTES + MAC_BYTES;
  private static final int FORMAT = 0x10;
  private static final int MAX_LIFETIME_HOURS = 0xffff;
  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VALUES = new byte[128];
  private static final Optional<TicketClass> VISITED = Optional.of(TicketClass.VISITED);

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < ALPHABET.length; i++) {
      VALUES[ALPHABET[i]] = (byte) i;
    }
  }

  private final Signer current;
  private final Optional<Signer> previous;
  private final byte[] ticket = new byte[TICKET_BYTES];
  private final ByteBuffer view = ByteBuffer.wrap(ticket);
  private final byte[] mac = new byte[32];

  public TicketSigner(TicketKeys keys) {
    this.current = new Signer(keys.current());
    this.previous = keys.previous().map(Signer::new);
  }

  /// A key with all that is computed from it once.
  private static final class Signer {
    final int id;
    final Mac mac;
    final KeyedHash prefixHash;

    Signer(TicketKeys.Key key) {
      id = key.id();
      try {
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.secret(), "HmacSHA256"));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has HmacSHA256", e);
      }
      // Apart from the signature, so that the hash in a ticket says nothing about the other tables.
      byte[] derived = mac.doFinal("gabion ticket prefix".getBytes(StandardCharsets.US_ASCII));
      prefixHash = KeyedHash.of(Arrays.copyOf(derived, KeyedHash.SECRET_BYTES));
    }
  }

  /// A new ticket.
  ///
  /// @param id random, never used before
  /// @param lifetimeHours 1 to 65,535
  /// @return 48 characters that may stand in a cookie
  /// @throws IllegalArgumentException if the lifetime is out of range
  public String sign(
      TicketClass ticketClass, long id, ClientKey client, long epochSeconds, int lifetimeHours) {
    if (lifetimeHours < 1 || lifetimeHours > MAX_LIFETIME_HOURS) {
      throw new IllegalArgumentException("a lifetime of " + lifetimeHours + " hours");
    }
    view.put(0, (byte) (FORMAT | ticketClass.code));
    view.put(1, (byte) current.id);
    view.putLong(2, id);
    view.putInt(10, networkHash(current.prefixHash, client));
    view.putInt(14, (int) hour(epochSeconds));
    view.putShort(18, (short) lifetimeHours);
    computeMac(current);
    System.arraycopy(mac, 0, ticket, SIGNED_BYTES, MAC_BYTES);
    return encode();
  }

  /// Looks at the characters `value[from, to)` of a cookie.
  public Ticket verify(byte[] value, int from, int to, ClientKey client, long epochSeconds) {
    if (to - from != Ticket.LENGTH || !decode(value, from) || ticketClass().isEmpty()) {
      return Ticket.Reason.MALFORMED.outcome;
    }
    int keyId = view.get(1) & 0xff;
    if (keyId == current.id) {
      return verify(current, client, epochSeconds);
    }
    return previous.isPresent() && previous.get().id == keyId
        ? verify(previous.get(), client, epochSeconds)
        : Ticket.Reason.UNKNOWN_KEY.outcome;
  }

  private Ticket verify(Signer key, ClientKey client, long epochSeconds) {
    computeMac(key);
    int difference = 0;
    for (int i = 0; i < MAC_BYTES; i++) {
      difference |= mac[i] ^ ticket[SIGNED_BYTES + i];
    }
    if (difference != 0) {
      return Ticket.Reason.FORGED.outcome;
    }
    long age = hour(epochSeconds) - (view.getInt(14) & 0xffffffffL);
    // One hour of grace: two edges need not have the same clock.
    if (age < -1 || age > (view.getShort(18) & 0xffff)) {
      return Ticket.Reason.EXPIRED.outcome;
    }
    if (view.getInt(10) != networkHash(key.prefixHash, client)) {
      return Ticket.Reason.ELSEWHERE.outcome;
    }
    return new Ticket.Valid(view.getLong(2), ticketClass().orElseThrow());
  }

  private Optional<TicketClass> ticketClass() {
    return ticket[0] == (FORMAT | TicketClass.VISITED.code) ? VISITED : Optional.empty();
  }

  private static int networkHash(KeyedHash hash, ClientKey client) {
    long network =
        client.isIpv4()
            ? hash.hash(4, client.low() & ~0xffL)
            : hash.hash(6, client.high() & ~0xffffL);
    return (int) network;
  }

  private static long hour(long epochSeconds) {
    return Math.floorDiv(epochSeconds, 3600L) & 0xffffffffL;
  }

  private void computeMac(Signer key) {
    key.mac.update(ticket, 0, SIGNED_BYTES);
    try {
      key.mac.doFinal(mac, 0);
    } catch (ShortBufferException e) {
      throw new IllegalStateException("HmacSHA256 has 32 bytes", e);
    }
  }

  private String encode() {
    byte[] text = new byte[Ticket.LENGTH];
    for (int in = 0, out = 0; in < TICKET_BYTES; in += 3, out += 4) {
      int group =
          (ticket[in] & 0xff) << 16 | (ticket[in + 1] & 0xff) << 8 | (ticket[in + 2] & 0xff);
      text[out] = ALPHABET[group >> 18];
      text[out + 1] = ALPHABET[group >> 12 & 63];
      text[out + 2] = ALPHABET[group >> 6 & 63];
      text[out + 3] = ALPHABET[group & 63];
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private boolean decode(byte[] value, int from) {
    int bad = 0;
    for (int in = from, out = 0; out < TICKET_BYTES; in += 4, out += 3) {
      int a = digit(value[in]);
      int b = digit(value[in + 1]);
      int c = digit(value[in + 2]);
      int d = digit(value[in + 3]);
      bad |= a | b | c | d;
      int group = a << 18 | b << 12 | c << 6 | d;
      ticket[out] = (byte) (group >> 16);
      ticket[out + 1] = (byte) (group >> 8);
      ticket[out + 2] = (byte) group;
    }
    return bad >= 0;
  }

  private static int digit(byte c) {
    return c < 0 ? -1 : VALUES[c];
  }
}
