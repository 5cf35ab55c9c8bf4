package org.gabion.core.snapshot;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Reads a document of the format line by line: ASCII, each line `word value`, ended by one LF, in
/// a fixed order. Whatever is not as expected ends the reading by a [Fault], which the document's
/// parser turns into a [Parsed.Malformed]. Not thread safe.
final class Lines {
  /// The latest instant and the largest number that a document may hold.
  static final Instant LAST_INSTANT = Instant.parse("9999-12-31T23:59:59Z");

  static final long MAX_NUMBER = 999_999_999_999_999L;

  private final String text;
  private int at;
  private int line;

  /// Ends the reading of a document; never leaves this package.
  static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String expected;

    Fault(int line, String expected) {
      super(expected, null, false, false);
      this.line = line;
      this.expected = expected;
    }

    <T> Parsed.Malformed<T> malformed() {
      return new Parsed.Malformed<>(line, expected);
    }
  }

  private Lines(String text) {
    this.text = text;
  }

  /// Reads a whole document.
  ///
  /// @param limit more bytes than this are malformed
  static <T> Parsed<T> parse(byte[] bytes, int limit, Function<Lines, T> reader) {
    try {
      Lines lines = of(bytes, limit);
      T value = reader.apply(lines);
      lines.end();
      return new Parsed.Valid<>(value);
    } catch (Fault fault) {
      return fault.malformed();
    }
  }

  static Lines of(byte[] bytes, int limit) {
    if (bytes.length > limit) {
      throw new Fault(0, "at most " + limit + " bytes, not " + bytes.length);
    }
    int lines = 1;
    for (byte b : bytes) {
      if (b == '\n') {
        lines++;
      } else if (b < 0x20 || b == 0x7f) {
        throw new Fault(lines, "printable ASCII characters only");
      }
    }
    if (bytes.length == 0 || bytes[bytes.length - 1] != '\n') {
      throw new Fault(lines, "a line feed at the end");
    }
    return new Lines(new String(bytes, StandardCharsets.US_ASCII));
  }

  /// How many characters were read.
  int position() {
    return at;
  }

  boolean hasMore() {
    return at < text.length();
  }

  /// Whether the next line begins with this word and a space.
  boolean next(String word) {
    return text.startsWith(word, at)
        && at + word.length() < text.length()
        && text.charAt(at + word.length()) == ' ';
  }

  /// The first line of a document, which names its type and version; then the line of the site.
  Digest opening(String type) {
    String first = whole();
    String wanted = "gabion " + type + " 1";
    if (!first.equals(wanted)) {
      throw fault(
          first.startsWith("gabion " + type + " ")
              ? "version 1, which is all that this program reads"
              : "'" + wanted + "'");
    }
    return digest("site");
  }

  private String whole() {
    line++;
    int end = text.indexOf('\n', at);
    if (end < 0) {
      throw fault("another line");
    }
    String whole = text.substring(at, end);
    at = end + 1;
    return whole;
  }

  /// The value of the next line, which must begin with this word.
  String text(String word) {
    if (!next(word)) {
      line++;
      throw fault("'" + word + " ...'");
    }
    String value = whole().substring(word.length() + 1);
    if (value.isEmpty() || value.charAt(0) == ' ' || value.charAt(value.length() - 1) == ' ') {
      throw fault("a value without spaces around it after '" + word + "'");
    }
    return value;
  }

  /// The next line's words after the first.
  String[] words(String word, int count) {
    String[] words = text(word).split(" ", -1);
    if (words.length != count) {
      throw fault(count + " words after '" + word + "', not " + words.length);
    }
    return words;
  }

  Digest digest(String word) {
    return toDigest(text(word));
  }

  /// A digest, or `-` for none.
  Optional<Digest> optionalDigest(String word) {
    String value = text(word);
    return value.equals("-") ? Optional.empty() : Optional.of(toDigest(value));
  }

  Digest toDigest(String value) {
    return Digest.parse(value)
        .orElseThrow(() -> fault("64 lower-case hexadecimal digits, a SHA-256"));
  }

  long number(String word, long min, long max) {
    return toNumber(text(word), min, max);
  }

  long toNumber(String value, long min, long max) {
    boolean digits =
        !value.isEmpty()
            && value.length() <= 15
            && value.chars().allMatch(c -> c >= '0' && c <= '9')
            && (value.length() == 1 || value.charAt(0) != '0');
    long number = digits ? Long.parseLong(value) : -1;
    if (!digits || number < min || number > max) {
      throw fault("a number from " + min + " to " + max + " without leading zeros");
    }
    return number;
  }

  Instant instant(String word) {
    String value = text(word);
    try {
      Instant instant = Instant.parse(value);
      if (instant.toString().equals(value) && Bounds.isSecond(instant)) {
        return instant;
      }
    } catch (DateTimeException e) {
      // Told below, as for any other text.
    }
    throw fault("a time in UTC such as 2026-11-26T20:00:00Z");
  }

  Fault fault(String expected) {
    return new Fault(line, expected);
  }

  private void end() {
    if (hasMore()) {
      line++;
      throw fault("nothing more");
    }
  }
}
