package org.gabion.analyze.format;

import org.gabion.core.request.Slice;

/// Walks over one line from left to right. Not thread safe.
///
/// Nothing is found beyond the line's end, and every method that looks for something says by a
/// negative number that it is not there.
final class LineCursor {
  static final long NONE = -1;

  /// More digits than any counter of a server has.
  private static final int MOST_DIGITS = 18;

  byte[] bytes = {};

  /// The next byte.
  int at;

  /// Where the line ends.
  int end;

  /// Whether the last quoted text holds escapes.
  boolean escaped;

  /// Whether escapes are HAProxy's (`#22`), not those with a backslash.
  boolean hashes;

  final Unescaper unescaper = new Unescaper();

  /// Begins with a line; the carriage return of a CRLF is left out.
  void open(byte[] b, int from, int to) {
    bytes = b;
    at = from;
    end = to > from && b[to - 1] == '\r' ? to - 1 : to;
    unescaper.begin();
  }

  boolean isAtEnd() {
    return at >= end;
  }

  boolean isAt(char c) {
    return at < end && bytes[at] == c;
  }

  /// Steps over the byte if it is the next one.
  boolean skip(char c) {
    if (isAt(c)) {
      at++;
      return true;
    }
    return false;
  }

  /// Where the next `c` stands; [#NONE] if there is none.
  int find(char c) {
    int found = ByteScan.find(bytes, at, end, c);
    return found < end ? found : (int) NONE;
  }

  /// Where the word that begins here ends: at the next space, or at the end.
  int wordEnd() {
    return ByteScan.find(bytes, at, end, ' ');
  }

  /// Steps behind a word that ends there, and over the space after it.
  void past(int wordEnd) {
    at = Math.min(end, wordEnd + 1);
  }

  /// The number whose digits begin here; [#NONE] if none do or they are too many. Stands behind
  /// them after.
  long number() {
    if (at >= end) {
      return NONE;
    }
    long word = ByteScan.word(bytes, at);
    int digits = Math.min(ByteScan.digits(word), end - at);
    if (digits == 0) {
      return NONE;
    }
    long value = ByteScan.decimal(word, digits);
    at += digits;
    return digits < 8 ? value : rest(value);
  }

  /// Goes on after the first eight digits.
  private long rest(long first) {
    long value = first;
    int digits = 8;
    while (at < end && ByteScan.isDigit(bytes[at])) {
      value = ++digits > MOST_DIGITS ? 0 : value * 10 + bytes[at] - '0';
      at++;
    }
    return digits > MOST_DIGITS ? NONE : value;
  }

  /// Whether a word ends here: a space, or the line's end.
  boolean isWordEnd() {
    return at >= end || bytes[at] == ' ';
  }

  /// Where the quote stands that closes the text which begins at `from`: the first one without a
  /// backslash before it that ends a word, for some servers do not escape quotes. [#NONE] if there
  /// is none.
  int closingQuote(int from) {
    escaped = false;
    int i = from;
    while (true) {
      i = ByteScan.findQuote(bytes, i, end);
      if (i >= end) {
        return (int) NONE;
      }
      if (bytes[i] == '\\') {
        escaped = true;
        i += 2;
      } else if (i + 1 >= end || bytes[i + 1] == ' ') {
        return i;
      } else {
        i++;
      }
    }
  }

  /// Reads the quoted text that begins here, and steps over the space after it; false if it never
  /// closes. A `-` is an absent text.
  boolean quoted(Slice into) {
    int from = at + 1;
    int close = closingQuote(from);
    if (close < 0) {
      return false;
    }
    text(into, from, close);
    past(close + 1);
    return true;
  }

  /// Takes a text as it stands, its escapes undone if it has any; `-` is absent.
  void text(Slice into, int from, int to) {
    if (to - from == 1 && bytes[from] == '-') {
      return;
    }
    if (escaped && hashes) {
      unescaper.hashes(into, bytes, from, to);
    } else if (escaped) {
      unescaper.backslashes(into, bytes, from, to);
    } else {
      into.set(bytes, from, to);
    }
  }

  /// What is to be said of a line that can not be read: nothing of it is kept, one that holds a NUL
  /// is no text at all, and one of an error log tells of no request. Logs have NULs after a crash,
  /// or where a file was cut while it was written to.
  LineOutcome fault(LineOutcome outcome, int from, LogRecord record) {
    record.clear();
    if (ByteScan.find(bytes, from, end, '\0') < end) {
      return LineOutcome.BINARY;
    }
    return ErrorLine.is(bytes, from, end) ? LineOutcome.NO_REQUEST : outcome;
  }
}
