package org.gabion.analyze.rules;

import org.gabion.core.request.Slice;

/// Reads the bytes of a request's target and fields without copying them. Stateless.
///
/// A target may be in absolute form (`https://host/path`): some servers log HTTP/2 so. The path
/// ends at `?` or `#`.
final class Target {
  private Target() {}

  static boolean equal(Slice slice, String text) {
    return equal(slice.bytes, slice.from, slice.to, text);
  }

  static boolean equal(byte[] b, int from, int to, String text) {
    return to - from == text.length() && at(b, from, to, text);
  }

  /// Whether the text stands at `from`, and ends before `to`.
  static boolean at(byte[] b, int from, int to, String text) {
    if (text.length() > to - from) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if ((b[from + i] & 0xff) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Where the path begins; the end of the target if it has none.
  static int pathStart(Slice target) {
    byte[] b = target.bytes;
    int from = target.from;
    if (from == target.to || b[from] == '/') {
      return from;
    }
    int host =
        at(b, from, target.to, "http://")
            ? from + 7
            : at(b, from, target.to, "https://") ? from + 8 : -1;
    if (host < 0) {
      return from;
    }
    while (host < target.to && b[host] != '/') {
      host++;
    }
    return host;
  }

  static int pathEnd(Slice target, int from) {
    int i = from;
    while (i < target.to && target.bytes[i] != '?' && target.bytes[i] != '#') {
      i++;
    }
    return i;
  }

  /// The path of a target as text; empty if it has none.
  static String path(String target) {
    Slice slice = new Slice();
    byte[] bytes = target.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    slice.set(bytes, 0, bytes.length);
    int from = pathStart(slice);
    return target.substring(from, pathEnd(slice, from));
  }

  /// How many pairs that are not empty the query `b[from, to)` has.
  static int pairs(byte[] b, int from, int to) {
    int pairs = 0;
    for (int i = from; i < to; i++) {
      if (b[i] != '&' && (i == from || b[i - 1] == '&')) {
        pairs++;
      }
    }
    return pairs;
  }

  static boolean hasKey(byte[] b, int from, int to, String key) {
    for (int i = from; i < to; i++) {
      if ((i == from || b[i - 1] == '&') && at(b, i, to, key)) {
        int end = i + key.length();
        if (end == to || b[end] == '=' || b[end] == '&') {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether the slice holds a text of lower case, itself in upper or lower case.
  static boolean contains(Slice slice, String text) {
    byte[] b = slice.bytes;
    int last = slice.to - text.length();
    for (int i = slice.from; i <= last; i++) {
      int n = 0;
      while (n < text.length() && lower(b[i + n]) == text.charAt(n)) {
        n++;
      }
      if (n == text.length()) {
        return true;
      }
    }
    return false;
  }

  /// Whether the slice is this host, with or without a port.
  static boolean isHost(Slice slice, String host) {
    int n = host.length();
    if (slice.length() < n) {
      return false;
    }
    for (int i = 0; i < n; i++) {
      if (lower(slice.bytes[slice.from + i]) != host.charAt(i)) {
        return false;
      }
    }
    int i = slice.from + n;
    if (i < slice.to && slice.bytes[i] != ':') {
      return false;
    }
    for (i++; i < slice.to; i++) {
      if (slice.bytes[i] < '0' || slice.bytes[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte c) {
    return c >= 'A' && c <= 'Z' ? c | 0x20 : c & 0xff;
  }

  /// Greedy with one step back: linear for one `*`, at worst the product of both lengths.
  static boolean wildcard(byte[] b, int from, int to, String wildcard) {
    int i = from;
    int w = 0;
    int star = -1;
    int retry = from;
    while (i < to) {
      if (w < wildcard.length() && wildcard.charAt(w) == '*') {
        star = w++;
        retry = i;
      } else if (w < wildcard.length() && wildcard.charAt(w) == (b[i] & 0xff)) {
        w++;
        i++;
      } else if (star >= 0) {
        w = star + 1;
        i = ++retry;
      } else {
        return false;
      }
    }
    while (w < wildcard.length() && wildcard.charAt(w) == '*') {
      w++;
    }
    return w == wildcard.length();
  }
}
