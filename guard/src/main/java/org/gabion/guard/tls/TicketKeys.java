package org.gabion.guard.tls;

import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLSessionContext;

/// The keys that session tickets are sealed with (RFC 5077; RFC 8446, 4.6.1): one to seal, the one
/// before to open older tickets. They live in memory only, so that a stolen disk opens no recorded
/// session. Not thread safe.
///
/// All certificates share them: a certificate that is replaced does not cost every reader a full
/// handshake. The session id context keeps a ticket of one site from being used on another.
final class TicketKeys {
  static final Duration LIFETIME = Duration.ofHours(12);

  private final SecureRandom random;
  private OpenSslSessionTicketKey current;
  private OpenSslSessionTicketKey previous;
  private Instant rotatesAt;

  TicketKeys(SecureRandom random, Instant now) {
    this.random = random;
    current = fresh();
    previous = fresh();
    rotatesAt = now.plus(LIFETIME);
  }

  /// Whether it was time for a new key; the contexts must then be given the keys again.
  boolean rotateIfDue(Instant now) {
    if (now.isBefore(rotatesAt)) {
      return false;
    }
    previous = current;
    current = fresh();
    rotatesAt = now.plus(LIFETIME);
    return true;
  }

  /// Only BoringSSL takes keys; the JDK's contexts make and rotate their own.
  void giveTo(SslContext context, String site) {
    SSLSessionContext sessions = context.sessionContext();
    sessions.setSessionTimeout((int) LIFETIME.toSeconds());
    if (sessions instanceof OpenSslServerSessionContext boring) {
      boring.setSessionIdContext(sessionIdContext(site));
      // Tickets carry the session to the reader; a cache on our side would be state per handshake.
      boring.setSessionCacheEnabled(false);
      boring.setTicketKeys(current, previous);
    }
  }

  private OpenSslSessionTicketKey fresh() {
    return new OpenSslSessionTicketKey(
        bytes(OpenSslSessionTicketKey.NAME_SIZE),
        bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
        bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] sessionIdContext(String site) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(site.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
