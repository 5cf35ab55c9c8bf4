package org.gabion.core.request;

import java.nio.charset.StandardCharsets;

/// Maps a request path to its template: what stays when the parts that name one thing among many
/// (numbers, dates, hashes, UUIDs, long titles) are replaced by placeholders.
/// `/articles/8231/photo-17.jpg` becomes `/articles/{id}/{id}.jpg`.
///
/// The template decides which route's cost a request has, so equal work must meet in one template,
/// and a client must not be able to make the mapping dear: one pass, at most {@value #MAX_SEGMENTS}
/// segments (the rest is one placeholder), no table, no allocation. The path ends at `?` or `#`.
/// Percent-encoding is not decoded: an encoded segment is a title.
///
/// Immutable, safe for any number of threads.
public final class PathTemplate {
  /// Segments told apart; deeper ones count as one.
  static final int MAX_SEGMENTS = 8;

  private static final int MAX_EXTENSION = 5;
  private static final int EXTENDED = Kind.values().length;
  private static final long REST = 0x7265_7374L;
  private static final long KIND = 0x6b69_6e64L;

  private final KeyedHash hash;

  /// What stands for each kind of segment, without and with an extension.
  private final long[] kinds = new long[2 * EXTENDED];

  /// @param hash decides the values; the same secret gives the same templates
  public PathTemplate(KeyedHash hash) {
    this.hash = hash;
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = hash.hash(KIND, i);
    }
  }

  /// One more segment: its own value is keyed, so that nobody can choose two that meet.
  private static long join(long value, long segment) {
    long joined = (Long.rotateLeft(value, 29) ^ segment) * 0x9e3779b97f4a7c15L;
    return joined ^ joined >>> 32;
  }

  /// What a segment is, besides itself.
  private enum Kind {
    LITERAL(""),
    ID("{id}"),
    DATE("{date}"),
    UUID("{uuid}"),
    HASH("{hash}"),
    SLUG("{slug}");

    final String placeholder;

    Kind(String placeholder) {
      this.placeholder = placeholder;
    }
  }

  /// The keyed hash of the template of `path[from, to)`.
  public long hash(byte[] path, int from, int to) {
    return hash(0, path, from, to);
  }

  /// The same, kept apart by `scope`: for example a number for the site and the method.
  public long hash(long scope, byte[] path, int from, int to) {
    int end = end(path, from, to);
    long value = hash.hash(scope);
    int start = from < end && path[from] == '/' ? from + 1 : from;
    for (int n = 0; start <= end; n++) {
      if (n == MAX_SEGMENTS) {
        return join(value, hash.hash(REST));
      }
      int stop = next(path, start, end);
      int dot = extension(path, start, stop);
      Kind kind = kind(path, start, dot);
      if (kind == Kind.LITERAL) {
        value = join(value, hash.hash(path, start, stop));
      } else if (dot == stop) {
        value = join(value, kinds[kind.ordinal()]);
      } else {
        // Marked, or "{id}.jpg" would equal "{id}" followed by a segment ".jpg".
        value = join(value, kinds[EXTENDED + kind.ordinal()]);
        value = join(value, hash.hash(path, dot, stop));
      }
      start = stop + 1;
    }
    return value;
  }

  /// The template as text for an operator. Allocates.
  public static String describe(byte[] path, int from, int to) {
    int end = end(path, from, to);
    StringBuilder text = new StringBuilder(end - from + 16);
    int start = from < end && path[from] == '/' ? from + 1 : from;
    for (int n = 0; start <= end; n++) {
      text.append('/');
      if (n == MAX_SEGMENTS) {
        return text.append("{rest}").toString();
      }
      int stop = next(path, start, end);
      int dot = extension(path, start, stop);
      Kind kind = kind(path, start, dot);
      int shown = kind == Kind.LITERAL ? start : dot;
      text.append(kind.placeholder)
          .append(new String(path, shown, stop - shown, StandardCharsets.US_ASCII));
      start = stop + 1;
    }
    return text.toString();
  }

  private static int end(byte[] path, int from, int to) {
    for (int i = from; i < to; i++) {
      if (path[i] == '?' || path[i] == '#') {
        return i;
      }
    }
    return to;
  }

  private static int next(byte[] path, int from, int end) {
    int i = from;
    while (i < end && path[i] != '/') {
      i++;
    }
    return i;
  }

  /// Where the extension with its dot begins, or `to` without one. The stem is never empty.
  private static int extension(byte[] path, int from, int to) {
    for (int i = to - 1; i > from && to - i <= MAX_EXTENSION + 1; i--) {
      if (path[i] == '.') {
        return i == to - 1 ? to : i;
      }
      if (!isLetter(path[i]) && !isDigit(path[i])) {
        return to;
      }
    }
    return to;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(byte c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  private static Kind kind(byte[] path, int from, int to) {
    int length = to - from;
    int digits = 0;
    int hex = 0;
    int separators = 0;
    boolean foreign = false;
    for (int i = from; i < to; i++) {
      byte c = path[i];
      if (isDigit(c)) {
        digits++;
        hex++;
      } else if (isLetter(c)) {
        hex += (c | 0x20) <= 'f' ? 1 : 0;
      } else {
        separators++;
        foreign |= c == '%' || c < 0;
      }
    }
    if (foreign) {
      return Kind.SLUG;
    }
    if (digits == length) {
      return length == 0 ? Kind.LITERAL : Kind.ID;
    }
    return mixed(path, from, length, digits, hex, separators);
  }

  // The bounds are a judgement: short words, versions ("v2", "html5") and names stay; a segment
  // that an enumeration or
  // a title produced goes.
  private static Kind mixed(
      byte[] path, int from, int length, int digits, int hex, int separators) {
    if (separators == 2 && digits == 8 && length == 10 && isDash(path, from + 4, from + 7)) {
      return Kind.DATE;
    }
    if (length == 36 && hex == 32 && isDash(path, from + 8, from + 13)) {
      return Kind.UUID;
    }
    if (hex == length && (digits > 0 ? length >= 6 : length >= 20)) {
      return Kind.HASH;
    }
    if (length > 24 || (separators >= 3 && length >= 16)) {
      return Kind.SLUG;
    }
    return digits >= 3 ? Kind.ID : Kind.LITERAL;
  }

  private static boolean isDash(byte[] path, int one, int other) {
    return path[one] == '-' && path[other] == '-';
  }
}
