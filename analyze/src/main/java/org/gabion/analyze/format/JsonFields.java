package org.gabion.analyze.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Scans one JSON object in a line of a log, and keeps where the values of known keys are: raw
/// ranges of bytes, without a copy.
///
/// Strict as RFC 8259 has it, with two liberties for what nginx writes without `escape=json`:
/// `\xHH` in a string is a byte, and a bare `-` is a value that is not there. Bytes from 0x80 need
/// not be UTF-8. Of equal keys the last counts; an array stands for its first element. Objects may
/// be [#MAX_DEPTH] deep. One pass, no recursion, nothing allocated; any bytes are answered by an
/// outcome. Not thread safe.
final class JsonFields {
  static final int MAX_DEPTH = 64;

  /// What a value is.
  enum Kind {
    STRING,
    NUMBER,
    TRUE,
    FALSE,
    NULL
  }

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final int ABSENT = -1;

  private final JsonKeys keys;
  private final int[] from;
  private final int[] to;
  private final boolean[] escaped;
  private final Kind[] kinds;

  /// Of each open object or array: the place that its parent gave it, and whether it is an array.
  private final int[] places = new int[MAX_DEPTH];

  private final boolean[] arrays = new boolean[MAX_DEPTH];
  private byte[] key = new byte[64 + JsonKeys.PADDING];

  private byte[] b = {};
  private int at;
  private int end;
  private boolean sawEscape;
  private LineOutcome fault = LineOutcome.PARSED;

  JsonFields(JsonKeys keys) {
    this.keys = keys;
    from = new int[keys.size()];
    to = new int[keys.size()];
    escaped = new boolean[keys.size()];
    kinds = new Kind[keys.size()];
    Arrays.fill(from, ABSENT);
    Arrays.fill(kinds, Kind.NULL);
  }

  /// Whether the key at this place has a value that is neither an object nor an empty array.
  boolean has(int place) {
    return from[place] != ABSENT;
  }

  /// Where the value begins: a string without its quotes.
  int from(int place) {
    return from[place];
  }

  int to(int place) {
    return to[place];
  }

  Kind kind(int place) {
    return kinds[place];
  }

  /// Whether a string has a backslash in it.
  boolean isEscaped(int place) {
    return escaped[place];
  }

  /// Scans `bytes[start, stop)`, which must be one object and white space. `bytes` is readable for
  /// 8 bytes beyond `stop`.
  ///
  /// @return [LineOutcome#PARSED], or why it is no such object
  LineOutcome scan(byte[] bytes, int start, int stop) {
    Arrays.fill(from, ABSENT);
    b = bytes;
    at = start;
    end = stop;
    fault = LineOutcome.PARSED;
    skipSpace();
    if (at >= end || b[at] != '{') {
      return LineOutcome.SHAPE;
    }
    if (!object()) {
      return fault;
    }
    skipSpace();
    return at == end ? LineOutcome.PARSED : LineOutcome.SHAPE;
  }

  /// Walks the object that begins here, with all that is in it.
  private boolean object() {
    int depth = 0;
    places[0] = 0;
    arrays[0] = false;
    at++;
    boolean fresh = true; // nothing stands yet in the innermost container
    while (true) {
      skipSpace();
      if (at >= end) {
        return fail(LineOutcome.UNFINISHED);
      }
      boolean array = arrays[depth];
      if (b[at] == (array ? ']' : '}')) {
        at++;
        if (depth-- == 0) {
          return true;
        }
        fresh = false;
        continue;
      }
      if (!fresh && !comma()) {
        return false;
      }
      int place = array ? (fresh ? places[depth] : JsonKeys.UNKNOWN) : key(places[depth]);
      if (fault != LineOutcome.PARSED) {
        return false;
      }
      fresh = false;
      byte first = b[at];
      if (first != '{' && first != '[') {
        if (!scalar(place)) {
          return false;
        }
        continue;
      }
      if (++depth == MAX_DEPTH) {
        return fail(LineOutcome.SHAPE);
      }
      places[depth] = place;
      arrays[depth] = first == '[';
      fresh = true;
      at++;
    }
  }

  private boolean comma() {
    if (b[at] != ',') {
      return fail(b[at] == 0 ? LineOutcome.BINARY : LineOutcome.SHAPE);
    }
    at++;
    skipSpace();
    return at < end || fail(LineOutcome.UNFINISHED);
  }

  /// A key and its colon; the place of the value that follows. A value of the same key that stood
  /// before is forgotten.
  private int key(int object) {
    if (b[at] != '"') {
      fail(b[at] == 0 ? LineOutcome.BINARY : LineOutcome.SHAPE);
      return JsonKeys.UNKNOWN;
    }
    int start = at + 1;
    if (!string()) {
      return JsonKeys.UNKNOWN;
    }
    int place = JsonKeys.UNKNOWN;
    if (object != JsonKeys.UNKNOWN) {
      place = sawEscape ? escapedKey(object, start, at - 1) : keys.below(object, b, start, at - 1);
      if (place != JsonKeys.UNKNOWN) {
        Arrays.fill(from, place, keys.end(place), ABSENT);
      }
    }
    skipSpace();
    if (at < end && b[at] != ':') {
      fail(LineOutcome.SHAPE);
    } else {
      at++;
      skipSpace();
      if (at >= end) {
        fail(LineOutcome.UNFINISHED);
      }
    }
    return place;
  }

