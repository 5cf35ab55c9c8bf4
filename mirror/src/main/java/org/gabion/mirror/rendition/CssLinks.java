package org.gabion.mirror.rendition;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Finds the links of a style sheet and puts others in their place: `url(...)`, `@import`, and the
/// texts inside `image-set(...)` and `src(...)`; escapes and comments as browsers read them (CSS
/// Syntax Level 3). Everything else stays as it is, except `@charset`, which is dropped: what is
/// written is UTF-8.
///
/// Works in one pass over any text, however broken. Not thread safe; used for one text.
final class CssLinks {
  /// What is put where a link was taken out: an address that asks nobody.
  static final String NOTHING = "data:,";

  private final String css;
  private final Rewriter rewriter;
  private final StringBuilder out;
  // For each open bracket, whether texts directly inside it are addresses.
  private final BitSet addresses = new BitSet();
  private int depth;
  private int at;

  /// What a link is for.
  enum Kind {
    /// Another style sheet.
    IMPORT,
    /// An image, a font.
    RESOURCE
  }

  /// Says what becomes of a link.
  @FunctionalInterface
  interface Rewriter {
    /// @return empty if it is to be taken out
    Optional<String> rewrite(String url, Kind kind);
  }

  private CssLinks(String css, Rewriter rewriter) {
    this.css = css;
    this.rewriter = rewriter;
    this.out = new StringBuilder(css.length() + 256);
  }

  /// The style sheet, or a part of one such as a `style` attribute, with other links.
  static String rewrite(String css, Rewriter rewriter) {
    return new CssLinks(css, rewriter).run();
  }

  /// The links of a style sheet as they stand in it, in order.
  static List<String> links(String css) {
    List<String> links = new ArrayList<>();
    var _ =
        rewrite(
            css,
            (url, _) -> {
              links.add(url);
              return Optional.of(url);
            });
    return links;
  }

  private String run() {
    while (at < css.length()) {
      char c = css.charAt(at);
      if (comment()) {
        continue;
      }
      switch (c) {
        case '"', '\'' -> string();
        case '@' -> atRule();
        case '(' -> open(false);
        case ')' -> close();
        default -> {
          if (startsName(at)) {
            name();
          } else {
            out.append(c);
            at++;
          }
        }
      }
    }
    return out.toString();
  }

  private boolean comment() {
    if (!css.startsWith("/*", at)) {
      return false;
    }
    int end = css.indexOf("*/", at + 2);
    int next = end < 0 ? css.length() : end + 2;
    out.append(css, at, next);
    at = next;
    return true;
  }

  private void open(boolean holdsAddresses) {
    out.append('(');
    at++;
    addresses.set(depth++, holdsAddresses);
  }

  private void close() {
    out.append(')');
    at++;
    depth = Math.max(0, depth - 1);
  }

  private void string() {
    int from = at;
    Optional<String> text = readString();
    boolean isAddress = depth > 0 && addresses.get(depth - 1);
    if (isAddress && text.isPresent()) {
      writeString(rewriter.rewrite(text.get(), Kind.RESOURCE).orElse(NOTHING));
    } else {
      out.append(css, from, at);
    }
  }

  /// Reads a string at its quote; empty if a line ends inside it, which makes it none.
  private Optional<String> readString() {
    char quote = css.charAt(at++);
    StringBuilder text = new StringBuilder();
    while (at < css.length()) {
      char c = css.charAt(at);
      if (c == quote) {
        at++;
        return Optional.of(text.toString());
      }
      if (isNewline(c)) {
        return Optional.empty();
      }
      if (c == '\\') {
        stringEscape(text);
      } else {
        text.append(c);
        at++;
      }
    }
    return Optional.of(text.toString());
  }

  private void stringEscape(StringBuilder text) {
    if (at + 1 >= css.length()) {
      at++;
    } else if (isNewline(css.charAt(at + 1))) {
      at += css.startsWith("\r\n", at + 1) ? 3 : 2;
    } else {
      escape(text);
    }
  }

  /// Reads an escape at its backslash.
  private void escape(StringBuilder text) {
    at++;
    if (at >= css.length()) {
      text.append('\ufffd');
      return;
    }
    int digits = 0;
    int code = 0;
    while (digits < 6 && at < css.length() && Character.digit(css.charAt(at), 16) >= 0) {
      code = code * 16 + Character.digit(css.charAt(at++), 16);
      digits++;
    }
    if (digits == 0) {
      text.append(css.charAt(at++));
      return;
    }
    boolean usable =
        code != 0 && Character.isValidCodePoint(code) && (code < 0xd800 || code > 0xdfff);
    text.appendCodePoint(usable ? code : 0xfffd);
    if (css.startsWith("\r\n", at)) {
      at += 2;
    } else if (at < css.length() && isSpace(css.charAt(at))) {
      at++;
    }
  }

