package org.gabion.analyze.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.gabion.core.request.ClientKey;

/// Finds addresses in bytes that may be a log line, JSON or an escaped URL. The separators `.` and
/// `:` are known also as `%2E`, `%252E`, `\x2e`, the JSON escape with four hex digits and `\.`,
/// digits as they are.
///
/// Positions are those of the bytes last given to [#over]. Not thread safe.
final class AddressScanner {
  private static final int LONGEST = 45;
  private static final int SHORTEST_IPV6 = 3;

  /// An address in the bytes.
  ///
  /// @param to the end of its text
  /// @param usual whether it stands where addresses stand: false if it may well be a part of a
  ///   version, a word or a name
  /// @param colons whether it is written as IPv6
  /// @param separator how its colons, or else its dots, are written
  record Found(ClientKey address, int to, boolean usual, boolean colons, String separator) {}

  private byte[] b = {};
  private int end;

  /// The run of digits and separators at hand: its plain text, and where each character ends.
  private final byte[] plain = new byte[LONGEST + 1];

  private final int[] ends = new int[LONGEST + 1];
  private int count;
  private String separator = "";

  void over(byte[] bytes) {
    b = bytes;
    end = bytes.length;
  }

  /// How many bytes the escape at `i` has that is no separator of addresses: it ends any word
  /// before it. 0 if there is none.
  int escape(int i) {
    if (b[i] == '%') {
      int skip = has(i, "%25") ? 2 : 0;
      return isHex(i + skip + 1) && isHex(i + skip + 2) ? skip + 3 : 0;
    }
    if (b[i] == '\\' && i + 1 < end) {
      return switch (b[i + 1]) {
        case 'x' -> isHex(i + 2) && isHex(i + 3) ? 4 : 0;
        case 'u' -> isHex(i + 2) && isHex(i + 3) && isHex(i + 4) && isHex(i + 5) ? 6 : 0;
        default -> 2;
      };
    }
    return 0;
  }

  /// The address that begins at `i`.
  Optional<Found> at(int i) {
    if (!isHex(i) && b[i] != ':' && b[i] != '%' && b[i] != '\\') {
      return Optional.empty();
    }
    Optional<Found> found = ipv4(i);
    boolean within = isHex(i - 1) && isWord(i - 1);
    return found.isPresent() || within ? found : ipv6(i);
  }

  private Optional<Found> ipv4(int start) {
    int i = start;
    count = 0;
    separator = "";
    for (int part = 0; part < 4; part++) {
      if (part > 0) {
        int width = width(i, ".-_");
        String text = new String(b, i, width, StandardCharsets.ISO_8859_1);
        if (width == 0 || part > 1 && !text.equals(separator)) {
          return Optional.empty();
        }
        separator = text;
        plain[count++] = '.';
        i += width;
      }
      int digits = 0;
      for (; digits < 3 && isDigit(i); digits++) {
        plain[count++] = b[i++];
      }
      if (digits == 0) {
        return Optional.empty();
      }
    }
    if (isDigit(i)) {
      return Optional.empty();
    }
    int to = i;
    Optional<ClientKey> address = ClientKey.parse(plain, 0, count);
    return address.map(key -> new Found(key, to, isUsualIpv4(start, to, key), false, separator));
  }

  private boolean isUsualIpv4(int start, int to, ClientKey key) {
    boolean dotted = !separator.equals("-") && !separator.equals("_");
    boolean whole = !isWord(start - 1) && !isPart(start - 1) && !isWord(to);
    int next = width(to, ".");
    boolean longer = next > 0 && isDigit(to + next);
    boolean network = (key.ipv4Bits() & 0xffffff) == 0 && !(isSlash(to) > 0);
    return dotted && whole && !longer && !network && !isVersion(start);
  }

  /// Whether it follows a product's name as versions do: ` Name/1.2.3.4`, `rv:1.2.3.4`.
  private boolean isVersion(int start) {
    int i = start - 1;
    if (i >= 2 && b[i] == ':' && b[i - 1] == 'v' && b[i - 2] == 'r') {
      return true;
    }
    if (i < 1 || b[i] != '/') {
      return false;
    }
    int name = i;
    while (name > 0 && (isWord(name - 1) || b[name - 1] == '-' || b[name - 1] == '.')) {
      name--;
    }
    boolean letter = name < i && (b[name] | 0x20) >= 'a' && (b[name] | 0x20) <= 'z';
    boolean begins = name == 0 || " \"'(+;,".indexOf(b[name - 1]) >= 0 || endsEscape(name - 1);
    return letter && begins;
  }

