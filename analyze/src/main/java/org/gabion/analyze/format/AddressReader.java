package org.gabion.analyze.format;

/// Reads the text of an address into two longs, without an object for each: IPv4 in four decimal
/// parts, or IPv6 as RFC 4291 section 2.2 has it, also in brackets or with a zone (RFC 4007), which
/// is left out. As strict as [org.gabion.core.request.ClientKey#parse] otherwise.
///
/// Not thread safe.
final class AddressReader {
  private static final int LONGEST = 45;
  private static final long BAD = -1;

  /// The last address read, 128 bits; IPv4 is IPv4-mapped.
  long high;

  long low;

  /// Whether `[from, to)` is an address.
  boolean read(byte[] b, int from, int to) {
    int length = to - from;
    if (length < 2) {
      return false;
    }
    if (length <= 15 && ByteScan.isDigit(b[from])) {
      long v4 = ipv4(b, from, to);
      if (v4 != BAD) {
        high = 0;
        low = 0xffffL << 32 | v4;
        return true;
      }
    }
    if (b[from] == '[') {
      return b[to - 1] == ']' && ipv6(b, from + 1, to - 1);
    }
    return ipv6(b, from, to);
  }

  private static long ipv4(byte[] b, int from, int to) {
    long address = 0;
    int i = from;
    for (int part = 0; part < 4; part++) {
      int start = i;
      int value = 0;
      while (i < to && ByteScan.isDigit(b[i])) {
        value = value * 10 + b[i++] - '0';
      }
      // A leading zero would be octal to some readers and decimal to others.
      if (i == start || i - start > 3 || value > 255 || (i - start > 1 && b[start] == '0')) {
        return BAD;
      }
      address = address << 8 | value;
      if (part < 3 && (i >= to || b[i++] != '.')) {
        return BAD;
      }
    }
    return i == to ? address : BAD;
  }

  private boolean ipv6(byte[] b, int from, int to) {
    int end = to - from > LONGEST + 1 ? from + LONGEST + 1 : to;
    end = withoutZone(b, from, end);
    if (end - from < 2 || end - from > LONGEST) {
      return false;
    }
    high = 0;
    low = 0;
    int groups = 0;
    int gap = -1; // the number of groups before "::"
    int i = from;
    if (b[i] == ':') {
      if (b[i + 1] != ':') {
        return false;
      }
      gap = 0;
      i += 2;
    }
    while (i < end) {
      int start = i;
      long value = 0;
      while (i < end && ByteScan.hex(b[i]) >= 0) {
        value = value << 4 | ByteScan.hex(b[i++]);
      }
      if (i < end && b[i] == '.' && groups <= 6) {
        value = ipv4(b, start, end);
        if (value == BAD) {
          return false;
        }
        push(value, 32);
        groups += 2;
        break;
      }
      if (i == start || i - start > 4 || groups == 8) {
        return false;
      }
      push(value, 16);
      groups++;
      if (i == end) {
        break;
      }
      if (b[i++] != ':' || i == end) {
        return false;
      }
      if (b[i] == ':') {
        if (gap >= 0) {
          return false;
        }
        gap = groups;
        i++;
      }
    }
    return gap < 0 ? groups == 8 : groups <= 7 && spread(groups, gap);
  }

  /// A zone has no place in a 128-bit key, and names an interface of the server's.
  private static int withoutZone(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] == '%') {
        return i;
      }
    }
    return to;
  }

  private void push(long value, int bits) {
    high = high << bits | low >>> (64 - bits);
    low = low << bits | value;
  }

  /// Puts the groups that stand before the gap to the front.
  private boolean spread(int groups, int gap) {
    long newHigh = 0;
    long newLow = 0;
    for (int g = 0; g < groups; g++) {
      int from = 8 - groups + g;
      long value = (from < 4 ? high >>> (48 - 16 * from) : low >>> (112 - 16 * from)) & 0xffff;
      int place = g < gap ? g : from;
      if (place < 4) {
        newHigh |= value << (48 - 16 * place);
      } else {
        newLow |= value << (112 - 16 * place);
      }
    }
    high = newHigh;
    low = newLow;
    return true;
  }
}
