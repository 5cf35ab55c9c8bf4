package org.gabion.lab.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Counts the lines of a file that grows. Reads only what is new; one reader.
final class LogFile implements LineCount {
  private final Path path;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
  private long position;
  private long lines;

  LogFile(Path path) {
    this.path = path;
  }

  @Override
  public long read() throws IOException {
    if (!Files.exists(path)) {
      return lines;
    }
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      file.position(position);
      while (file.read(buffer.clear()) > 0) {
        position += buffer.flip().remaining();
        lines += lineEnds(buffer);
      }
    }
    return lines;
  }

  static long lineEnds(ByteBuffer bytes) {
    long count = 0;
    while (bytes.hasRemaining()) {
      count += bytes.get() == '\n' ? 1 : 0;
    }
    return count;
  }
}
