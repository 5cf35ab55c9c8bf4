package org.gabion.mirror.archive;

import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.netpreserve.jwarc.WarcDigest;

/// Compares bytes with a digest that a record names, such as `sha1:` in base 32 or `sha256:` in
/// hexadecimal digits. One thread.
final class DigestCheck {
  private final MessageDigest digest;
  private final byte[] expected;

  private DigestCheck(MessageDigest digest, byte[] expected) {
    this.digest = digest;
    this.expected = expected;
  }

  /// @return empty if its algorithm is not known: then nothing can be said
  /// @throws CodingFault if the value is no digest
  static Optional<DigestCheck> of(String value) throws CodingFault {
    try {
      WarcDigest named = new WarcDigest(value);
      return Optional.of(new DigestCheck(named.getDigester(), named.bytes()));
    } catch (NoSuchAlgorithmException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new CodingFault("its digest can not be read");
    }
  }

  /// Digests what is read.
  InputStream of(InputStream in) {
    return new DigestInputStream(in, digest);
  }

  /// Whether all bytes that were read are the expected ones; only once.
  boolean matches() {
    return MessageDigest.isEqual(digest.digest(), expected);
  }
}
