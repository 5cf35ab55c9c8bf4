package org.gabion.analyze.format;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gabion.core.request.ClientKey;

/// Reads what [CombinedParser] reads, slowly and simply, with strings and patterns; both must agree
/// on every line. A character is a byte.
final class CombinedTwin {
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d\\d)/(...)/(\\d{4}):(\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d+))?(?: [+-](.{4}))?",
          Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(?!\\d)");
  private static final Pattern METHOD = Pattern.compile("([A-Za-z_-]{1,24}) ");
  private static final Pattern ESCAPE =
      Pattern.compile(
          "\\\\([\"\\\\/'nrtbfv]|x[0-9a-fA-F]{2}"
              + "|u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4})");
  private static final Pattern TRAEFIK =
      Pattern.compile("(?:\\d.* )?(\\d{1,12})ms", Pattern.DOTALL);
  private static final Pattern ERROR =
      Pattern.compile(
          "^\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[[A-Za-z]{2}"
              + "|^\\[[A-Za-z]{3} [A-Za-z]{3} \\d\\d \\d\\d:\\d\\d:\\d\\d[^]]{0,15}\\] \\[",
          Pattern.DOTALL);
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final int LONGEST_NAME = 255;

  private String line = "";
  private String message = "";
  private int at;
  private Facts facts = new Facts();

  /// What a line tells; an absent text is a `-`, an absent number -1.
  static final class Facts {
    LineOutcome outcome = LineOutcome.PARSED;
    long time;
    Optional<ClientKey> client = Optional.empty();
    String name = "-";
    long port = -1;
    String host = "-";
    String method = "-";
    String target = "-";
    String protocol = "-";
    String referer = "-";
    String agent = "-";
    long status = -1;
    long bytes = -1;
    long total = -1;

    @Override
    public String toString() {
      return outcome != LineOutcome.PARSED
          ? outcome.toString()
          : String.join(
              "|",
              Long.toString(time),
              client.map(ClientKey::toString).orElse("none"),
              name,
              Long.toString(port),
              host,
              method,
              target,
              protocol,
              referer,
              agent,
              Long.toString(status),
              Long.toString(bytes),
              Long.toString(total));
    }
  }

  Facts parse(String text) {
    facts = new Facts();
    facts.outcome = read(text);
    boolean isFault = facts.outcome != LineOutcome.PARSED && facts.outcome != LineOutcome.TOO_LONG;
    if (isFault && line.indexOf('\0') >= 0) {
      facts.outcome = LineOutcome.BINARY;
    } else if (isFault && facts.outcome != LineOutcome.EMPTY && ERROR.matcher(message).find()) {
      facts.outcome = LineOutcome.NO_REQUEST;
    }
    return facts;
  }

  private LineOutcome read(String text) {
    if (text.length() > LineParser.LONGEST_LINE) {
      return LineOutcome.TOO_LONG;
    }
    line = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    if (line.isEmpty()) {
      return LineOutcome.EMPTY;
    }
    byte[] padded = (line + "\0".repeat(16)).getBytes(StandardCharsets.ISO_8859_1);
    at = SyslogHeader.skip(padded, 0, line.length());
    message = line.substring(at);
    LineOutcome client = columns();
    if (client != LineOutcome.PARSED) {
      return client;
    }
    if (!time()) {
      return LineOutcome.TIME;
    }
    if (!line.startsWith("] \"", at)) {
      return LineOutcome.SHAPE;
    }
    int close = closing(at + 3);
    if (close < 0 || close + 2 >= line.length()) {
      return LineOutcome.UNFINISHED;
    }
    request(line.substring(at + 3, close));
    at = close + 2;
    return numbers();
  }

  private LineOutcome columns() {
    int space = line.indexOf(' ', at);
    if (space >= 0 && line.startsWith(" - - [", space)) {
      String word = line.substring(at, space);
      at = space + 6;
      return client(word);
    }
    int bracket = bracket();
    if (bracket < 0) {
      return LineOutcome.SHAPE;
    }
    String before = bracket - 1 < at ? "" : line.substring(at, bracket - 1);
    at = bracket + 1;
    List<String> words =
        List.of(before.split(" ", -1)).stream().filter(word -> !word.isEmpty()).toList();
    if (words.isEmpty()) {
      return LineOutcome.SHAPE;
    }
    String first = words.getFirst();
    if (first.endsWith(",")) {
      return client(first.substring(0, first.length() - 1));
    }
    boolean second =
        words.size() > 1
            && !words.get(1).equals("-")
            && (address(words.get(1)).isPresent()
                || words.size() > 3 && words.get(2).equals("-") && address(first).isEmpty());
    if (!second) {
      return client(first);
    }
    Matcher port = Pattern.compile("(?s)(.+):\\d{1,5}").matcher(first);
    String site = port.matches() && isPort(first) ? port.group(1) : first;
    facts.host = site.equals("_") ? "-" : site;
    return client(words.get(1));
  }

  private int bracket() {
    int none = -1;
    for (int i = line.indexOf('[', at); i >= 0; i = line.indexOf('[', i + 1)) {
      if (i > at && line.charAt(i - 1) == ' ') {
        if (i + 3 < line.length() && isDigit(line.charAt(i + 1)) && line.charAt(i + 3) == '/') {
          return i;
        }
        none = none < 0 ? i : none;
      }
    }
    return none;
  }

  private LineOutcome client(String word) {
    facts.client = address(word);
    if (facts.client.isPresent()) {
      return LineOutcome.PARSED;
    }
    if (isPort(word)) {
      int colon = word.lastIndexOf(':');
      facts.client = address(word.substring(0, colon));
      if (facts.client.isPresent()) {
        long port = Long.parseLong(word.substring(colon + 1));
        facts.port = port > 65_535 ? -1 : port;
        return LineOutcome.PARSED;
      }
    }
    if (word.isEmpty()
        || word.length() > LONGEST_NAME
        || word.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == '"' || c == '\\')) {
      return LineOutcome.CLIENT;
    }
    facts.name = word;
    return LineOutcome.PARSED;
  }

  private static boolean isPort(String word) {
    return Pattern.compile("(?s).+:\\d{1,4}|(?s).+:\\d{5}").matcher(word).matches();
  }

  private static Optional<ClientKey> address(String word) {
    boolean bracketed = word.length() > 2 && word.startsWith("[") && word.endsWith("]");
    String text = bracketed ? word.substring(1, word.length() - 1) : word;
    int zone = text.indexOf('%');
    Optional<ClientKey> key = ClientKey.parse(zone < 0 ? text : text.substring(0, zone));
    boolean isV4 = text.indexOf(':') < 0;
    return isV4 && (bracketed || zone >= 0) ? Optional.empty() : key;
  }

  private boolean time() {
    Matcher m = TIME.matcher(line).region(at, line.length());
    if (!m.lookingAt()) {
      return false;
    }
    int month = MONTHS.indexOf(m.group(2).toLowerCase(Locale.ROOT)) + 1;
    int second = Integer.parseInt(m.group(6));
    int year = Integer.parseInt(m.group(3));
    if (second > 60 || year < 1970) {
      return false;
    }
    try {
      LocalDateTime minute =
          LocalDateTime.of(
              year,
              month,
              Integer.parseInt(m.group(1)),
              Integer.parseInt(m.group(4)),
              Integer.parseInt(m.group(5)));
      facts.time = (minute.toEpochSecond(ZoneOffset.UTC) + second) * 1_000_000;
    } catch (DateTimeException e) {
      return false;
    }
    String fraction = Optional.ofNullable(m.group(7)).orElse("");
    facts.time += Long.parseLong((fraction + "000000").substring(0, 6));
    String zone = Optional.ofNullable(m.group(8)).orElse("");
    if (!zone.isEmpty()) {
      if (!zone.matches("([01]\\d|2[0-3])[0-5]\\d")) {
        return false;
      }
      long minutes =
          Integer.parseInt(zone.substring(0, 2)) * 60L + Integer.parseInt(zone.substring(2));
      boolean west = line.charAt(m.end() - 5) == '-';
      facts.time += (west ? minutes : -minutes) * 60_000_000;
    }
    at = m.end();
    return true;
  }

  private int closing(int from) {
    for (int i = from; i < line.length(); i++) {
      if (line.charAt(i) == '\\') {
        i++;
      } else if (line.charAt(i) == '"' && (i + 1 == line.length() || line.charAt(i + 1) == ' ')) {
        return i;
      }
    }
    return -1;
  }

  private void request(String request) {
    Matcher method = METHOD.matcher(request);
    if (!method.lookingAt()) {
      facts.target = request.isEmpty() ? "-" : text(request);
      return;
    }
    facts.method = method.group(1);
    String rest = request.substring(method.end());
    String trimmed = rest.replaceAll(" +$", "");
    int space = trimmed.lastIndexOf(' ');
    boolean usual = rest.length() > 8 && rest.startsWith(" HTTP/", rest.length() - 9);
    String word = trimmed.substring(space + 1);
    if (usual) {
      facts.protocol = rest.substring(rest.length() - 8);
      rest = rest.substring(0, rest.length() - 9);
    } else if (space >= 0 && word.length() > 4 && word.length() < 16 && word.startsWith("HTTP/")) {
      facts.protocol = word;
      rest = trimmed.substring(0, space);
    } else {
      rest = trimmed;
    }
    String target = rest.replaceAll("^ +", "");
    facts.target = target.isEmpty() ? "-" : text(target);
  }

  private static String text(String raw) {
    return raw.equals("-") ? "-" : unescape(raw);
  }

  private LineOutcome numbers() {
    facts.status = number();
    if (facts.status < 0 || facts.status > 999 || !isWordEnd()) {
      return LineOutcome.STATUS;
    }
    if (at == line.length()) {
      return LineOutcome.PARSED;
    }
    at++;
    facts.bytes = number();
    if (facts.bytes < 0 || !isWordEnd()) {
      return LineOutcome.NUMBER;
    }
    at++;
    return texts();
  }

  private LineOutcome texts() {
    for (int i = 0; i < 2; i++) {
      if (!line.startsWith("\"", at)) {
        return LineOutcome.PARSED;
      }
      int close = closing(at + 1);
      if (close < 0) {
        return LineOutcome.UNFINISHED;
      }
      String text = text(line.substring(at + 1, close));
      if (i == 0) {
        facts.referer = text;
      } else {
        facts.agent = text;
      }
      at = Math.min(line.length(), close + 2);
    }
    Matcher more = TRAEFIK.matcher(line.substring(at));
    if (more.matches()) {
      facts.total = Long.parseLong(more.group(1)) * 1_000;
    }
    return LineOutcome.PARSED;
  }

  private boolean isWordEnd() {
    return at >= line.length() || line.charAt(at) == ' ';
  }

  private long number() {
    if (line.startsWith("-", at)) {
      at += line.startsWith("-1", at) ? 2 : 1;
      return 0;
    }
    Matcher m = NUMBER.matcher(line).region(at, line.length());
    if (!m.lookingAt()) {
      return -1;
    }
    at = m.end();
    return Long.parseLong(m.group());
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// Undoes the escapes of nginx and Apache.
  static String unescape(String text) {
    return ESCAPE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(plain(m)));
  }

  private static String plain(MatchResult m) {
    String escape = m.group(1);
    return switch (escape.charAt(0)) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'b' -> "\b";
      case 'f' -> "\f";
      case 'v' -> "\u000b";
      case 'x' -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
      case 'u' -> bytes(units(escape));
      default -> escape;
    };
  }

  private static String units(String escape) {
    StringBuilder units = new StringBuilder();
    for (int i = 0; i < escape.length(); i += 6) {
      units.append((char) Integer.parseInt(escape.substring(i + 1, i + 5), 16));
    }
    return units.toString();
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
