package org.gabion.analyze.evidence;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gabion.core.proof.Merkle;

/// A leaf of the tree: one line of text without its end, which says what has which SHA-256.
sealed interface Entry {
  /// The bytes that are hashed into the tree.
  default byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  String text();

  /// An artefact: `gabion.evidence/1 file SIZE SHA256 PATH`.
  record Artefact(String path, long size, String sha256) implements Entry {
    @Override
    public String text() {
      return Layout.SCHEMA + " file " + size + " " + sha256 + " " + path;
    }
  }

  /// A raw line: `gabion.evidence/1 line INCIDENT NUMBER INPUT LINE-IN-FILE LINE LENGTH SHA256`.
  ///
  /// @param number its place in the incident's file, from 1
  record Line(String incident, long number, Origin origin, String sha256) implements Entry {
    static Line of(String incident, long number, Origin origin, byte[] bytes) {
      String sha256 = HexFormat.of().formatHex(Merkle.sha256().digest(bytes));
      return new Line(incident, number, origin, sha256);
    }

    @Override
    public String text() {
      return String.join(
          " ", Layout.SCHEMA, "line", incident, Long.toString(number), origin.text(), sha256);
    }
  }

  /// Where a raw line came from, as a line of the index has it: `INPUT LINE-IN-FILE LINE LENGTH`.
  record Origin(int input, long lineInFile, long line, int length) {
    private static final Pattern TEXT =
        Pattern.compile("(\\d{1,9}) (\\d{1,18}) (\\d{1,18}) (\\d{1,9})");

    String text() {
      return input + " " + lineInFile + " " + line + " " + length;
    }

    /// Empty unless the text is exactly what [#text] gives.
    static Optional<Origin> parse(String text) {
      Matcher m = TEXT.matcher(text);
      if (!m.matches()) {
        return Optional.empty();
      }
      Origin origin =
          new Origin(
              Integer.parseInt(m.group(1)),
              Long.parseLong(m.group(2)),
              Long.parseLong(m.group(3)),
              Integer.parseInt(m.group(4)));
      return origin.text().equals(text) ? Optional.of(origin) : Optional.empty();
    }
  }

  Pattern FILE =
      Pattern.compile(Pattern.quote(Layout.SCHEMA) + " file (\\d{1,18}) ([0-9a-f]{64}) (\\S+)");
  Pattern LINE =
      Pattern.compile(
          Pattern.quote(Layout.SCHEMA)
              + " line ([a-z0-9-]+) (\\d{1,18}) (\\d+ \\d+ \\d+ \\d+) ([0-9a-f]{64})");

  /// Empty unless the text is exactly what [#text] gives.
  static Optional<Entry> parse(String text) {
    Matcher file = FILE.matcher(text);
    if (file.matches()) {
      Entry entry = new Artefact(file.group(3), Long.parseLong(file.group(1)), file.group(2));
      return Optional.of(entry)
          .filter(e -> e.text().equals(text) && Layout.isArtefact(file.group(3)));
    }
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      return Optional.empty();
    }
    return Origin.parse(line.group(3))
        .<Entry>map(
            origin -> new Line(line.group(1), Long.parseLong(line.group(2)), origin, line.group(4)))
        .filter(e -> e.text().equals(text));
  }
}
