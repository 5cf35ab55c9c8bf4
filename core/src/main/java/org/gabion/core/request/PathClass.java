package org.gabion.core.request;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/// What a path asks for, told from its name alone.
public enum PathClass {
  PAGE,
  /// Part of a page: style, script, image, font.
  ASSET,
  /// A file that people keep: PDF, office document, archive, data.
  DOCUMENT,
  FEED,
  /// Where somebody logs in.
  LOGIN,
  /// What only machines ask for: a health check, robots.txt, an icon.
  SERVICE;

  private static final String[] ASSETS = {
    "css", "js", "mjs", "map", "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "woff",
    "woff2", "ttf", "otf", "eot", "bmp", "xbm"
  };
  private static final String[] DOCUMENTS = {
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "zip", "gz", "tgz",
    "bz2", "xz", "7z", "rar", "tar", "csv", "epub", "sql", "bak", "iso", "dmg", "exe", "deb", "rpm",
    "mp3", "mp4", "mpg", "avi", "mov", "webm"
  };
  private static final String[] SERVICE_WORDS = {
    "/robots.txt",
    "/favicon",
    "health",
    "/ping",
    "/status",
    "/apple-touch",
    "/.well-known/",
    "/sitemap"
  };
  private static final String[] LOGIN_WORDS = {
    "login",
    "logon",
    "signin",
    "sign-in",
    "sign_in",
    "xmlrpc.php",
    "/auth",
    "/session",
    "password",
    "/token"
  };
  private static final String[] FEED_WORDS = {"feed", "rss", "atom.xml", "index.xml"};
  private static final WordSearch ICON = new WordSearch("/favicon");

  /// Words of services win over those of logins, and these over those of feeds.
  private static final WordSearch WORDS =
      new WordSearch(
          Stream.of(SERVICE_WORDS, LOGIN_WORDS, FEED_WORDS)
              .flatMap(Arrays::stream)
              .toArray(String[]::new));

  private static final long[] ASSET_SET = words(ASSETS);
  private static final long[] DOCUMENT_SET = words(DOCUMENTS);
  private static final PathClass[] ALL = values();

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static long[] words(String[] texts) {
    long[] set = new long[texts.length];
    for (int i = 0; i < set.length; i++) {
      byte[] bytes = ascii(texts[i]);
      set[i] = word(bytes, 0, bytes.length);
    }
    return set;
  }

  /// Up to 8 characters in lower case as one word.
  private static long word(byte[] b, int from, int to) {
    long word = 0;
    for (int i = from; i < to; i++) {
      word = word << 8 | (b[i] | 0x20);
    }
    return word;
  }

  static PathClass at(int ordinal) {
    return ALL[ordinal];
  }

  /// The class of `path[from, to)`, which has no query.
  public static PathClass of(byte[] path, int from, int to) {
    int dot = dot(path, from, to);
    if (dot >= 0) {
      long extension = word(path, dot + 1, to);
      if (contains(ASSET_SET, extension)) {
        return ICON.find(path, from, dot) >= 0 ? SERVICE : ASSET;
      }
      if (contains(DOCUMENT_SET, extension)) {
        return DOCUMENT;
      }
    }
    return to - from <= 1 ? PAGE : byWord(path, from, Math.min(to, from + 128));
  }

  private static PathClass byWord(byte[] path, int from, int to) {
    int word = WORDS.find(path, from, to);
    if (word < 0) {
      return PAGE;
    }
    if (word < SERVICE_WORDS.length) {
      return SERVICE;
    }
    return word < SERVICE_WORDS.length + LOGIN_WORDS.length ? LOGIN : FEED;
  }

  /// The last dot, if at most 6 characters follow it in the last segment.
  private static int dot(byte[] path, int from, int to) {
    for (int i = to - 1; i > from && to - i <= 7; i--) {
      if (path[i] == '.') {
        return i;
      }
      if (path[i] == '/') {
        return -1;
      }
    }
    return -1;
  }

  private static boolean contains(long[] set, long word) {
    for (long each : set) {
      if (each == word) {
        return true;
      }
    }
    return false;
  }
}