  private Optional<Found> ipv6(int start) {
    read(start);
    int colons = 0;
    for (int i = 0; i < count; i++) {
      colons += plain[i] == ':' ? 1 : 0;
    }
    if (colons < 2) {
      return Optional.empty();
    }
    // What follows a separator may be a port or the end of a sentence.
    for (int length = count; length >= SHORTEST_IPV6; length = cut(length)) {
      Optional<ClientKey> address = ClientKey.parse(plain, 0, length);
      if (address.isPresent()) {
        int to = ends[length - 1];
        boolean usual = !isWord(start - 1) && !isPart(start - 1) && !isWord(to);
        return Optional.of(new Found(address.get(), to, usual, true, separator));
      }
    }
    return Optional.empty();
  }

  private int cut(int length) {
    int shorter = length - 1;
    while (shorter > 0 && plain[shorter] != ':' && plain[shorter] != '.') {
      shorter--;
    }
    return shorter;
  }

  private void read(int start) {
    count = 0;
    separator = ":";
    int i = start;
    while (i < end && count < LONGEST) {
      int colon = width(i, ":");
      int dot = colon == 0 ? width(i, ".") : 0;
      if (colon > 0) {
        separator = new String(b, i, colon, StandardCharsets.ISO_8859_1);
        plain[count] = ':';
        i += colon;
      } else if (dot > 0) {
        plain[count] = '.';
        i += dot;
      } else if (isHex(i)) {
        plain[count] = b[i++];
      } else {
        return;
      }
      ends[count++] = i;
    }
  }

  /// How many bytes the separator at `i` has; 0 if none of these characters is there, escaped or
  /// not.
  private int width(int i, String characters) {
    if (i >= end) {
      return 0;
    }
    int skip = escape(i);
    if (skip == 0) {
      return characters.indexOf(b[i]) >= 0 ? 1 : 0;
    }
    int code =
        skip == 2
            ? b[i + 1]
            : Character.digit(b[i + skip - 2], 16) << 4 | Character.digit(b[i + skip - 1], 16);
    boolean high = skip == 6 && b[i] == '\\' && (b[i + 2] != '0' || b[i + 3] != '0');
    return !high && characters.indexOf(code) >= 0 ? skip : 0;
  }

  /// How many bytes the `/` at `i` has, escaped or not; 0 if there is none.
  int isSlash(int i) {
    return width(i, "/");
  }

  /// The prefix length that follows a slash at `i`; -1 if there is none. Its digits are at most
  /// three.
  int prefixLength(int i) {
    int value = -1;
    for (int at = i; isDigit(at); at++) {
      if (at - i == 3) {
        return -1;
      }
      value = Math.max(0, value) * 10 + b[at] - '0';
    }
    return value;
  }

  boolean isDigit(int i) {
    return i >= 0 && i < end && b[i] >= '0' && b[i] <= '9';
  }

  private boolean isHex(int i) {
    return i >= 0 && i < end && b[i] >= 0 && Character.digit(b[i], 16) >= 0;
  }

  /// Whether the byte at `i` is a letter, digit or underscore, and no end of an escape.
  boolean isWord(int i) {
    if (i < 0 || i >= end) {
      return false;
    }
    int c = b[i];
    boolean word = c == '_' || c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    return word && !endsEscape(i);
  }

  private boolean endsEscape(int i) {
    return i >= 2 && b[i - 2] == '%' && escape(i - 2) == 3
        || i >= 4 && b[i - 4] == '%' && escape(i - 4) == 5
        || i >= 3 && b[i - 3] == '\\' && escape(i - 3) == 4
        || i >= 5 && b[i - 5] == '\\' && escape(i - 5) == 6
        || i >= 1 && b[i - 1] == '\\' && escape(i - 1) == 2;
  }

  private boolean isPart(int i) {
    return i >= 0 && i < end && b[i] == '.';
  }

  private boolean has(int i, String text) {
    for (int k = 0; k < text.length(); k++) {
      if (i + k >= end || b[i + k] != text.charAt(k)) {
        return false;
      }
    }
    return true;
  }
}
