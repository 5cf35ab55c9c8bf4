package org.gabion.mirror.archive;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Lines of ASCII that are put in the order of their bytes, whatever their number: what does not
/// fit into memory lies in a folder in sorted runs. One thread.
final class SortedLines {
  private static final long IN_MEMORY = 16L << 20;

  private final Path folder;
  private final long inMemory;
  private final List<Path> runs = new ArrayList<>();
  private List<String> lines = new ArrayList<>();
  private long length;

  /// @param folder where runs lie; whoever made it deletes it
  SortedLines(Path folder) {
    this(folder, IN_MEMORY);
  }

  SortedLines(Path folder, long inMemory) {
    this.folder = folder;
    this.inMemory = inMemory;
  }

  /// @param line without its end
  void add(String line) throws IOException {
    lines.add(line);
    length += line.length();
    if (length > inMemory) {
      spill();
    }
  }

  private void spill() throws IOException {
    Collections.sort(lines);
    Path run = Files.createTempFile(folder, "run", ".txt");
    try (BufferedWriter out = Files.newBufferedWriter(run, StandardCharsets.US_ASCII)) {
      for (String line : lines) {
        out.write(line);
        out.write('\n');
      }
    }
    runs.add(run);
    lines = new ArrayList<>();
    length = 0;
  }

  /// Writes all lines, each with a line feed.
  void writeTo(OutputStream out) throws IOException {
    if (runs.isEmpty()) {
      Collections.sort(lines);
      for (String line : lines) {
        write(out, line);
      }
      return;
    }
    spill();
    List<BufferedReader> readers = new ArrayList<>();
    try {
      for (Path run : runs) {
        readers.add(Files.newBufferedReader(run, StandardCharsets.US_ASCII));
      }
      merge(readers, out);
    } finally {
      for (BufferedReader reader : readers) {
        reader.close();
      }
    }
  }

  private record Next(String line, BufferedReader reader) {}

  private static void merge(List<BufferedReader> readers, OutputStream out) throws IOException {
    PriorityQueue<Next> heads = new PriorityQueue<>(Comparator.comparing(Next::line));
    for (BufferedReader reader : readers) {
      push(heads, reader);
    }
    for (Next next = heads.poll(); next != null; next = heads.poll()) {
      write(out, next.line());
      push(heads, next.reader());
    }
  }

  private static void push(PriorityQueue<Next> heads, BufferedReader reader) throws IOException {
    String line = reader.readLine();
    if (line != null) {
      heads.add(new Next(line, reader));
    }
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.US_ASCII));
    out.write('\n');
  }
}
