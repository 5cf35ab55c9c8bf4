package org.gabion.core.request;

import java.nio.charset.StandardCharsets;

/// Looks for words in a text, whatever their case, in one pass: a word is compared only where its
/// first two characters stand. Immutable.
final class WordSearch {
  private static final int LETTER_CASE = 0x20;
  private static final int MOST = 64;

  private final byte[][] words;
  private final long[] first = new long[256];
  private final long[] second = new long[256];

  /// @param words at most 64, of at least two characters, in lower case
  WordSearch(String... words) {
    if (words.length > MOST) {
      throw new IllegalArgumentException(words.length + " words");
    }
    this.words = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      byte[] word = words[i].getBytes(StandardCharsets.US_ASCII);
      this.words[i] = word;
      mark(first, word[0], 1L << i);
      mark(second, word[1], 1L << i);
    }
  }

  private static void mark(long[] table, byte character, long bit) {
    table[character] |= bit;
    if (character >= 'a' && character <= 'z') {
      table[character - LETTER_CASE] |= bit;
    }
  }

  /// The number of the word that occurs and comes first in the list; -1 if none occurs.
  int find(byte[] b, int from, int to) {
    int found = -1;
    long wanted = -1;
    for (int i = from; i < to - 1; i++) {
      long candidates = first[b[i] & 0xff] & second[b[i + 1] & 0xff] & wanted;
      while (candidates != 0) {
        int word = Long.numberOfTrailingZeros(candidates);
        if (isAt(b, i, to, words[word])) {
          found = word;
          wanted = (1L << word) - 1;
          break;
        }
        candidates &= candidates - 1;
      }
    }
    return found;
  }

  private static boolean isAt(byte[] b, int at, int to, byte[] word) {
    if (word.length > to - at) {
      return false;
    }
    for (int n = 2; n < word.length; n++) {
      if (lower(b[at + n]) != word[n]) {
        return false;
      }
    }
    return true;
  }

  private static byte lower(byte c) {
    return c >= 'A' && c <= 'Z' ? (byte) (c | LETTER_CASE) : c;
  }
}
