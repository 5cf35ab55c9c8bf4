package org.gabion.analyze;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Reads inputs one after the other on the calling thread.
public final class StreamInputs implements Inputs {
  private static final int BLOCK = 4 << 20;
  private final List<Source> sources;

  StreamInputs(List<Source> sources) {
    this.sources = sources;
  }

  @Override
  public List<Source> sources() {
    return sources;
  }

  @Override
  public <R> void read(Task<R> task, InOrder<R> consumer) throws IOException {
    long lines = 0;
    for (int file = 0; file < sources.size(); file++) {
      Source source = sources.get(file);
      try (InputStream raw = Files.newInputStream(source.path());
          InputStream in =
              source.path().toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw) {
        byte[] buffer = new byte[BLOCK + 64];
        int have = 0;
        while (true) {
          int n = in.readNBytes(buffer, have, BLOCK - have);
          have += n;
          boolean last = n == 0 || have < BLOCK;
          int cut = have;
          while (!last && cut > 0 && buffer[cut - 1] != '\n') {
            cut--;
          }
          if (cut == 0) {
            cut = have;
          }
          ByteChunk chunk = new ByteChunk(buffer, cut, lines);
          consumer.accept(file, task.run(source, chunk));
          lines += chunk.count;
          System.arraycopy(buffer, cut, buffer, 0, have - cut);
          have -= cut;
          Arrays.fill(buffer, have, Math.min(have + 64, buffer.length), (byte) 0);
          if (last) {
            break;
          }
        }
      }
    }
  }

  private static final class ByteChunk implements Chunk {
    private final byte[] bytes;
    private final int length;
    private final long firstLine;
    private long count;

    ByteChunk(byte[] bytes, int length, long firstLine) {
      this.bytes = bytes;
      this.length = length;
      this.firstLine = firstLine;
    }

    @Override
    public long firstLine() {
      return firstLine;
    }

    @Override
    public void lines(LineSink sink) {
      int start = 0;
      for (int i = 0; i < length; i++) {
        if (bytes[i] == '\n') {
          sink.line(bytes, start, i);
          count++;
          start = i + 1;
        }
      }
      if (start < length) {
        sink.line(bytes, start, length);
        count++;
      }
    }
  }
}
