package org.gabion.core.request;

import java.util.Optional;

/// The text form of addresses: strict in, canonical (RFC 5952) out. Stateless.
final class AddressText {
  /// The longest text of an address: six groups and a dotted tail.
  static final int MAX_LENGTH = 45;

  private static final long BAD = -1;

  private AddressText() {}

  static Optional<ClientKey> parse(byte[] b, int from, int to) {
    if (to - from < 2 || to - from > MAX_LENGTH) {
      return Optional.empty();
    }
    for (int i = from; i < to; i++) {
      if (b[i] == ':') {
        return ipv6(b, from, to);
      }
    }
    long v4 = ipv4(b, from, to);
    return v4 == BAD ? Optional.empty() : Optional.of(ClientKey.ofIpv4((int) v4));
  }

  private static long ipv4(byte[] b, int from, int to) {
    long address = 0;
    int parts = 0;
    int i = from;
    while (true) {
      int start = i;
      int part = 0;
      while (i < to && b[i] >= '0' && b[i] <= '9' && i - start < 3) {
        part = part * 10 + (b[i++] - '0');
      }
      // A leading zero would be octal to some readers and decimal to others.
      boolean ambiguous = i - start > 1 && b[start] == '0';
      if (i == start || part > 255 || ambiguous) {
        return BAD;
      }
      address = address << 8 | part;
      if (++parts == 4) {
        return i == to ? address : BAD;
      }
      if (i >= to || b[i++] != '.') {
        return BAD;
      }
    }
  }

  private static Optional<ClientKey> ipv6(byte[] b, int from, int to) {
    long high = 0;
    long low = 0;
    int groups = 0;
    int gap = -1; // the number of groups before "::"
    int i = from;
    if (b[i] == ':') {
      if (b[i + 1] != ':') {
        return Optional.empty();
      }
      gap = 0;
      i += 2;
    }
    while (i < to) {
      int end = i;
      while (end < to && b[end] != ':') {
        end++;
      }
      long value = group(b, i, end);
      int width = 1;
      if (value == BAD && end == to && groups <= 6) {
        value = ipv4(b, i, end);
        width = 2;
      }
      if (value == BAD || groups + width > 8) {
        return Optional.empty();
      }
      int bits = 16 * width;
      high = high << bits | low >>> (64 - bits);
      low = low << bits | value;
      groups += width;
      if (end == to) {
        i = end;
      } else if (end + 1 < to && b[end + 1] == ':') {
        if (gap >= 0) {
          return Optional.empty();
        }
        gap = groups;
        i = end + 2;
      } else if (end + 1 == to) {
        return Optional.empty();
      } else {
        i = end + 1;
      }
    }
    if (gap < 0) {
      return groups == 8 ? Optional.of(new ClientKey(high, low)) : Optional.empty();
    }
    // "::" stands for at least one group.
    return groups <= 7 ? Optional.of(spread(high, low, groups, gap)) : Optional.empty();
  }

  private static long group(byte[] b, int from, int to) {
    if (to == from || to - from > 4) {
      return BAD;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = Character.digit(b[i], 16);
      if (b[i] < 0 || digit < 0) {
        return BAD;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static ClientKey spread(long high, long low, int groups, int gap) {
    long newHigh = 0;
    long newLow = 0;
    for (int g = 0; g < groups; g++) {
      long value = at(high, low, 8 - groups + g);
      int place = g < gap ? g : 8 - groups + g;
      if (place < 4) {
        newHigh |= value << (48 - 16 * place);
      } else {
        newLow |= value << (48 - 16 * (place - 4));
      }
    }
    return new ClientKey(newHigh, newLow);
  }

  private static long at(long high, long low, int group) {
    return (group < 4 ? high >>> (48 - 16 * group) : low >>> (48 - 16 * (group - 4))) & 0xffff;
  }

  static String format(ClientKey key) {
    StringBuilder text = new StringBuilder(MAX_LENGTH);
    if (key.isIpv4()) {
      int a = key.ipv4Bits();
      text.append(a >>> 24).append('.').append(a >>> 16 & 255);
      return text.append('.').append(a >>> 8 & 255).append('.').append(a & 255).toString();
    }
    int gapStart = -1;
    int gapLength = 1; // a single zero group is not shortened
    for (int g = 0; g < 8; g++) {
      int end = g;
      while (end < 8 && at(key.high(), key.low(), end) == 0) {
        end++;
      }
      if (end - g > gapLength) {
        gapStart = g;
        gapLength = end - g;
      }
      g = Math.max(g, end);
    }
    for (int g = 0; g < 8; g++) {
      if (g == gapStart) {
        text.append("::");
        g += gapLength - 1;
      } else {
        if (g > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Long.toHexString(at(key.high(), key.low(), g)));
      }
    }
    return text.toString();
  }
}
