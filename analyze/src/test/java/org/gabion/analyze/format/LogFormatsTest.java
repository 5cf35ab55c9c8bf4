package org.gabion.analyze.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/reference/log-formats.md` has the table of what is read of the samples in
/// `../shared/data/formats`; `-Dgabion.write-reference=true` writes it.
class LogFormatsTest {
  private static final String HOW =
      "out of date: ./mvnw test -pl analyze -am -Dtest=LogFormatsTest"
          + " -Dgabion.write-reference=true";
  private static final String BEGIN = "<!-- formats -->";
  private static final String END = "<!-- end of formats -->";

  /// Counts of one folder.
  private static final class Counts {
    final Map<String, Integer> formats = new TreeMap<>();
    int lines;
    int requests;
    int expected;
    int right;
    final List<String> wrong = new ArrayList<>();

    boolean isSupported() {
      return requests > 0;
    }
  }

  @Test
  void samples_read_giveExpectedFields() throws IOException {
    int expected = 0;
    int right = 0;
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, Counts> folder : read().entrySet()) {
      if (folder.getValue().isSupported()) {
        expected += folder.getValue().expected;
        right += folder.getValue().right;
        folder.getValue().wrong.forEach(line -> wrong.add(folder.getKey() + ": " + line));
      }
    }
    assertThat(expected).isGreaterThan(70);
    assertThat((double) right / expected).as("%s", wrong).isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void samples_ofTextFormats_areRead() throws IOException {
    Map<String, Counts> folders = read();
    assertThat(folders.entrySet().stream().filter(f -> f.getValue().isSupported()))
        .extracting(Map.Entry::getKey)
        .contains(
            "apache2-logs",
            "apache2-malformed",
            "bunkerweb-logs",
            "envoy-logs",
            "haproxy-logs",
            "litespeed-logs",
            "nginx-http-malformed",
            "nginx-proxy-manager-logs",
            "nginx_http-catch-npm",
            "nginx_http-logs",
            "npmplus-logs",
            "traefik_clf",
            "zoraxy-http-logs");
  }

  @Test
  void reference_compared_isUpToDate() throws IOException {
    Path file = root().resolve("docs/reference/log-formats.md");
    String now = Files.exists(file) ? Files.readString(file) : BEGIN + "\n" + END + "\n";
    int begin = now.indexOf(BEGIN) + BEGIN.length();
    String made = now.substring(0, begin) + "\n" + table() + now.substring(now.indexOf(END));
    if (Boolean.getBoolean("gabion.write-reference")) {
      Files.writeString(file, made);
    }
    assertThat(Files.readString(file)).as(HOW).isEqualTo(made);
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("docs/reference"))) {
      at = Optional.ofNullable(at.getParent()).orElseThrow();
    }
    return at;
  }

  private static String table() throws IOException {
    StringBuilder text = new StringBuilder("\n| format | reads |\n|---|---|\n");
    for (LogFormat format : LogFormat.all()) {
      text.append("| `%s` | %s |\n".formatted(format.name(), format.description()));
    }
    text.append("\n| sample | format | lines | requests | no requests | expectations | met |\n");
    text.append("|---|---|--:|--:|--:|--:|--:|\n");
    Counts all = new Counts();
    for (Map.Entry<String, Counts> folder : read().entrySet()) {
      Counts counts = folder.getValue();
      String formats =
          counts.formats.entrySet().stream()
              .map(format -> format.getKey() + " " + format.getValue())
              .collect(Collectors.joining(", "));
      text.append(row(folder.getKey(), formats.isEmpty() ? "not read" : formats, counts));
      all.lines += counts.lines;
      all.requests += counts.requests;
      if (counts.isSupported()) {
        all.expected += counts.expected;
        all.right += counts.right;
      }
    }
    return text.append(row("all; expectations without those not read", "", all))
        .append('\n')
        .toString();
  }

  private static String row(String name, String formats, Counts counts) {
    return "| %s | %s | %d | %d | %d | %d | %d |\n"
        .formatted(
            name,
            formats,
            counts.lines,
            counts.requests,
            counts.lines - counts.requests,
            counts.expected,
            counts.right);
  }

  private static Map<String, Counts> read() throws IOException {
    Map<String, Counts> all = new TreeMap<>();
    try (Stream<Path> folders = Files.list(SharedData.folder("formats/crowdsec-hub"))) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        SampleFolder samples = SampleFolder.read(folder);
        count(samples, all);
      }
    }
    return all;
  }

  /// Some folders have lines of the same server in text and in JSON: two formats, two rows.
  private static void count(SampleFolder samples, Map<String, Counts> all) {
    for (String line : samples.lines()) {
      String name = samples.name() + (line.contains("{\"") ? ", JSON" : "");
      Counts counts = all.computeIfAbsent(name, n -> new Counts());
      counts.lines++;
      Optional<ExpectedLine> expected = samples.of(line);
      LogRecord record = new LogRecord();
      Optional<LogFormat> format = first(line, record);
      format.ifPresent(f -> counts.formats.merge(f.name(), 1, Integer::sum));
      counts.requests += format.isPresent() ? 1 : 0;
      if (expected.isEmpty()) {
        continue;
      }
      counts.expected++;
      Optional<String> difference = difference(expected.get(), format.isPresent(), record);
      counts.right += difference.isEmpty() ? 1 : 0;
      difference.ifPresent(d -> counts.wrong.add(d + " in " + line));
    }
  }

  private static Optional<String> difference(
      ExpectedLine expected, boolean read, LogRecord record) {
    if (expected.isRequest() != read) {
      return Optional.of(read ? "taken for a request" : "not read");
    }
    return read ? expected.difference(record) : Optional.empty();
  }

  /// The first format that reads the line.
  private static Optional<LogFormat> first(String line, LogRecord record) {
    for (LogFormat format : LogFormat.all()) {
      if (ParsedLine.parse(format.parser(), line, record) == LineOutcome.PARSED) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
