package org.gabion.core.challenge;

import java.util.Arrays;
import java.util.Optional;

/// The secrets under which tickets are signed and accepted: the current one, and the one before, so
/// that a rotation makes no reader a stranger. Immutable; prints no secret.
public final class TicketKeys {
  /// Length of a secret: that of the hash's output (RFC 2104 section 3).
  public static final int SECRET_BYTES = 32;

  private final Key current;
  private final Optional<Key> previous;

  private TicketKeys(Key current, Optional<Key> previous) {
    this.current = current;
    this.previous = previous;
  }

  /// Keys with one secret.
  ///
  /// @param id 0 to 255, stands in the ticket
  /// @param secret 32 random bytes, copied
  public static TicketKeys of(int id, byte[] secret) {
    return new TicketKeys(new Key(id, secret), Optional.empty());
  }

  /// Keys with two secrets, as they were stored.
  public static TicketKeys of(Key current, Optional<Key> previous) {
    if (previous.isPresent() && previous.get().id() == current.id()) {
      throw new IllegalArgumentException("two keys with the id " + current.id());
    }
    return new TicketKeys(current, previous);
  }

  /// A new current secret; the current one becomes the previous, and the previous is dropped with
  /// all tickets under it.
  public TicketKeys rotate(byte[] secret) {
    return new TicketKeys(new Key((current.id() + 1) & 0xff, secret), Optional.of(current));
  }

  /// The key to sign with.
  public Key current() {
    return current;
  }

  /// The key that is accepted too.
  public Optional<Key> previous() {
    return previous;
  }

  @Override
  public String toString() {
    return "TicketKeys[current=" + current + ", previous=" + previous + "]";
  }

  /// One secret with its number.
  public static final class Key {
    private final int id;
    private final byte[] secret;

    /// @throws IllegalArgumentException if the id is not 0 to 255 or the secret not 32 bytes
    public Key(int id, byte[] secret) {
      if (id < 0 || id > 255 || secret.length != SECRET_BYTES) {
        throw new IllegalArgumentException("key " + id + " of " + secret.length + " bytes");
      }
      this.id = id;
      this.secret = secret.clone();
    }

    /// The number that stands in tickets.
    public int id() {
      return id;
    }

    /// A copy of the secret, to store it.
    public byte[] secret() {
      return secret.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.id == id && Arrays.equals(key.secret, secret);
    }

    @Override
    public int hashCode() {
      return id;
    }

    @Override
    public String toString() {
      return "Key[" + id + ", ***]";
    }
  }
}
