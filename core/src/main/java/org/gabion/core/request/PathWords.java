package org.gabion.core.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Tells what a path asks for by the names of its segments. A word counts only if it is all of a
/// segment, but for an extension that programs have: `/feedback` is no feed. Whatever the case.
/// Stateless.
final class PathWords {
  private static final int LETTER_CASE = 0x20;
  private static final int LONGEST = 24;
  private static final int MOST_BYTES = 256;

  /// Where in a path a word has its meaning: elsewhere it is a word like others.
  private enum Place {
    ANYWHERE,
    FIRST,
    LAST,
    /// At the end, and other words may follow it.
    HEALTH,
    AFTER_HEALTH,
    NOWHERE
  }

  private record Word(byte[] text, PathClass says, Place place) {}

  private static final Word NONE = new Word(new byte[0], PathClass.PAGE, Place.NOWHERE);

  /// By length.
  private static final Word[][] WORDS = words();

  private static final byte[][] SERVICE_FILES = {
    ascii("favicon"), ascii("apple-touch-icon"), ascii("sitemap")
  };

  private static final byte[][] EXTENSIONS = {
    ascii("html"),
    ascii("htm"),
    ascii("php"),
    ascii("asp"),
    ascii("aspx"),
    ascii("jsp"),
    ascii("jspx"),
    ascii("do"),
    ascii("action"),
    ascii("cgi"),
    ascii("pl"),
    ascii("cfm"),
    ascii("xml"),
    ascii("json"),
    ascii("txt")
  };

  private static final byte[][] FEED_EXTENSIONS = {ascii("rss"), ascii("atom"), ascii("rdf")};

  private PathWords() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Word word(String text, PathClass says, Place place) {
    return new Word(ascii(text), says, place);
  }

  private static Word[][] words() {
    List<List<Word>> byLength = new ArrayList<>();
    for (int length = 0; length <= LONGEST; length++) {
      byLength.add(new ArrayList<>());
    }
    add(byLength, PathClass.SERVICE, Place.HEALTH, "health");
    add(byLength, PathClass.SERVICE, Place.FIRST, ".well-known");
    add(
        byLength,
        PathClass.SERVICE,
        Place.LAST,
        "robots.txt",
        "healthz",
        "healthcheck",
        "health-check",
        "health_check",
        "livez",
        "readyz",
        "heartbeat",
        "ping",
        "status",
        "server-status");
    add(
        byLength,
        PathClass.SERVICE,
        Place.AFTER_HEALTH,
        "live",
        "ready",
        "liveness",
        "readiness",
        "startup");
    add(
        byLength,
        PathClass.LOGIN,
        Place.ANYWHERE,
        "login",
        "logon",
        "log-in",
        "log_in",
        "signin",
        "sign-in",
        "sign_in",
        "wp-login",
        "xmlrpc",
        "user-login",
        "user_login",
        "userlogin",
        "admin-login",
        "admin_login",
        "adminlogin",
        "dologin",
        "do_login",
        "login_check",
        "login-actions");
    add(
        byLength,
        PathClass.LOGIN,
        Place.LAST,
        "auth",
        "authenticate",
        "authentication",
        "oauth",
        "session",
        "sessions",
        "password",
        "passwords",
        "forgot-password",
        "lost-password",
        "reset-password",
        "token",
        "tokens",
        "j_security_check",
        "j_spring_security_check");
    add(byLength, PathClass.FEED, Place.ANYWHERE, "feed", "feeds", "rss", "rss2");
    add(byLength, PathClass.FEED, Place.LAST, "atom", "index.xml");
    return byLength.stream().map(list -> list.toArray(Word[]::new)).toArray(Word[][]::new);
  }

  private static void add(List<List<Word>> byLength, PathClass says, Place place, String... all) {
    for (String each : all) {
      byLength.get(each.length()).add(word(each, says, place));
    }
  }

  /// Where machines look wins over where somebody logs in, and that over feeds.
  static PathClass of(byte[] b, int from, int to) {
    int end = to;
    while (end > from && b[end - 1] == '/') {
      end--;
    }
    PathClass says = PathClass.PAGE;
    Word before = NONE;
    boolean first = true;
    for (int start = from; start < Math.min(end, from + MOST_BYTES); ) {
      int stop = start;
      while (stop < end && b[stop] != '/') {
        stop++;
      }
      if (stop > start) {
        Word word = named(b, start, stop);
        boolean last = stop == end;
        PathClass here = fits(word.place, first, last, before.place) ? word.says : PathClass.PAGE;
        if (last && here == PathClass.PAGE) {
          here = file(b, start, stop);
        }
        says = stronger(says, here);
        before = word;
        first = false;
      }
      start = stop + 1;
    }
    return says;
  }

  private static boolean fits(Place place, boolean first, boolean last, Place before) {
    return switch (place) {
      case ANYWHERE -> true;
      case FIRST -> first;
      case LAST, HEALTH -> last;
      case AFTER_HEALTH -> last && before == Place.HEALTH;
      case NOWHERE -> false;
    };
  }

  private static PathClass stronger(PathClass one, PathClass other) {
    return rank(other) > rank(one) ? other : one;
  }

  private static int rank(PathClass says) {
    return switch (says) {
      case PAGE, ASSET, DOCUMENT -> 0;
      case FEED -> 1;
      case LOGIN -> 2;
      case SERVICE -> 3;
    };
  }

  /// What the last segment says by how it begins or ends.
  private static PathClass file(byte[] b, int from, int to) {
    if (isServiceFile(b, from, to)) {
      return PathClass.SERVICE;
    }
    int dot = dot(b, from, to);
    return dot >= 0 && isAny(FEED_EXTENSIONS, b, dot + 1, to) ? PathClass.FEED : PathClass.PAGE;
  }

  /// Whether this segment is one of the files that browsers and crawlers ask for by themselves:
  /// `favicon-32x32.png`, `sitemap_index.xml`, but no `sitemaps-explained`.
  static boolean isServiceFile(byte[] b, int from, int to) {
    for (byte[] name : SERVICE_FILES) {
      int after = from + name.length;
      if (after <= to && is(name, b, from, after)) {
        return after == to || dot(b, from, to) >= 0;
      }
    }
    return false;
  }

  private static Word named(byte[] b, int from, int to) {
    Word whole = find(b, from, to);
    if (whole.place != Place.NOWHERE) {
      return whole;
    }
    for (int i = from; i < to; i++) {
      // What follows is a parameter of the segment.
      if (b[i] == ';') {
        return named(b, from, i);
      }
    }
    int dot = dot(b, from, to);
    return dot >= 0 && isAny(EXTENSIONS, b, dot + 1, to) ? find(b, from, dot) : NONE;
  }

  private static Word find(byte[] b, int from, int to) {
    if (to - from > LONGEST) {
      return NONE;
    }
    for (Word word : WORDS[to - from]) {
      if (is(word.text, b, from, to)) {
        return word;
      }
    }
    return NONE;
  }

  private static int dot(byte[] b, int from, int to) {
    for (int i = to - 1; i > from; i--) {
      if (b[i] == '.') {
        return i;
      }
    }
    return -1;
  }

  private static boolean isAny(byte[][] texts, byte[] b, int from, int to) {
    for (byte[] text : texts) {
      if (is(text, b, from, to)) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(byte[] text, byte[] b, int from, int to) {
    if (text.length != to - from) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      byte c = b[from + i];
      if ((c >= 'A' && c <= 'Z' ? c | LETTER_CASE : c) != text[i]) {
        return false;
      }
    }
    return true;
  }
}
