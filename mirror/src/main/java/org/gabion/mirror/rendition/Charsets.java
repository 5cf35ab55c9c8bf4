package org.gabion.mirror.rendition;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns bytes into text as browsers do (Encoding Standard): a byte order mark wins, then what the
/// header says, then what the text says of itself in its first kilobyte. Without any, UTF-8 if it
/// is that, and else windows-1252. Stateless.
final class Charsets {
  private static final int LOOKED_AT = 1024;
  private static final Pattern META = Pattern.compile("(?i)charset\\s*=\\s*[\"']?([a-z0-9_:.-]+)");
  private static final Pattern RULE = Pattern.compile("\\A@charset \"([A-Za-z0-9_:.-]+)\";");
  private static final Pattern XML =
      Pattern.compile("\\A<\\?xml[^>]*encoding=[\"']([A-Za-z0-9_:.-]+)[\"']");

  private Charsets() {}

  /// The text of a page.
  ///
  /// @param header the charset that the header names
  static String html(byte[] bytes, Optional<String> header) {
    return decode(bytes, header, META);
  }

  /// The text of a style sheet.
  static String css(byte[] bytes, Optional<String> header) {
    return decode(bytes, header, RULE);
  }

  /// The text of an XML document.
  static String xml(byte[] bytes, Optional<String> header) {
    return decode(bytes, header, XML);
  }

  private static String decode(byte[] bytes, Optional<String> header, Pattern own) {
    if (startsWith(bytes, 0xef, 0xbb, 0xbf)) {
      return new String(bytes, 3, bytes.length - 3, StandardCharsets.UTF_8);
    }
    if (startsWith(bytes, 0xfe, 0xff)) {
      return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16BE);
    }
    if (startsWith(bytes, 0xff, 0xfe)) {
      return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16LE);
    }
    Optional<Charset> named = header.flatMap(Charsets::named);
    if (named.isPresent()) {
      return new String(bytes, named.get());
    }
    int looked = Math.min(bytes.length, LOOKED_AT);
    Matcher said = own.matcher(new String(bytes, 0, looked, StandardCharsets.ISO_8859_1));
    // A text that says in ASCII that it is UTF-16 is not.
    Optional<Charset> self =
        said.find()
            ? named(said.group(1))
                .map(set -> set.name().startsWith("UTF-16") ? StandardCharsets.UTF_8 : set)
            : Optional.empty();
    return self.map(charset -> new String(bytes, charset)).orElseGet(() -> guessed(bytes));
  }

  private static String guessed(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, western());
    }
  }

  /// The charset of a label; browsers take Latin 1 and ASCII for windows-1252.
  private static Optional<Charset> named(String label) {
    return switch (label.toLowerCase(Locale.ROOT)) {
      case "iso-8859-1", "iso8859-1", "latin1", "l1", "us-ascii", "ascii" -> Optional.of(western());
      case "utf-16" -> Optional.of(StandardCharsets.UTF_16LE);
      default -> {
        try {
          yield Optional.of(Charset.forName(label));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
          yield Optional.empty();
        }
      }
    };
  }

  private static Charset western() {
    return Charset.isSupported("windows-1252")
        ? Charset.forName("windows-1252")
        : StandardCharsets.ISO_8859_1;
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    if (bytes.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((bytes[i] & 0xff) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
