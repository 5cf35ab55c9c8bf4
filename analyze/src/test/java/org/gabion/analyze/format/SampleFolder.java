package org.gabion.analyze.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Sample lines of one server, and the assertions of what they tell.
///
/// @param lines without those that are empty
/// @param expected by the text of the line
record SampleFolder(String name, List<String> lines, Map<String, ExpectedLine> expected) {
  private static final Pattern ASSERTION =
      Pattern.compile(
          "results\\[\"s01-parse\"\\]\\[\"([^\"]+)\"\\]\\[(\\d+)\\]\\.Evt\\.(?:Parsed|Meta)"
              + "\\[\"([^\"]+)\"\\] == \"(.*)\"");

  static SampleFolder read(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".log")).sorted().toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        text.lines().filter(line -> !line.isBlank()).forEach(lines::add);
      }
    }
    return new SampleFolder(folder.getFileName().toString(), lines, expected(folder));
  }

  private static Map<String, ExpectedLine> expected(Path folder) throws IOException {
    Path file = folder.resolve("parser.assert");
    Map<String, Map<String, String>> events = new HashMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        Matcher m = ASSERTION.matcher(line);
        if (m.matches()) {
          events
              .computeIfAbsent(m.group(1) + m.group(2), k -> new HashMap<>())
              .put(m.group(3), goString(m.group(4)));
        }
      }
    }
    Map<String, ExpectedLine> expected = new HashMap<>();
    for (Map<String, String> fields : events.values()) {
      if (fields.containsKey("message") && fields.containsKey("log_type")) {
        expected.put(fields.getOrDefault("message", ""), new ExpectedLine(fields));
      }
    }
    return expected;
  }

  /// Undoes the escapes of the assertions' own quoting.
  private static String goString(String quoted) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < quoted.length(); i++) {
      char c = quoted.charAt(i);
      if (c == '\\' && i + 1 < quoted.length()) {
        char next = quoted.charAt(++i);
        text.append(next == 'n' ? '\n' : next == 't' ? '\t' : next);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /// What is expected of a line, which may stand in it behind a header.
  java.util.Optional<ExpectedLine> of(String line) {
    if (expected.containsKey(line)) {
      return java.util.Optional.of(expected.get(line));
    }
    return expected.entrySet().stream()
        .filter(entry -> !entry.getKey().isEmpty() && line.endsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
