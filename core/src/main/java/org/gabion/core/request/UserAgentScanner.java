package org.gabion.core.request;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Finds the tokens of [UserAgentFamily] in a User-Agent field. Stateless.
///
/// The first two bytes of a token choose a list of candidates; most bytes of a browser's field
/// choose none, which costs one look-up (a Chrome agent takes about 100 ns).
final class UserAgentScanner {
  private static final int PAIRS = 1 << 10;
  private static final int NONE = -1;

  /// For each pair of folded bytes, the first token; from there by NEXT.
  private static final short[] FIRST = new short[PAIRS];

  private static final short[] NEXT;
  private static final byte[][] TOKENS;
  private static final boolean[] AT_START;
  private static final boolean[] AT_END;

  /// The family's ordinal by token, or one of the values below.
  private static final int[] FAMILY;

  /// `Version/17.4`: Safari's version stands before its name.
  private static final int VERSION = 1 << 10;

  /// Internet Explorer 11 says `Trident/7.0; rv:11.0`.
  private static final int REVISION = VERSION + 1;

  /// A maker of telephones whose name ends like a crawler's.
  private static final int SKIP = VERSION + 2;

  static {
    int count = 3;
    for (UserAgentFamily family : UserAgentFamily.values()) {
      count += family.tokens().size();
    }
    NEXT = new short[count];
    TOKENS = new byte[count][];
    AT_START = new boolean[count];
    AT_END = new boolean[count];
    FAMILY = new int[count];
    Arrays.fill(FIRST, (short) NONE);
    // The last one put is tried first: a longer token of an earlier family before its own
    // beginning.
    int token = 0;
    for (UserAgentFamily family : Arrays.asList(UserAgentFamily.values()).reversed()) {
      for (String text : family.tokens().reversed()) {
        put(token++, text, family.ordinal());
      }
    }
    put(token++, "<version/", VERSION);
    put(token++, "rv:", REVISION);
    put(token++, "cubot", SKIP);
  }

  private UserAgentScanner() {}

  private static void put(int token, String text, int family) {
    AT_START[token] = text.startsWith("<");
    AT_END[token] = text.endsWith(">");
    String bare = text.replace("<", "").replace(">", "");
    TOKENS[token] = bare.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < TOKENS[token].length; i++) {
      TOKENS[token][i] |= 0x20;
    }
    FAMILY[token] = family;
    int pair = pair(TOKENS[token][0], TOKENS[token][1]);
    NEXT[token] = FIRST[pair];
    FIRST[pair] = (short) token;
  }

  private static int pair(byte one, byte two) {
    return (one & 31) << 5 | two & 31;
  }

  static int scan(byte[] b, int from, int to) {
    if (to <= from || to - from == 1 && b[from] == '-') {
      return UserAgentFamily.EMPTY.pack(0);
    }
    int end = Math.min(to, from + UserAgentFamily.MAX_BYTES);
    int best = UserAgentFamily.OTHER.ordinal();
    int bestEnd = NONE;
    int versionEnd = NONE;
    int revisionEnd = NONE;
    for (int i = from; i + 1 < end; i++) {
      for (int token = FIRST[pair(b[i], b[i + 1])]; token >= 0; token = NEXT[token]) {
        // A family that stands behind the one already found changes nothing.
        if ((FAMILY[token] >= best && FAMILY[token] < VERSION)
            || !matches(token, b, i, from, end)) {
          continue;
        }
        int tokenEnd = i + TOKENS[token].length;
        switch (FAMILY[token]) {
          case SKIP -> i = tokenEnd - 1;
          case VERSION -> versionEnd = tokenEnd;
          case REVISION -> revisionEnd = tokenEnd;
          default -> {
            best = FAMILY[token];
            bestEnd = tokenEnd;
          }
        }
        break;
      }
    }
    UserAgentFamily family = UserAgentFamily.family(best << 16);
    int at =
        switch (family) {
          case SAFARI -> versionEnd;
          case IE -> revisionEnd >= 0 ? revisionEnd : bestEnd;
          case OPERA -> versionEnd >= 0 && b[bestEnd - 1] != '/' ? versionEnd : bestEnd;
          default -> bestEnd;
        };
    return family.pack(at < 0 ? 0 : major(b, at, end));
  }

  private static boolean matches(int token, byte[] b, int at, int from, int end) {
    byte[] text = TOKENS[token];
    int last = at + text.length;
    if (last > end || AT_START[token] && at > from && isLetter(b[at - 1])) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      // Folds the case of letters; what else it makes equal is no text.
      if ((b[at + i] | 0x20) != text[i]) {
        return false;
      }
    }
    return !AT_END[token] || last == end || !isLetter(b[last]);
  }

  private static boolean isLetter(byte c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  /// The number behind a token, with `/`, a blank, `:` or `v` between, up to two of them.
  private static int major(byte[] b, int from, int end) {
    int i = from;
    while (i < end && i < from + 2 && !isDigit(b[i])) {
      if (b[i] != '/' && b[i] != ' ' && b[i] != ':' && b[i] != '-' && (b[i] | 0x20) != 'v') {
        return 0;
      }
      i++;
    }
    int major = 0;
    while (i < end && isDigit(b[i])) {
      major = Math.min(UserAgentFamily.MAX_MAJOR, major * 10 + (b[i++] - '0'));
    }
    return major;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }
}
