package org.gabion.mirror.keys;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.gabion.core.snapshot.Algorithm;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.PublicKey;

/// A mirror's own key, with which it gives its consent to a site's operator.
public record MirrorKey(KeyPair pair) {
  /// Makes a new one.
  public static MirrorKey generate() {
    try {
      return new MirrorKey(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  public PublicKey publicKey() {
    return PublicKey.of(Algorithm.ED25519, pair.getPublic());
  }

  /// Says that this mirror keeps a copy of a site at an address.
  public Consent consent(Digest site, String url, Instant at) {
    Instant second = at.truncatedTo(ChronoUnit.SECONDS);
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(Consent.body(site, url, publicKey(), second));
      return new Consent(site, url, publicKey(), second, signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key in memory signs", e);
    }
  }

  @Override
  public String toString() {
    return publicKey() + " ***";
  }
}
