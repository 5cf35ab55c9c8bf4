package org.gabion.guard.copy;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.gabion.core.policy.Reason;

/// The note at the top of each copied page: that it is a copy, of when, and why.
///
/// It is ASCII, so that it stands right in every charset of the web but UTF-16, for which it is
/// written in that. It needs no style and no script: a page whose policy forbids inline style shows
/// it as plain text.
final class Banner {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM uuuu 'at' HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final String BEGIN =
      "<div role=\"note\" lang=\"en\" dir=\"ltr\" class=\"gabion-copy\" style=\"all:initial;"
          + "display:block;box-sizing:border-box;width:100%;grid-column:1/-1;order:-1;"
          + "align-self:flex-start;position:relative;z-index:2147483647;"
          + "padding:.6em 1em;background:#fff3c4;color:#1a1a1a;border-bottom:2px solid #8a6d00;"
          + "font:16px/1.4 sans-serif\">"
          + "<style>@media print{.gabion-copy{display:none!important}}</style>";

  private final String text;

  Banner(Instant published, Reason why) {
    this.text =
        BEGIN
            + "This is a copy of this page from "
            + DATE.format(published)
            + ", because "
            + cause(why)
            + ". It may be out of date, and forms and logging in do not work in it.</div>\n";
  }

  private static String cause(Reason why) {
    return switch (why) {
      case ORIGIN_DOWN, ORIGIN_BROKEN, ORIGIN_TIMEOUT ->
          "the site's own server does not answer now";
      case NONE,
          LIST_ALLOW,
          LIST_DENY,
          RATE_PREFIX,
          RATE_NETWORK,
          COST_PREFIX,
          COST_NETWORK,
          COST_TICKET,
          COST_ROUTE,
          UNDER_LOAD,
          QUEUE_FULL,
          QUEUE_DEADLINE,
          CONNECTIONS_PREFIX,
          CONNECTIONS_NETWORK,
          CONNECTIONS_OVERALL,
          DRAINING ->
          "more people want to see the site now than it can serve";
    };
  }

  /// Whether pages of this Content-Type get it.
  static boolean isFor(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.strip().equalsIgnoreCase("text/html");
  }

  /// The page's first piece with the banner where its body begins. A frameset has no body to show
  /// it in, and stays as it is.
  List<ByteBuffer> insert(byte[] piece, String contentType) {
    Charset charset = charset(piece, contentType);
    int unit = charset.equals(StandardCharsets.UTF_8) ? 1 : 2;
    byte[] html = unit == 1 ? piece : narrow(piece, charset.equals(StandardCharsets.UTF_16LE));
    int at = HtmlBody.find(html);
    if (at < 0) {
      return List.of(ByteBuffer.wrap(piece));
    }
    int split = at * unit;
    return List.of(
        ByteBuffer.wrap(piece, 0, split),
        ByteBuffer.wrap(text.getBytes(charset)),
        ByteBuffer.wrap(piece, split, piece.length - split));
  }

  /// UTF-16 in one of its orders, or UTF-8, which stands for all charsets that hold ASCII. A byte
  /// order mark goes before the header (Encoding Standard, section 6).
  private static Charset charset(byte[] piece, String contentType) {
    int first = piece.length < 2 ? 0 : (piece[0] & 0xff) << 8 | piece[1] & 0xff;
    String label = contentType.toLowerCase(Locale.ROOT).replaceAll("[\\s\"']", "");
    if (first == 0xfffe) {
      return StandardCharsets.UTF_16LE;
    }
    if (first == 0xfeff || label.endsWith("charset=utf-16be")) {
      return StandardCharsets.UTF_16BE;
    }
    boolean wide = label.endsWith("charset=utf-16le") || label.endsWith("charset=utf-16");
    return wide ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
  }

  /// One byte for each unit of UTF-16; units outside ASCII become one that means nothing in HTML.
  private static byte[] narrow(byte[] wide, boolean littleEndian) {
    byte[] narrow = new byte[wide.length / 2];
    int low = littleEndian ? 0 : 1;
    for (int i = 0; i < narrow.length; i++) {
      boolean ascii = wide[2 * i + 1 - low] == 0 && wide[2 * i + low] >= 0;
      narrow[i] = ascii ? wide[2 * i + low] : (byte) 0x80;
    }
    // The byte order mark stands before everything.
    if (narrow.length > 0 && narrow[0] == (byte) 0x80) {
      narrow[0] = ' ';
    }
    return narrow;
  }
}
