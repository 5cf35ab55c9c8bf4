package org.gabion.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The rows of a table of a page in docs/reference, for tests that hold page and program together.
public final class ReferenceTable {
  private ReferenceTable() {}

  /// The cells of each row of the first table, without the heading.
  public static List<List<String>> rows(String page) {
    return rows(lines(page));
  }

  /// The same of the first table below a heading.
  public static List<List<String>> rows(String page, String heading) {
    List<String> lines = lines(page);
    int at = lines.indexOf(heading);
    if (at < 0) {
      throw new AssertionError(page + " has no line '" + heading + "'");
    }
    return rows(lines.subList(at, lines.size()));
  }

  private static List<List<String>> rows(List<String> lines) {
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("|")) {
        rows.add(Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList());
      } else if (!rows.isEmpty()) {
        break;
      }
    }
    return rows.subList(2, rows.size());
  }

  /// All lines of a page.
  public static List<String> lines(String page) {
    Path start = Path.of("").toAbsolutePath();
    Path file =
        Stream.iterate(start, path -> path != null, Path::getParent)
            .map(path -> path.resolve("docs/reference").resolve(page))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(() -> new AssertionError("no docs/reference/" + page + " above " + start));
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
