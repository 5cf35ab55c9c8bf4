package org.gabion.analyze.format;

import java.nio.charset.StandardCharsets;
import org.gabion.core.request.Slice;

/// Undoes a log's own escapes, so that a text is what was on the wire. The result stands in a
/// buffer of this object and is valid until [#begin]; a text without escapes is never copied.
///
/// Not thread safe.
final class Unescaper {
  private byte[] buffer = new byte[4096];
  private int used;

  /// Forgets the texts of the line before.
  void begin() {
    used = 0;
  }

  /// Undoes the escapes of nginx (`\x22`, and JSON's with `escape=json`) and of Apache (`\"`, `\\`,
  /// `\n`, `\x16`): none of them means two things. A backslash that begins no escape stays.
  void backslashes(Slice into, byte[] b, int from, int to) {
    int start = room(to - from);
    int i = from;
    while (i < to) {
      byte c = b[i++];
      if (c != '\\' || i == to) {
        buffer[used++] = c;
      } else {
        i = escape(b, i, to);
      }
    }
    into.set(buffer, start, used);
  }

  /// Undoes the escapes of HAProxy: `#22`.
  void hashes(Slice into, byte[] b, int from, int to) {
    int start = room(to - from);
    int i = from;
    while (i < to) {
      byte c = b[i++];
      if (c == '#' && to - i >= 2 && pair(b, i) >= 0) {
        c = (byte) pair(b, i);
        i += 2;
      }
      buffer[used++] = c;
    }
    into.set(buffer, start, used);
  }

  /// Where the next text begins; no escape is shorter than what it stands for.
  private int room(int bytes) {
    // Readers of a slice may look 8 bytes beyond it.
    if (buffer.length - used < bytes + 8) {
      // Texts of this line that stand in the old buffer stay valid.
      buffer = new byte[Math.max(2 * buffer.length, bytes + 8)];
      used = 0;
    }
    return used;
  }

  /// Writes what the escape whose letter stands at `i` means; returns where it ends.
  private int escape(byte[] b, int i, int to) {
    byte c = b[i];
    int plain =
        switch (c) {
          case '"', '\\', '/', '\'' -> c;
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'v' -> 0x0b;
          default -> -1;
        };
    if (plain >= 0) {
      buffer[used++] = (byte) plain;
      return i + 1;
    }
    if (c == 'x' && to - i >= 3 && pair(b, i + 1) >= 0) {
      buffer[used++] = (byte) pair(b, i + 1);
      return i + 3;
    }
    int unit = c == 'u' ? unit(b, i, to) : -1;
    if (unit >= 0) {
      return unicode(unit, b, i + 5, to);
    }
    buffer[used++] = '\\';
    return i;
  }

  /// Writes a UTF-16 unit as UTF-8, together with its second half if it has one.
  private int unicode(int unit, byte[] b, int next, int to) {
    int point = unit;
    int end = next;
    if (Character.isHighSurrogate((char) unit) && next < to && b[next] == '\\') {
      int second = unit(b, next + 1, to);
      if (second >= 0 && Character.isLowSurrogate((char) second)) {
        point = Character.toCodePoint((char) unit, (char) second);
        end = next + 6;
      }
    }
    if (point < 0x80) {
      buffer[used++] = (byte) point;
      return end;
    }
    for (byte octet : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
      buffer[used++] = octet;
    }
    return end;
  }

  /// The four digits after the `u` at `i`; -1 if they are none.
  private static int unit(byte[] b, int i, int to) {
    if (to - i < 5 || b[i] != 'u') {
      return -1;
    }
    int high = pair(b, i + 1);
    int low = pair(b, i + 3);
    return high < 0 || low < 0 ? -1 : high << 8 | low;
  }

  private static int pair(byte[] b, int i) {
    int high = ByteScan.hex(b[i]);
    int low = ByteScan.hex(b[i + 1]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
