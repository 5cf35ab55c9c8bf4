package org.gabion.core.snapshot;

import org.gabion.core.proof.Base64Text;

/// One signature under a document: `sig ALGORITHM KEYID BASE64`. Its bytes must not be changed.
public record SignatureLine(Algorithm algorithm, String keyId, byte[] signature) {
  static final String WORD = "sig";

  public SignatureLine {
    if (!isKeyId(keyId)) {
      throw new IllegalArgumentException("a key id is 32 hexadecimal digits, not " + keyId);
    }
    if (signature.length != algorithm.signatureLength()) {
      throw new IllegalArgumentException("a signature of " + signature.length + " bytes");
    }
  }

  static SignatureLine read(Lines lines) {
    String[] words = lines.words(WORD, 3);
    Algorithm algorithm =
        Algorithm.of(words[0]).orElseThrow(() -> lines.fault("'ed25519' or 'p256'"));
    if (!isKeyId(words[1])) {
      throw lines.fault("a key id of 32 lower-case hexadecimal digits");
    }
    byte[] signature =
        Base64Text.parse(words[2], algorithm.signatureLength())
            .orElseThrow(
                () -> lines.fault("a signature of " + algorithm.signatureLength() + " bytes"));
    return new SignatureLine(algorithm, words[1], signature);
  }

  static boolean isKeyId(String text) {
    return text.length() == 32
        && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
  }

  /// Without its line feed.
  @Override
  public String toString() {
    return WORD + " " + algorithm.word() + " " + keyId + " " + Base64Text.of(signature);
  }
}
