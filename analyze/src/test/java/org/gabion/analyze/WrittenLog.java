package org.gabion.analyze;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gabion.analyze.input.ChunkedInputs;
import org.gabion.analyze.input.InputFiles;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.input.Sources;
import org.gabion.analyze.input.Spool;
import org.gabion.analyze.report.Analysis;
import org.gabion.analyze.report.TextReport;
import org.gabion.core.request.KeyedHash;

/// A log as a test writes it, line by line, and what is told of logs.
final class WrittenLog {
  static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final StringBuilder text = new StringBuilder();

  static String combined(Instant time, String client, String target, int status) {
    return "%s - - [%s] \"GET %s HTTP/1.1\" %d 512 \"-\" \"Mozilla/5.0 Firefox/140.0\""
        .formatted(client, TIME.format(time), target, status);
  }

  WrittenLog line(String line) {
    text.append(line).append('\n');
    return this;
  }

  WrittenLog request(Instant time, String client, String target, int status) {
    return line(combined(time, client, target, status));
  }

  /// Readers who fetch what belongs to a page, one each minute.
  WrittenLog readers(Instant from, int minutes) {
    for (int minute = 0; minute < minutes; minute++) {
      Instant time = from.plusSeconds(60L * minute + 10);
      String client = "10.%d.%d.7".formatted(minute / 250, minute % 250);
      for (String target : List.of("/news", "/a1.css", "/a2.css")) {
        request(time, client, target, 200);
      }
    }
    return this;
  }

  Path write(Path file) throws IOException {
    return Files.writeString(file, text);
  }

  static Analysis analyze(Path... logs) throws IOException {
    try (InputFiles files =
            InputFiles.open(
                Arrays.stream(logs).map(Path::toString).toList(),
                InputStream.nullInputStream(),
                Spool.usual());
        Inputs inputs =
            new ChunkedInputs(
                Sources.of(files.files(), Optional.empty()), 2, Inputs.Progress.NONE)) {
      return new Analyzer(new KeyedHash(1, 2), 3, true).analyze(inputs);
    }
  }

  /// The report as text, with single blanks for all white space.
  static String words(Analysis analysis) throws IOException {
    StringWriter out = new StringWriter();
    TextReport.write(analysis, TextReport.Style.PLAIN, out);
    return out.toString().replaceAll("\\s+", " ");
  }
}
