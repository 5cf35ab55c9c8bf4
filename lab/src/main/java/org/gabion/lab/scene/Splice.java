package org.gabion.lab.scene;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;

/// Puts the lines of one log into another, as if both had happened on the same server: their times
/// are shifted by the same amount, everything else stays. Both are common or combined logs.
/// Stateless.
final class Splice {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.US);

  private Splice() {}

  /// @param text without its line feed
  /// @param second since 1970; that of the line before if it has no time of its own
  private record Line(String text, long second) {}

  /// The attack's first line gets the time of the log's middle line.
  static LabelledLog of(byte[] log, byte[] attack) throws IOException {
    List<Line> calm = lines(log);
    List<Line> storm = lines(attack);
    if (calm.isEmpty() || storm.isEmpty()) {
      throw new IOException("one of the logs has no line");
    }
    long first = storm.stream().mapToLong(Line::second).min().orElseThrow();
    long shift = calm.get(calm.size() / 2).second() - first;
    byte[] waves = new byte[calm.size() + storm.size()];
    ByteArrayOutputStream out = new ByteArrayOutputStream(log.length + attack.length + 1024);
    int next = 0;
    int count = 0;
    // Half of the log stands before the attack in any case: its own order may not be quite that of
    // its times.
    for (int i = 0; i <= calm.size(); i++) {
      while (next < storm.size()
          && i >= calm.size() / 2
          && (i == calm.size() || storm.get(next).second() + shift < calm.get(i).second())) {
        waves[count++] = 1;
        write(out, shifted(storm.get(next++), shift));
      }
      if (i < calm.size()) {
        count++;
        write(out, calm.get(i).text());
      }
    }
    return new LabelledLog(out.toByteArray(), waves, truth(storm, shift));
  }

  private static Truth truth(List<Line> storm, long shift) {
    long from = storm.stream().mapToLong(Line::second).min().orElseThrow() + shift;
    long to = storm.stream().mapToLong(Line::second).max().orElseThrow() + shift;
    Truth.Wave wave = new Truth.Wave(from * 1_000_000, to * 1_000_000, storm.size());
    return new Truth(true, Set.of(Kind.FLOOD), Judgement.ATTACK, List.of(wave));
  }

  private static void write(ByteArrayOutputStream out, String line) {
    out.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
    out.write('\n');
  }

  private static List<Line> lines(byte[] log) {
    List<Line> lines = new ArrayList<>();
    long second = 0;
    for (String text : new String(log, StandardCharsets.ISO_8859_1).lines().toList()) {
      second = time(text).map(OffsetDateTime::toEpochSecond).orElse(second);
      lines.add(new Line(text, second));
    }
    return lines;
  }

  private static Optional<OffsetDateTime> time(String line) {
    int open = line.indexOf('[');
    int close = line.indexOf(']', Math.max(0, open));
    if (open < 0 || close < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(line.substring(open + 1, close), TIME));
    } catch (DateTimeException e) {
      return Optional.empty(); // a bracket of something else
    }
  }

  private static String shifted(Line line, long shift) {
    Optional<OffsetDateTime> time = time(line.text());
    if (time.isEmpty()) {
      return line.text();
    }
    OffsetDateTime at =
        Instant.ofEpochSecond(line.second() + shift).atOffset(time.get().getOffset());
    int open = line.text().indexOf('[');
    return line.text().substring(0, open + 1)
        + TIME.format(at)
        + line.text().substring(line.text().indexOf(']', open));
  }

  /// A log's bytes, unpacked if its name ends in `.gz`.
  static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return file.toString().endsWith(".gz")
          ? new GZIPInputStream(in).readAllBytes()
          : in.readAllBytes();
    }
  }
}