  private void atRule() {
    int from = at++;
    String rule = startsName(at) ? readName() : "";
    switch (rule) {
      case "import" -> importRule();
      case "charset" -> skipStatement();
      case "namespace" -> {
        skipStatement();
        out.append(css, from, at);
      }
      default -> out.append(css, from, at);
    }
  }

  private void importRule() {
    skipSpace();
    Optional<String> url = Optional.empty();
    if (at < css.length() && (css.charAt(at) == '"' || css.charAt(at) == '\'')) {
      url = readString();
    } else if (startsName(at) && readName().equals("url") && css.startsWith("(", at)) {
      at++;
      url = readUrl();
    }
    Optional<String> replaced = url.flatMap(found -> rewriter.rewrite(found, Kind.IMPORT));
    if (replaced.isEmpty()) {
      skipStatement();
      return;
    }
    out.append("@import ");
    writeString(replaced.get());
    out.append(' ');
  }

  private void skipSpace() {
    while (at < css.length()) {
      if (css.startsWith("/*", at)) {
        int end = css.indexOf("*/", at + 2);
        at = end < 0 ? css.length() : end + 2;
      } else if (isSpace(css.charAt(at))) {
        at++;
      } else {
        return;
      }
    }
  }

  /// To behind the `;` that ends a statement, or to the bracket that ends what it stands in.
  private void skipStatement() {
    while (at < css.length()) {
      char c = css.charAt(at);
      if (c == ';') {
        at++;
        return;
      }
      if (c == '}' || c == '{') {
        return;
      }
      if (c == '"' || c == '\'') {
        var _ = readString();
      } else {
        at++;
      }
    }
  }

  private void name() {
    int from = at;
    String name = readName();
    if (!css.startsWith("(", at)) {
      out.append(css, from, at);
    } else if (name.equals("url")) {
      at++;
      out.append("url(");
      writeString(readUrl().flatMap(u -> rewriter.rewrite(u, Kind.RESOURCE)).orElse(NOTHING));
      out.append(')');
    } else {
      out.append(css, from, at);
      open(name.endsWith("image-set") || name.equals("src"));
    }
  }

  /// Reads what stands in `url(`, behind the bracket, to behind its end; empty if it is no address.
  private Optional<String> readUrl() {
    while (at < css.length() && isSpace(css.charAt(at))) {
      at++;
    }
    if (at < css.length() && (css.charAt(at) == '"' || css.charAt(at) == '\'')) {
      Optional<String> url = readString();
      skipToBracket();
      return url;
    }
    StringBuilder url = new StringBuilder();
    boolean ended = false;
    boolean bad = false;
    while (at < css.length() && css.charAt(at) != ')') {
      char c = css.charAt(at);
      if (c == '\\') {
        escape(url);
      } else {
        at++;
        bad |= c == '"' || c == '\'' || c == '(' || ended && !isSpace(c);
        ended |= isSpace(c);
        url.append(isSpace(c) ? "" : String.valueOf(c));
      }
    }
    at = Math.min(css.length(), at + 1);
    return bad ? Optional.empty() : Optional.of(url.toString());
  }

  private void skipToBracket() {
    while (at < css.length() && css.charAt(at) != ')') {
      at++;
    }
    at = Math.min(css.length(), at + 1);
  }

  private boolean startsName(int index) {
    if (index >= css.length()) {
      return false;
    }
    char c = css.charAt(index);
    boolean escaped = c == '\\' && index + 1 < css.length() && !isNewline(css.charAt(index + 1));
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c == '_'
        || c == '-'
        || c >= 0x80
        || escaped;
  }

  /// Reads a name, in lower case, with its escapes undone.
  private String readName() {
    StringBuilder name = new StringBuilder();
    while (at < css.length()) {
      char c = css.charAt(at);
      if (c == '\\' && startsName(at)) {
        escape(name);
      } else if (startsName(at) || c >= '0' && c <= '9') {
        name.append(c);
        at++;
      } else {
        break;
      }
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }

  private void writeString(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' || c == '<' || c < 0x20 || c == 0x7f) {
        out.append('\\').append(Integer.toHexString(c)).append(' ');
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean isNewline(char c) {
    return c == '\n' || c == '\r' || c == '\f';
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || isNewline(c);
  }
}
