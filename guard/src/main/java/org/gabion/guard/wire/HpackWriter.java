package org.gabion.guard.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gabion.core.request.FieldRules;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Response;

/// Writes the header blocks that an HTTP/2 reader gets (RFC 7541): names from the static table
/// where it has them, all else literal and not indexed.
///
/// Without a dynamic table on our side there is no state that could get out of step, nothing to
/// look up per field, and no secret next to chosen text in one compression context. A block costs
/// about 100 bytes more than with it. Stateless; the bytes go to the event loop's [HeadWriter].
final class HpackWriter {
  /// Dynamic table size update to 0 (section 6.3): said in the first block of a connection, after
  /// which no SETTINGS of the peer changes anything.
  private static final byte NO_TABLE = 0x20;

  private static final byte NEVER_INDEXED = 0x10;
  private static final int STATUS = 8;
  private static final int SET_COOKIE = 55;
  private static final int CACHE_CONTROL = 24;
  private static final int CONTENT_LENGTH = 28;
  private static final int DATE = 33;
  private static final int INDEX_BITS = 15;
  private static final byte[] PRIVATE = "private".getBytes(StandardCharsets.US_ASCII);

  /// The static table's response fields (appendix A), by number.
  private static final String[] NAMES = new String[62];

  private static final int TABLE = 128;
  private static final byte[] NUMBERS = new byte[TABLE];
  private static final byte[][] NAME_BYTES = new byte[NAMES.length][];

  static {
    Arrays.fill(NAMES, "");
    String[] known = {
      "accept-ranges",
      "",
      "access-control-allow-origin",
      "age",
      "allow",
      "",
      "cache-control",
      "content-disposition",
      "content-encoding",
      "content-language",
      "content-length",
      "content-location",
      "content-range",
      "content-type",
      "",
      "date",
      "etag",
      "",
      "expires",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "last-modified",
      "link",
      "location",
      "",
      "",
      "",
      "",
      "",
      "refresh",
      "retry-after",
      "server",
      "set-cookie",
      "strict-transport-security",
      "",
      "",
      "vary",
      "via",
      "www-authenticate"
    };
    System.arraycopy(known, 0, NAMES, 18, known.length);
    for (int i = 0; i < NAMES.length; i++) {
      byte[] name = NAMES[i].getBytes(StandardCharsets.US_ASCII);
      NAME_BYTES[i] = name;
      if (name.length > 0) {
        int slot = slot(name, 0, name.length);
        while (NUMBERS[slot] != 0) {
          slot = slot + 1 & TABLE - 1;
        }
        NUMBERS[slot] = (byte) i;
      }
    }
  }

  private HpackWriter() {}

  /// The head of an answer from the origin.
  ///
  /// @param first whether it is the connection's first block
  /// @param cookie a Set-Cookie value to add, or empty
  static void write(HeadWriter out, Response head, boolean first, String cookie) {
    begin(out, head.status(), first);
    byte[] bytes = head.bytes();
    for (int i = 0; i < head.count(); i++) {
      if (ReaderHead.passes(head, i)) {
        name(out, bytes, head.nameStart(i), head.nameEnd(i));
        string(out, bytes, head.valueStart(i), head.valueEnd(i));
      }
    }
    if (!cookie.isEmpty()) {
      number(out, NEVER_INDEXED, INDEX_BITS, SET_COOKIE);
      number(out, (byte) 0, 127, cookie.length());
      out.put(cookie);
      if (!head.has(KnownHeader.CACHE_CONTROL)) {
        field(out, CACHE_CONTROL, PRIVATE);
      }
    }
  }

  /// The head of an answer of the guard's own.
  ///
  /// @param length of its body
  static void write(HeadWriter out, Answer answer, long length, boolean first, byte[] date) {
    begin(out, answer.status(), first);
    lines(out, answer.fields());
    field(out, CONTENT_LENGTH, Long.toString(length).getBytes(StandardCharsets.US_ASCII));
    field(out, DATE, date);
  }

  /// Fields given as raw lines `Name: value` with CRLF, as a trailer section.
  static void lines(HeadWriter out, byte[] lines) {
    int at = 0;
    while (at < lines.length) {
      int colon = indexOf(lines, ':', at);
      int end = indexOf(lines, '\r', colon);
      name(out, lines, at, colon);
      string(out, lines, colon + 2, end);
      at = end + 2;
    }
  }

  private static int indexOf(byte[] bytes, char wanted, int from) {
    int at = from;
    while (bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  private static void begin(HeadWriter out, int status, boolean first) {
    if (first) {
      out.put(NO_TABLE);
    }
    int indexed =
        switch (status) {
          case 200 -> 8;
          case 204 -> 9;
          case 206 -> 10;
          case 304 -> 11;
          case 400 -> 12;
          case 404 -> 13;
          case 500 -> 14;
          default -> 0;
        };
    if (indexed > 0) {
      out.put((byte) (0x80 | indexed));
    } else {
      number(out, (byte) 0, INDEX_BITS, STATUS);
      out.put((byte) 3).put(status);
    }
  }

  private static void field(HeadWriter out, int number, byte[] value) {
    number(out, (byte) 0, INDEX_BITS, number);
    string(out, value, 0, value.length);
  }

  private static void name(HeadWriter out, byte[] bytes, int from, int to) {
    int known = find(bytes, from, to);
    // A proxy behind us must not index a session cookie either (section 7.1.3).
    byte form = known == SET_COOKIE ? NEVER_INDEXED : 0;
    number(out, form, INDEX_BITS, known);
    if (known == 0) {
      number(out, (byte) 0, 127, to - from);
      out.putLowerCase(bytes, from, to);
    }
  }

  private static void string(HeadWriter out, byte[] bytes, int from, int to) {
    number(out, (byte) 0, 127, to - from);
    out.put(bytes, from, to);
  }

  /// An integer with a prefix of as many bits as `max` has (section 5.1).
  private static void number(HeadWriter out, byte form, int max, int number) {
    if (number < max) {
      out.put((byte) (form | number));
      return;
    }
    out.put((byte) (form | max));
    int rest = number - max;
    while (rest >= 128) {
      out.put((byte) (rest & 127 | 128));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static int find(byte[] bytes, int from, int to) {
    if (from == to) {
      return 0;
    }
    for (int slot = slot(bytes, from, to); NUMBERS[slot] != 0; slot = slot + 1 & TABLE - 1) {
      int number = NUMBERS[slot];
      if (FieldRules.equalsLowerCase(bytes, from, to, NAME_BYTES[number])) {
        return number;
      }
    }
    return 0;
  }

  private static int slot(byte[] bytes, int from, int to) {
    int first = bytes[from] | 0x20;
    int last = bytes[to - 1] | 0x20;
    return (to - from) * 31 + first * 7 + last * 3 & TABLE - 1;
  }
}