  private int escapedKey(int object, int start, int stop) {
    if (key.length < stop - start + JsonKeys.PADDING) {
      key = new byte[2 * (stop - start) + JsonKeys.PADDING];
    }
    int length = JsonText.unescape(b, start, stop, key, 0, JsonText.Characters.UTF_8);
    return keys.below(object, key, 0, length);
  }

  private boolean scalar(int place) {
    int start = at;
    Kind kind;
    switch (b[at]) {
      case '"' -> {
        if (!string()) {
          return false;
        }
        keep(place, Kind.STRING, start + 1, at - 1);
        return true;
      }
      case 't' -> kind = word('r', 'u', 'e') ? Kind.TRUE : Kind.STRING;
      case 'n' -> kind = word('u', 'l', 'l') ? Kind.NULL : Kind.STRING;
      case 'f' -> {
        at++;
        kind = at < end && b[at] == 'a' && word('l', 's', 'e') ? Kind.FALSE : Kind.STRING;
      }
      default -> kind = number();
    }
    if (kind == Kind.STRING) {
      return fail(
          at >= end ? LineOutcome.UNFINISHED : b[at] == 0 ? LineOutcome.BINARY : LineOutcome.SHAPE);
    }
    sawEscape = false;
    keep(place, kind, start, at);
    return true;
  }

  private void keep(int place, Kind kind, int start, int stop) {
    if (place != JsonKeys.UNKNOWN) {
      from[place] = start;
      to[place] = stop;
      kinds[place] = kind;
      escaped[place] = sawEscape;
    }
  }

  /// Three letters after the one that is here.
  private boolean word(char c1, char c2, char c3) {
    if (end - at < 4) {
      at = end;
      return false;
    }
    boolean same = b[at + 1] == c1 && b[at + 2] == c2 && b[at + 3] == c3;
    at += same ? 4 : 0;
    return same;
  }

  /// A number; NULL for a lone minus sign; STRING if it is none.
  private Kind number() {
    boolean minus = b[at] == '-';
    if (minus) {
      at++;
    }
    if (at < end && b[at] == '0') {
      at++;
    } else if (!digits()) {
      boolean alone = minus && at < end && isAfterValue(b[at]);
      return alone ? Kind.NULL : Kind.STRING;
    }
    if (at < end && b[at] == '.') {
      at++;
      if (!digits()) {
        return Kind.STRING;
      }
    }
    if (at < end && (b[at] | 0x20) == 'e') {
      at++;
      if (at < end && (b[at] == '+' || b[at] == '-')) {
        at++;
      }
      if (!digits()) {
        return Kind.STRING;
      }
    }
    return Kind.NUMBER;
  }

  private static boolean isAfterValue(byte c) {
    return c == ',' || c == '}' || c == ']' || isSpace(c);
  }

  private boolean digits() {
    int start = at;
    while (at < end && b[at] >= '0' && b[at] <= '9') {
      at++;
    }
    return at > start;
  }

  /// Goes behind the closing quote of the string that begins here.
  private boolean string() {
    sawEscape = false;
    at++;
    while (true) {
      // Eight bytes a step: the lowest mark of a word is always a true one.
      while (at < end) {
        long hit = special((long) WORD.get(b, at));
        if (hit != 0) {
          at += Long.numberOfTrailingZeros(hit) >>> 3;
          break;
        }
        at += 8;
      }
      if (at >= end) {
        return fail(LineOutcome.UNFINISHED);
      }
      if (b[at] == '"') {
        at++;
        return true;
      }
      if (b[at] != '\\') {
        return fail(b[at] == 0 ? LineOutcome.BINARY : LineOutcome.SHAPE);
      }
      sawEscape = true;
      if (!escape()) {
        return false;
      }
    }
  }

  /// Marks quotes, backslashes and control characters.
  private static long special(long word) {
    long quote = word ^ ONES * '"';
    long slash = word ^ ONES * '\\';
    return ((quote - ONES & ~quote) | (slash - ONES & ~slash) | (word - ONES * 0x20 & ~word))
        & HIGH;
  }

  private boolean escape() {
    if (at + 1 >= end) {
      return fail(LineOutcome.UNFINISHED);
    }
    int digits =
        switch (b[at + 1]) {
          case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 0;
          case 'u' -> 4;
          case 'x' -> 2;
          default -> -1;
        };
    if (digits < 0) {
      return fail(LineOutcome.SHAPE);
    }
    at += 2;
    for (int i = 0; i < digits; i++, at++) {
      if (at >= end) {
        return fail(LineOutcome.UNFINISHED);
      }
      if (JsonText.hex(b[at]) < 0) {
        return fail(LineOutcome.SHAPE);
      }
    }
    return true;
  }

  private void skipSpace() {
    while (at < end && isSpace(b[at])) {
      at++;
    }
  }

  private static boolean isSpace(byte c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private boolean fail(LineOutcome outcome) {
    fault = outcome;
    return false;
  }
}
