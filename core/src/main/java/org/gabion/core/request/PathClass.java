package org.gabion.core.request;

import java.nio.charset.StandardCharsets;

/// What a path asks for, told from its name alone: by its extension, or by whole segments.
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
        return isIcon(path, from, to) ? SERVICE : ASSET;
      }
      if (contains(DOCUMENT_SET, extension)) {
        return DOCUMENT;
      }
    }
    return to - from <= 1 ? PAGE : PathWords.of(path, from, to);
  }

  /// Whether it is what browsers ask for though no page names it.
  private static boolean isIcon(byte[] path, int from, int to) {
    int start = to;
    while (start > from && path[start - 1] != '/') {
      start--;
    }
    return PathWords.isServiceFile(path, start, to);
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
