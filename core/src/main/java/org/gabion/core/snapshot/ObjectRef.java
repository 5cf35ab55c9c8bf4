package org.gabion.core.snapshot;

/// A piece of content: an object of a copy, by its digest.
///
/// @param size in bytes, 1 to [#MAX_SIZE]
public record ObjectRef(Digest digest, int size) {
  /// Browsers digest a buffer as a whole, so an object is small enough to hold.
  public static final int MAX_SIZE = 1 << 20;

  public ObjectRef {
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException("an object of " + size + " bytes");
    }
  }

  public static ObjectRef of(byte[] content) {
    return new ObjectRef(Digest.of(content), content.length);
  }

  static ObjectRef read(Lines lines, String word) {
    String[] words = lines.words(word, 2);
    return new ObjectRef(lines.toDigest(words[0]), (int) lines.toNumber(words[1], 1, MAX_SIZE));
  }

  /// Whether these are the bytes that it names.
  public boolean matches(byte[] content) {
    return content.length == size && Digest.of(content).equals(digest);
  }

  @Override
  public String toString() {
    return digest + " " + size;
  }
}
