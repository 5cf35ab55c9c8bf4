package org.gabion.analyze.format;

import java.util.Optional;
import org.gabion.core.request.ClientKey;

/// Reads the client of a log line: an address, or else a name. Stateless.
final class ClientText {
  private static final long MAPPED = 0xffffL << 32;

  private ClientText() {}

  /// The address in `b[from, to)`, alone.
  ///
  /// @return whether it is one
  static boolean address(byte[] b, int from, int to, LogRecord record) {
    // IPv4 without an object for it: one address a line would be all the garbage there is.
    long bits = ipv4(b, from, to);
    if (bits >= 0) {
      record.clientHigh = 0;
      record.clientLow = MAPPED | bits;
      record.clientKnown = true;
      return true;
    }
    int zone = from;
    while (zone < to && b[zone] != '%') {
      zone++;
    }
    Optional<ClientKey> key = ClientKey.parse(b, from, zone);
    if (key.isEmpty()) {
      return false;
    }
    record.clientHigh = key.get().high();
    record.clientLow = key.get().low();
    record.clientKnown = true;
    return true;
  }

  /// The first of a list of clients, each with or without a port: `192.0.2.1:4711`,
  /// `[2001:db8::1]`, `[2001:db8::1]:4711`; anything else is a name.
  static void put(byte[] b, int start, int stop, LogRecord record) {
    int from = start;
    int to = start;
    while (to < stop && b[to] != ',') {
      to++;
    }
    while (from < to && b[from] == ' ') {
      from++;
    }
    while (from < to && b[to - 1] == ' ') {
      to--;
    }
    if (from == to) {
      return;
    }
    if (address(b, from, to, record)) {
      return;
    }
    int colon = to - 1;
    while (colon > from && b[colon] >= '0' && b[colon] <= '9') {
      colon--;
    }
    boolean port = b[colon] == ':' && colon + 1 < to;
    int end = port ? colon : to;
    boolean bracketed = b[from] == '[' && end - from > 2 && b[end - 1] == ']';
    if (bracketed ? address(b, from + 1, end - 1, record) : port && address(b, from, end, record)) {
      if (port) {
        port(b, colon + 1, to, record);
      }
      return;
    }
    record.clientName.set(b, from, to);
  }

  static void port(byte[] b, int from, int to, LogRecord record) {
    long port = Decimal.integer(b, from, to);
    if (port > 0 && port <= 65_535) {
      record.clientPort = port;
    }
  }

  /// The 32 bits of a dotted address in four decimal parts without leading zeros, or -1.
  private static long ipv4(byte[] b, int from, int to) {
    if (to - from < 7 || to - from > 15) {
      return -1;
    }
    long bits = 0;
    int part = 0;
    int digits = 0;
    int dots = 0;
    for (int i = from; i < to; i++) {
      int digit = b[i] - '0';
      if (digit >= 0 && digit <= 9) {
        if (digits++ > 0 && part == 0) {
          return -1;
        }
        part = part * 10 + digit;
        if (part > 255) {
          return -1;
        }
      } else if (b[i] == '.' && digits > 0) {
        bits = bits << 8 | part;
        part = 0;
        digits = 0;
        dots++;
      } else {
        return -1;
      }
    }
    return dots == 3 && digits > 0 ? bits << 8 | part : -1;
  }
}
