package org.gabion.guard.wire;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.gabion.guard.log.RefusalId;

/// The pages that a refused visitor sees: plain words, no script, no other resource, readable on
/// any device. Immutable.
///
/// A page is made of prepared bytes with two gaps, the seconds to wait and the refusal's id.
final class Pages {
  private static final String MARK_SECONDS = "@seconds@";
  private static final String MARK_ID = "@id@";
  private static final Map<Integer, Pages> BY_STATUS = new HashMap<>();
  private static final Pages OTHER =
      new Pages("This page could not be shown", "The server could not answer this request.", false);

  static {
    add(
        400,
        "The request was not understood",
        "Your program sent a request that this server does not accept.",
        false);
    add(403, "Access refused", "The operator of this site has closed it for your network.", true);
    add(
        408,
        "The request took too long",
        "Your program sent its request too slowly. Please try again.",
        false);
    add(413, "Too large", "What you sent is larger than this site accepts.", false);
    add(421, "No such site here", "This server does not know the site that you asked for.", false);
    add(
        429,
        "Please wait a moment",
        "More requests came from your network than this site can serve at once. Please wait"
            + " @seconds@ seconds, then load the page again.",
        true);
    add(
        431,
        "The request was too large",
        "Your program sent a request that is too large. Deleting this site's cookies may help.",
        false);
    add(
        502,
        "The site has a problem",
        "The site's server gave no usable answer. Please try again in @seconds@ seconds.",
        false);
    add(
        503,
        "Please wait a moment",
        "Very many requests reach this site just now. Yours could not be served yet. Please wait"
            + " @seconds@ seconds, then load the page again.",
        true);
    add(
        504,
        "The site is slow",
        "The site's server did not answer in time. Please try again in @seconds@ seconds.",
        false);
  }

  private final byte[] beforeSeconds;
  private final byte[] betweenSecondsAndId;
  private final byte[] afterId;
  private final byte[] withoutId;

  private Pages(String title, String text, boolean hasId) {
    String head =
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>"
            + title
            + "</title>\n"
            + "<style>body{font:1.1em/1.5 system-ui,sans-serif;max-width:34em;margin:15vh"
            + " auto;padding:0"
            + " 1.2em}@media(prefers-color-scheme:dark){body{background:#111;color:#eee}}code{font-size:1.1em}</style>\n"
            + "<h1>"
            + title
            + "</h1>\n<p>";
    String id =
        hasId
            ? "\n<p>If you think that this is wrong, tell the site's operator this number: <code>"
                + MARK_ID
                + "</code>"
            : "";
    String whole = head + text + "</p>" + id + "</p>\n</html>\n";
    int seconds = whole.indexOf(MARK_SECONDS);
    int at = whole.indexOf(MARK_ID);
    String first = seconds < 0 ? "" : whole.substring(0, seconds);
    int rest = seconds < 0 ? 0 : seconds + MARK_SECONDS.length();
    beforeSeconds = bytes(first);
    betweenSecondsAndId = bytes(whole.substring(rest, at < 0 ? whole.length() : at));
    afterId = bytes(at < 0 ? "" : whole.substring(at + MARK_ID.length()));
    withoutId =
        bytes(
            at < 0
                ? whole.substring(rest)
                : whole.substring(rest, whole.indexOf("\n<p>If")) + "\n</html>\n");
  }

  private static void add(int status, String title, String text, boolean hasId) {
    BY_STATUS.put(status, new Pages(title, text, hasId));
  }

  static Pages of(int status) {
    Pages page = BY_STATUS.get(status);
    return page == null ? OTHER : page;
  }

  /// The page with its gaps filled; an `id` of 0 leaves the sentence with the id out.
  byte[] body(long id, int seconds) {
    boolean withId = id != 0 && afterId.length > 0;
    byte[] middle = withId || afterId.length == 0 ? betweenSecondsAndId : withoutId;
    int gap = beforeSeconds.length == 0 || seconds == 0 ? 0 : digits(seconds);
    int length = beforeSeconds.length + gap + middle.length;
    byte[] out = new byte[withId ? length + RefusalId.LENGTH + afterId.length : length];
    int at = put(out, 0, beforeSeconds, beforeSeconds.length);
    for (int i = at + gap - 1, rest = seconds; i >= at; i--, rest /= 10) {
      out[i] = (byte) ('0' + rest % 10);
    }
    at = put(out, at + gap, middle, middle.length);
    if (withId) {
      at = RefusalId.write(id, out, at);
      put(out, at, afterId, afterId.length);
    }
    return out;
  }

  private static int digits(int number) {
    int digits = 1;
    for (int rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private static int put(byte[] into, int at, byte[] from, int count) {
    System.arraycopy(from, 0, into, at, count);
    return at + count;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
