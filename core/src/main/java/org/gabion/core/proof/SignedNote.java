package org.gabion.core.proof;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// A text with signatures under it (C2SP signed-note): text, an empty line, and for each signature
/// a line of a dash, the key's name and base64. Stateless.
public final class SignedNote {
  private static final String DASH = "\u2014 ";
  private static final int MOST_BYTES = 1 << 20;
  private static final int SIGNATURE_LENGTH = 64;

  private SignedNote() {}

  /// What became of opening a note.
  public sealed interface Opened {
    /// The key signed this text.
    ///
    /// @param signatures lines of signature in all; those of other keys were not looked at
    record Signed(String text, int signatures) implements Opened {}

    /// The note proves nothing.
    ///
    /// @param why in words
    record Refused(String why) implements Opened {}
  }

  /// Signs a text.
  ///
  /// @throws IllegalArgumentException if no note can carry the text
  public static String sign(String text, SignerKey key) {
    if (!text.endsWith("\n") || hasControl(text)) {
      throw new IllegalArgumentException("a note's text ends its last line and has no controls");
    }
    byte[] signature = key.sign(text.getBytes(StandardCharsets.UTF_8));
    byte[] id = key.verifier().id();
    byte[] both = Arrays.copyOf(id, id.length + signature.length);
    System.arraycopy(signature, 0, both, id.length, signature.length);
    return text + "\n" + DASH + key.verifier().name() + " " + Base64Text.of(both) + "\n";
  }

  /// Checks the form of a note and the signature of the key. Signatures of other keys are left
  /// alone.
  public static Opened open(byte[] note, VerifierKey key) {
    Optional<String> decoded = utf8(note);
    if (decoded.isEmpty() || hasControl(decoded.get())) {
      return new Opened.Refused("it is no plain text in UTF-8");
    }
    String all = decoded.get();
    int gap = all.lastIndexOf("\n\n");
    if (gap < 0 || !all.endsWith("\n") || gap + 2 == all.length()) {
      return new Opened.Refused("it has no signature");
    }
    String text = all.substring(0, gap + 1);
    String[] lines = all.substring(gap + 2, all.length() - 1).split("\n", -1);
    boolean signed = false;
    for (String line : lines) {
      int space = line.indexOf(' ', DASH.length());
      Optional<byte[]> bytes =
          line.startsWith(DASH) && space > DASH.length()
              ? Base64Text.parse(line.substring(space + 1))
              : Optional.empty();
      if (bytes.isEmpty() || bytes.get().length <= VerifierKey.ID_LENGTH) {
        return new Opened.Refused("a line of signature is malformed");
      }
      if (isOf(key, line.substring(DASH.length(), space), bytes.get())) {
        if (!verifies(key, text, bytes.get())) {
          return new Opened.Refused("its signature is not that of its text");
        }
        signed = true;
      }
    }
    return signed
        ? new Opened.Signed(text, lines.length)
        : new Opened.Refused("the key " + key.name() + " did not sign it");
  }

  private static boolean isOf(VerifierKey key, String name, byte[] bytes) {
    return name.equals(key.name())
        && Arrays.equals(Arrays.copyOf(bytes, VerifierKey.ID_LENGTH), key.id());
  }

  private static boolean verifies(VerifierKey key, String text, byte[] bytes) {
    return bytes.length == VerifierKey.ID_LENGTH + SIGNATURE_LENGTH
        && key.verify(
            text.getBytes(StandardCharsets.UTF_8),
            Arrays.copyOfRange(bytes, VerifierKey.ID_LENGTH, bytes.length));
  }

  private static Optional<String> utf8(byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      return Optional.empty();
    }
    try {
      // A fresh decoder reports malformed bytes, where String would replace them.
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(c -> c < 0x20 && c != '\n');
  }
}
