package org.gabion.analyze.format;

import org.gabion.core.request.Slice;

/// Reads the columns that stand before the time in the common format and those built on it, and
/// tells the client among them. Not thread safe.
///
/// | columns | client |
/// |---|---|
/// | `client ident user [` | the first |
/// | `client - user [`, `client [` | the first |
/// | `site client ident user [` | the second, if it is an address, or if the third is `-` and the first no address |
/// | `client, proxy, proxy ident user [` | the first |
/// | `client ident two words [` | the first |
final class ClientColumns {
  private static final int LONGEST_NAME = 255;

  private final AddressReader address = new AddressReader();
  private final int[] from = new int[3];
  private final int[] to = new int[3];

  /// Takes the only word as the client: an address, an address with its port, or a host name; `-`
  /// is no client.
  LineOutcome one(LogRecord record, byte[] b, int start, int stop) {
    if (address.read(b, start, stop)) {
      known(record);
      return LineOutcome.PARSED;
    }
    int colon = colon(b, start, stop);
    if (colon > start && address.read(b, start, colon)) {
      known(record);
      record.clientPort = port(b, colon + 1, stop);
      return LineOutcome.PARSED;
    }
    if (!isName(b, start, stop)) {
      return LineOutcome.CLIENT;
    }
    if (stop - start > 1 || b[start] != '-') {
      record.clientName.set(b, start, stop);
    }
    return LineOutcome.PARSED;
  }

  /// Takes `client:port`, where the port always stands, for IPv6 too, without brackets; a socket of
  /// this machine (`unix:1`) is a name.
  boolean withPort(LogRecord record, byte[] b, int start, int stop) {
    int colon = colon(b, start, stop);
    if (colon < 0) {
      return false;
    }
    record.clientPort = port(b, colon + 1, stop);
    if (address.read(b, start, colon)) {
      known(record);
      return true;
    }
    if (!isName(b, start, colon)) {
      return false;
    }
    record.clientName.set(b, start, colon);
    return true;
  }

  private void known(LogRecord record) {
    record.clientKnown = true;
    record.clientHigh = address.high;
    record.clientLow = address.low;
  }

  /// Finds the time's bracket, tells the columns before it, and leaves the cursor behind the
  /// bracket.
  LineOutcome several(LogRecord record, LineCursor line) {
    byte[] b = line.bytes;
    int bracket = bracket(line);
    if (bracket < 0) {
      return LineOutcome.SHAPE;
    }
    int words = words(b, line.at, bracket - 1);
    line.at = bracket + 1;
    if (words == 0) {
      return LineOutcome.SHAPE;
    }
    if (b[to[0] - 1] == ',') {
      return one(record, b, from[0], to[0] - 1);
    }
    if (words == 1 || isDash(b, 1) || !isAfterSite(b, words)) {
      return one(record, b, from[0], to[0]);
    }
    site(record.host, b, from[0], to[0]);
    return one(record, b, from[1], to[1]);
  }

  private boolean isAfterSite(byte[] b, int words) {
    return address.read(b, from[1], to[1])
        || (words > 3 && isDash(b, 2) && !address.read(b, from[0], to[0]));
  }

  private boolean isDash(byte[] b, int word) {
    return to[word] - from[word] == 1 && b[from[word]] == '-';
  }

  /// Notes where the first three words stand, and counts all.
  private int words(byte[] b, int start, int stop) {
    int count = 0;
    int i = start;
    while (i < stop) {
      int end = ByteScan.find(b, i, stop, ' ');
      if (end > i) {
        if (count < 3) {
          from[count] = i;
          to[count] = end;
        }
        count++;
      }
      i = end + 1;
    }
    return count;
  }

  /// The bracket before a day of a month, or else the first one.
  private static int bracket(LineCursor line) {
    byte[] b = line.bytes;
    int first = -1;
    int i = line.at;
    while (true) {
      i = ByteScan.find(b, i, line.end, '[');
      if (i >= line.end) {
        return first;
      }
      if (i > line.at && b[i - 1] == ' ') {
        if (i + 3 < line.end && ByteScan.isDigit(b[i + 1]) && b[i + 3] == '/') {
          return i;
        }
        first = first < 0 ? i : first;
      }
      i++;
    }
  }

  /// The name of a site without its port; `-` and `_` are none.
  static void site(Slice into, byte[] b, int start, int stop) {
    int colon = colon(b, start, stop);
    int end = colon > start && colon + 1 < stop ? colon : stop;
    if (end - start > 1 || (b[start] != '-' && b[start] != '_')) {
      into.set(b, start, end);
    }
  }

  /// The colon before a port at the end; -1 if there is none.
  private static int colon(byte[] b, int start, int stop) {
    int i = stop - 1;
    while (i > start && stop - i <= 5 && ByteScan.isDigit(b[i])) {
      i--;
    }
    return i > start && i < stop - 1 && b[i] == ':' ? i : -1;
  }

  private static long port(byte[] b, int start, int stop) {
    long port = 0;
    for (int i = start; i < stop; i++) {
      port = port * 10 + b[i] - '0';
    }
    return port <= 65_535 ? port : LogRecord.UNKNOWN;
  }

  /// Whether this may be a host's name: no control byte, no quote, not too long. Bytes above ASCII
  /// may stand in one.
  private static boolean isName(byte[] b, int start, int stop) {
    if (stop <= start || stop - start > LONGEST_NAME) {
      return false;
    }
    for (int i = start; i < stop; i++) {
      if ((b[i] >= 0 && b[i] <= ' ') || b[i] == 0x7f || b[i] == '"' || b[i] == '\\') {
        return false;
      }
    }
    return true;
  }
}
