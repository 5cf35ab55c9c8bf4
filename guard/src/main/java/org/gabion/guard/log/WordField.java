package org.gabion.guard.log;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A field whose value is one of a few words of our own: each is rendered once, key and quotes
/// included.
///
/// Not thread safe. Words that find no free place are rendered each time; so a value that somebody
/// else chooses costs time, never memory.
final class WordField {
  private static final int PLACES = 64;

  private final AccessField field;
  private final @Nullable String[] words = new @Nullable String[PLACES];
  private final @Nullable Fragment[] fragments = new @Nullable Fragment[PLACES];

  WordField(AccessField field) {
    this.field = field;
  }

  /// Writes the field, or nothing if the word is empty or absurdly long.
  ///
  /// @return the offset behind it
  int write(byte[] to, int at, String word) {
    if (word.isEmpty() || word.length() > JsonLine.MAX_WORD) {
      return at;
    }
    int place = word.hashCode() & PLACES - 1;
    Fragment fragment = fragments[place];
    return fragment != null && word.equals(words[place])
        ? fragment.write(to, at)
        : slow(to, at, word, place);
  }

  private int slow(byte[] to, int at, String word, int place) {
    int end = Ascii.escaped(to, field.key.write(to, at), word);
    to[end++] = '"';
    if (fragments[place] == null && word.length() < 64) {
      fragments[place] = Fragment.of(new String(to, at, end - at, StandardCharsets.US_ASCII));
      words[place] = word;
    }
    return end;
  }
}
