package org.gabion.analyze.input;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads known chunks of archives again, each archive from its beginning to the last chunk that is
/// wanted. One thread.
final class Replay implements Closeable {
  private final List<Source> sources;
  private final Map<Integer, Reader> open = new HashMap<>();
  private final Map<Integer, Long> last = new HashMap<>();

  private static final class Reader {
    final InputFile.Unpacked in;
    long position;

    Reader(InputFile.Unpacked in) {
      this.in = in;
    }
  }

  /// @param pieces all that will be asked for, in this order
  Replay(List<Source> sources, List<Piece> pieces) {
    this.sources = sources;
    for (Piece piece : pieces) {
      last.put(piece.file, piece.offset);
    }
  }

  void fill(Piece piece, byte[] buffer) throws IOException {
    Reader reader = open.get(piece.file);
    if (reader == null) {
      reader = new Reader(sources.get(piece.file).file().unpacked());
      open.put(piece.file, reader);
    }
    while (reader.position < piece.offset) {
      read(reader, piece, buffer, (int) Math.min(piece.offset - reader.position, buffer.length));
    }
    read(reader, piece, buffer, piece.length);
    if (last.getOrDefault(piece.file, -1L) == piece.offset) {
      reader.in.close();
      open.remove(piece.file);
    }
  }

  private void read(Reader reader, Piece piece, byte[] buffer, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int n = reader.in.read(buffer, done, length - done);
      if (n < 0) {
        throw new InputException(
            sources.get(piece.file).path() + " changed while it was read: analyse a copy");
      }
      done += n;
    }
    reader.position += length;
  }

  @Override
  public void close() throws IOException {
    for (Reader reader : open.values()) {
      reader.in.close();
    }
  }
}
