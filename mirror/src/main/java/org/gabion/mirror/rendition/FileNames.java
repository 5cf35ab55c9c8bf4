package org.gabion.mirror.rendition;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.RouteKey;

/// Which file a route becomes. Stateless: the name follows from the key and the ending alone, so
/// that it stays the same from edition to edition, whatever else there is.
///
/// Every file system and web server takes these names, and no two keys have the same: names are of
/// `a-z 0-9 . _ - ~`; files have a dot, folders have none; a name that had to be changed carries
/// `~` and a part of the key's digest, and no name of its own has a `~`.
final class FileNames {
  /// The folder of the rendition.
  static final String FOLDER = "r";

  /// The page for whatever is not there.
  static final String NOT_FOUND = FOLDER + "/404.html";

  private static final int MAX_PATH = 160;
  private static final int MAX_NAME = 60;
  private static final int MARK_DIGITS = 20;
  private static final Pattern PLAIN_FOLDER = Pattern.compile("[a-z0-9][a-z0-9_-]*");
  private static final Pattern PLAIN_FILE = Pattern.compile("[a-z0-9]([a-z0-9._-]*[a-z0-9_-])?");
  private static final Pattern RESERVED =
      Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin|conout)(\\..*)?");
  // What hosts and this rendition give a meaning of its own.
  private static final Set<String> TAKEN = Set.of("index.html", "404.html");

  private FileNames() {}

  /// The path of a route's file, below the root of the copy.
  ///
  /// @param ending with its dot
  static String of(RouteKey key, String ending) {
    StringBuilder path = new StringBuilder(FOLDER);
    String[] segments = key.path().split("/", -1);
    int length = 0;
    for (int i = 1; i < segments.length - 1; i++) {
      length += 1 + segments[i].length();
      path.append('/').append(folder(segments[i], key.path().substring(0, length)));
    }
    path.append('/').append(file(key, segments[segments.length - 1], ending));
    if (path.length() > MAX_PATH) {
      return FOLDER + "/~/" + mark(key.toString(), 2 * MARK_DIGITS) + ending;
    }
    return path.toString();
  }

  private static String folder(String segment, String upToHere) {
    boolean plain =
        segment.length() <= MAX_NAME
            && PLAIN_FOLDER.matcher(segment).matches()
            && !RESERVED.matcher(segment).matches();
    return plain ? segment : cleaned(segment).replace('.', '_') + "~" + mark(upToHere, MARK_DIGITS);
  }

  private static String file(RouteKey key, String segment, String ending) {
    if (segment.isEmpty() && key.query().isEmpty()) {
      // Two marks, since a key that ends with "index" may have the name with one.
      return ending.equals(".html") ? "index.html" : "index~~" + ending;
    }
    boolean plain =
        key.query().isEmpty()
            && segment.length() <= MAX_NAME
            && PLAIN_FILE.matcher(segment).matches()
            && !segment.contains("..")
            && !RESERVED.matcher(segment).matches()
            && !TAKEN.contains(segment);
    if (plain && segment.endsWith(ending) && segment.length() > ending.length()) {
      return segment;
    }
    if (plain && segment.indexOf('.') < 0) {
      return segment + "~" + ending;
    }
    String whole = key.query().isEmpty() ? segment : segment + "_" + key.query();
    return cleaned(whole).replace('.', '_') + "~" + mark(key.toString(), MARK_DIGITS) + ending;
  }

  private static String cleaned(String name) {
    StringBuilder cleaned = new StringBuilder();
    for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
      boolean fits = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.';
      if (cleaned.length() < MAX_NAME / 2) {
        cleaned.append(fits ? c : '_');
      }
    }
    return cleaned.isEmpty() || !Character.isLetterOrDigit(cleaned.charAt(0))
        ? "x" + cleaned
        : cleaned.toString();
  }

  private static String mark(String text, int digits) {
    return Digest.of(text.getBytes(StandardCharsets.US_ASCII)).toString().substring(0, digits);
  }

  /// The relative link from one file to another.
  static String relative(String from, String to) {
    String[] here = from.split("/", -1);
    String[] there = to.split("/", -1);
    int same = 0;
    while (same < here.length - 1 && same < there.length - 1 && here[same].equals(there[same])) {
      same++;
    }
    StringBuilder link = new StringBuilder("../".repeat(here.length - 1 - same));
    for (int i = same; i < there.length; i++) {
      link.append(i == same ? "" : "/").append(there[i]);
    }
    return link.toString();
  }
}
