package org.gabion.core.request;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/// Where a visitor says to come from.
public enum RefererClass {
  NONE("none"),
  /// The site itself, as far as the log tells.
  SAME_SITE("same-site"),
  SEARCH("search"),
  SOCIAL("social"),
  OTHER("other");

  private static final int LETTERS = 32;

  private static final byte[][][] SEARCH_NAMES =
      names("google.", "bing.", "duckduckgo.", "yahoo.", "yandex.", "baidu.", "ecosia.", "qwant.");
  private static final byte[][][] SOCIAL_NAMES =
      names(
          "facebook.",
          "t.co/",
          "twitter.",
          "reddit.",
          "linkedin.",
          "instagram.",
          "mastodon",
          "news.ycombinator.",
          "whatsapp",
          "telegram",
          "tiktok.",
          "youtube.",
          "bsky.");

  private static final RefererClass[] ALL = values();

  /// Names of hosts have at most 253 characters.
  private static final int LONGEST_NAME = (1 << 14) - 1;

  private final String word;

  RefererClass(String word) {
    this.word = word;
  }

  /// The names by their first letter's lower five bits.
  private static byte[][][] names(String... texts) {
    byte[][][] names = new byte[LETTERS][][];
    for (int letter = 0; letter < LETTERS; letter++) {
      int wanted = letter;
      names[letter] =
          Stream.of(texts)
              .filter(text -> (text.charAt(0) & LETTERS - 1) == wanted)
              .map(text -> text.getBytes(StandardCharsets.US_ASCII))
              .toArray(byte[][]::new);
    }
    return names;
  }

  /// The word in reports.
  public String word() {
    return word;
  }

  /// What a Referer is whatever host it was sent to, packed: the class by its host's name, and
  /// where in the field that name stands.
  ///
  /// ```
  ///  bits | 0-3 class | 4-17 length of the name | 18-31 where it begins |
  /// ```
  static int read(byte[] b, int from, int to) {
    int start = from;
    for (int i = from; i + 2 < Math.min(to, from + 12); i++) {
      if (b[i] == ':' && b[i + 1] == '/' && b[i + 2] == '/') {
        start = i + 3;
      }
    }
    int end = start;
    int most = Math.min(to, start + LONGEST_NAME);
    while (end < most && b[end] != '/' && b[end] != '?') {
      end++;
    }
    int stop = Math.min(to, end + 1);
    RefererClass named =
        named(b, start, stop, SEARCH_NAMES)
            ? SEARCH
            : named(b, start, stop, SOCIAL_NAMES) ? SOCIAL : OTHER;
    return start - from << 18 | end - start << 4 | named.ordinal();
  }

  /// The class of a Referer that begins at `from`; `host` is the Host asked for, or empty.
  static RefererClass of(int read, byte[] b, int from, Slice host) {
    int start = from + (read >>> 18);
    int end = start + (read >>> 4 & LONGEST_NAME);
    return host.present && sameHost(b, start, end, host) ? SAME_SITE : ALL[read & 15];
  }

  private static boolean sameHost(byte[] b, int from, int to, Slice host) {
    if (to - from != host.length()) {
      return false;
    }
    for (int i = 0; i < host.length(); i++) {
      if ((b[from + i] | 0x20) != (host.bytes[host.from + i] | 0x20)) {
        return false;
      }
    }
    return true;
  }

  private static boolean named(byte[] b, int from, int to, byte[][][] names) {
    for (int i = from; i < to; i++) {
      // A label's start: "notgoogle.example" is not Google.
      if ((i == from || b[i - 1] == '.') && namedAt(b, i, to, names[b[i] & LETTERS - 1])) {
        return true;
      }
    }
    return false;
  }

  private static boolean namedAt(byte[] b, int at, int to, byte[][] names) {
    for (byte[] name : names) {
      int n = 0;
      while (n < name.length && n < to - at && (b[at + n] | 0x20) == (name[n] | 0x20)) {
        n++;
      }
      if (n == name.length) {
        return true;
      }
    }
    return false;
  }
}
