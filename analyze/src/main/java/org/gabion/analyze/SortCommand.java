package org.gabion.analyze;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells the command that sorts a log by time, from where one of its lines has its time. Stateless.
///
/// Lines of text are sorted by `sort` of POSIX with the month's names (`M`) and stability (`-s`)
/// that GNU, BSD and BusyBox have too; JSON by `jq`. Nothing of a line gets into the command but
/// numbers, one separator and the key of a JSON field.
final class SortCommand {
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
  private static final Pattern CLF =
      Pattern.compile("(\\d\\d)/([A-Z][a-z][a-z])/(\\d{4}):(\\d\\d):(\\d\\d):(\\d\\d)");
  private static final Pattern ISO =
      Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)([T \\t])(\\d\\d):(\\d\\d):(\\d\\d)");
  private static final Pattern EPOCH = Pattern.compile("(?<![\\d.])\\d{10,19}(?!\\d)");
  private static final Pattern MEMBER =
      Pattern.compile("\"([A-Za-z0-9_@-]{1,64})\"\\s*:\\s*\"?(\\d[^\"\\\\,}]{9,63})");
  private static final String SEPARATORS = "[\" \t|;,";

  /// Farther from UTC than any place, and in steps that all zones keep.
  private static final long MOST_OFFSET = 14 * 3600;

  private static final long OFFSET_STEP = 900;

  private final String line;
  private final long second;

  private SortCommand(String line, long second) {
    this.line = line;
    this.second = second;
  }

  /// The command without the name of a file; empty if the time is in none of the usual forms.
  ///
  /// @param micros the line's time
  static Optional<String> of(byte[] line, long micros) {
    SortCommand command =
        new SortCommand(
            new String(line, StandardCharsets.ISO_8859_1), Math.floorDiv(micros, 1_000_000L));
    if (command.line.stripLeading().startsWith("{")) {
      return command.json();
    }
    return command.clf().or(command::iso).or(command::epoch);
  }

  private Optional<String> clf() {
    Matcher found = CLF.matcher(line);
    while (found.find()) {
      if (isClf(found)) {
        return key(
            found.start(),
            "-k %1$d.8,%1$d.11n -k %1$d.4,%1$d.6M -k %1$d.1,%1$d.2n -k %1$d.13,%1$d.20");
      }
    }
    return Optional.empty();
  }

  private boolean isClf(Matcher found) {
    int month = MONTHS.indexOf(found.group(2)) + 1;
    return month > 0
        && isNow(
            found.group(3), month, found.group(1), found.group(4), found.group(5), found.group(6));
  }

  private Optional<String> iso() {
    Matcher found = ISO.matcher(line);
    while (found.find()) {
      if (isIso(found)) {
        boolean whole = found.start() == 0;
        boolean split = !whole && found.group(4).charAt(0) == line.charAt(found.start() - 1);
        return whole
            ? Optional.of("LC_ALL=C sort")
            : key(found.start(), split ? "-k %1$d,%2$d.8" : "-k %1$d.1,%1$d.19");
      }
    }
    return Optional.empty();
  }

  private boolean isIso(Matcher found) {
    int month = Integer.parseInt(found.group(2));
    return isNow(
        found.group(1), month, found.group(3), found.group(5), found.group(6), found.group(7));
  }

  private boolean isNow(
      String year, int month, String day, String hour, String minute, String ofMinute) {
    try {
      LocalDateTime local =
          LocalDateTime.of(
              Integer.parseInt(year),
              month,
              Integer.parseInt(day),
              Integer.parseInt(hour),
              Integer.parseInt(minute),
              Integer.parseInt(ofMinute));
      long offset = local.toEpochSecond(ZoneOffset.UTC) - second;
      return Math.abs(offset) <= MOST_OFFSET && offset % OFFSET_STEP == 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private Optional<String> epoch() {
    Matcher found = EPOCH.matcher(line);
    while (found.find()) {
      if (isEpoch(found.group())) {
        return key(found.start(), "-k %1$d,%1$dn");
      }
    }
    return Optional.empty();
  }

  private boolean isEpoch(String value) {
    return value.startsWith(Long.toString(second))
        && value.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
  }

  /// @param keys with the number of the field, and that of the next
  private Optional<String> key(int at, String keys) {
    if (at == 0) {
      return Optional.of("LC_ALL=C sort -s " + keys.formatted(1, 2));
    }
    char separator = line.charAt(at - 1);
    if (SEPARATORS.indexOf(separator) < 0) {
      return Optional.empty();
    }
    int field = 1 + (int) line.substring(0, at).chars().filter(c -> c == separator).count();
    String quoted = separator == '\t' ? "\"$(printf '\\t')\"" : "'" + separator + "'";
    return Optional.of("LC_ALL=C sort -s -t " + quoted + " " + keys.formatted(field, field + 1));
  }

  private Optional<String> json() {
    Matcher member = MEMBER.matcher(line);
    while (member.find()) {
      if (isTop(member.start())) {
        String key = ".[\"" + member.group(1) + "\"]";
        String value = member.group(2);
        if (isEpoch(value) || starts(ISO, value)) {
          return Optional.of("jq -cs 'sort_by(" + key + ")[]'");
        }
        if (starts(CLF, value)) {
          return Optional.of(
              "jq -cs 'sort_by(" + key + " | strptime(\"%d/%b/%Y:%H:%M:%S %z\") | mktime)[]'");
        }
      }
    }
    return Optional.empty();
  }

  private boolean starts(Pattern form, String text) {
    Matcher found = form.matcher(text);
    return found.lookingAt() && (form == CLF ? isClf(found) : isIso(found));
  }

  /// Whether a place in a JSON line is in no object but the line's own.
  private boolean isTop(int place) {
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < place; i++) {
      char c = line.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '{' || c == '[')) {
        depth++;
      } else if (!quoted && (c == '}' || c == ']')) {
        depth--;
      }
    }
    return depth == 1 && !quoted;
  }
}
