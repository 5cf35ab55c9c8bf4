package org.gabion.analyze.evidence;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Reads the lines of one incident side by side with its index. Not thread safe.
final class LineReader implements Closeable {
  /// A line and what the index says of it.
  record Indexed(Entry.Origin origin, byte[] bytes) {}

  private final InputStream log;
  private final InputStream index;

  LineReader(Path dir, String incident) throws IOException {
    log = open(dir.resolve(Layout.log(incident)));
    index = open(dir.resolve(Layout.index(incident)));
  }

  private static InputStream open(Path file) throws IOException {
    return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  /// Whether both files are at their end.
  boolean isAtEnd() throws IOException {
    return isAtEnd(log) && isAtEnd(index);
  }

  private static boolean isAtEnd(InputStream in) throws IOException {
    in.mark(1);
    boolean end = in.read() < 0;
    in.reset();
    return end;
  }

  /// The next line; empty if it is not one that stands here in the index, or the files do not fit
  /// together.
  Optional<Indexed> next(Entry.Origin expected) throws IOException {
    return nextOrigin().filter(expected::equals).isPresent() ? line(expected) : Optional.empty();
  }

  /// The next line; empty if one file has none, or they do not fit together.
  Optional<Indexed> next() throws IOException {
    Optional<Entry.Origin> origin = nextOrigin();
    return origin.isPresent() ? line(origin.get()) : Optional.empty();
  }

  private Optional<Entry.Origin> nextOrigin() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream(48);
    int c = index.read();
    for (; c >= 0 && c != '\n' && text.size() < 100; c = index.read()) {
      text.write(c);
    }
    return c == '\n'
        ? Entry.Origin.parse(text.toString(StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }

  private Optional<Indexed> line(Entry.Origin origin) throws IOException {
    byte[] bytes = log.readNBytes(origin.length());
    boolean fits = bytes.length == origin.length() && log.read() == '\n';
    return fits ? Optional.of(new Indexed(origin, bytes)) : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    try (log;
        index) {
      // Both are closed, whatever happens to the first.
    }
  }
}
