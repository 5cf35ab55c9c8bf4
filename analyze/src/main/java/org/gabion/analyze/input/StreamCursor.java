package org.gabion.analyze.input;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Cuts what can only be read from its beginning: archives, and files whose directives must be
/// seen.
///
/// An archive that is damaged or ends too early ends where the damage is: [#damage] says so.
final class StreamCursor implements Cursor {
  private static final int HEAD = 1 << 16;

  private final int index;
  private final int head;
  private final InputFile file;
  private final Shape shape;
  private final FirstLines firstLines;
  private final Optional<Directives> directives;
  private Optional<InputFile.Unpacked> in = Optional.empty();

  /// What stands before the next chunk's end already.
  private byte[] carry;

  private int carried;
  private long offset;
  private long begin = Inputs.NO_TIME;
  private boolean over;
  private Optional<String> damage = Optional.empty();

  StreamCursor(int index, Source source, Shape shape) throws IOException {
    this.index = index;
    this.file = source.file();
    this.shape = shape;
    this.head = Math.min(HEAD, shape.chunk());
    this.carry = new byte[head + Shape.PADDING];
    this.firstLines = new FirstLines(source);
    this.directives = source.hasDirectives() ? Optional.of(new Directives()) : Optional.empty();
    look();
  }

  private List<byte[]> latest() {
    return directives.map(Directives::latest).orElse(List.of());
  }

  private void look() throws IOException {
    if (carried < head) {
      grow(head);
      carried += read(carry, carried, head - carried);
    }
    Arrays.fill(carry, carried, Math.min(carry.length, carried + Shape.PADDING), (byte) 0);
    begin = firstLines.begin(carry, 0, Math.min(carried, head), latest(), begin);
  }

  private void grow(int room) {
    if (carry.length < room + Shape.PADDING) {
      carry = Arrays.copyOf(carry, room + Shape.PADDING);
    }
  }

  @Override
  public boolean atEnd() {
    return carried == 0;
  }

  @Override
  public long begin() {
    return begin;
  }

  @Override
  public boolean fills() {
    return true;
  }

  @Override
  public long stored() {
    return over ? file.size() : in.map(InputFile.Unpacked::stored).orElse(0L);
  }

  @Override
  public Piece next(byte[] buffer, int most) throws IOException {
    System.arraycopy(carry, 0, buffer, 0, carried);
    int have = carried + read(buffer, carried, most - carried);
    int lineEnd = lineEnd(buffer, have);
    if (lineEnd == 0) {
      have += read(buffer, have, shape.chunk() - have);
      lineEnd = lineEnd(buffer, have);
    }
    long start = offset;
    int end = have;
    carried = 0;
    boolean cut = false;
    if (!over) {
      cut = have - lineEnd > shape.line();
      if (!cut) {
        end = lineEnd;
        carried = have - lineEnd;
        grow(carried);
        System.arraycopy(buffer, lineEnd, carry, 0, carried);
      }
    }
    offset += end;
    Piece piece = new Piece(index, start, end, cut, begin, latest());
    directives.ifPresent(each -> each.see(buffer, piece.length));
    if (cut) {
      skipLine();
    }
    look();
    return piece;
  }

  /// Behind the last line feed; 0 if there is none.
  private static int lineEnd(byte[] buffer, int to) {
    int end = to;
    while (end > 0 && buffer[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  /// Passes over the rest of a line.
  private void skipLine() throws IOException {
    while (true) {
      int n = read(carry, 0, head);
      for (int i = 0; i < n; i++) {
        if (carry[i] == '\n') {
          offset += i + 1;
          carried = n - i - 1;
          System.arraycopy(carry, i + 1, carry, 0, carried);
          return;
        }
      }
      offset += n;
      if (over) {
        return;
      }
    }
  }

  /// Reads as much as there is, up to `most` bytes.
  private int read(byte[] into, int at, int most) throws IOException {
    int done = 0;
    try {
      if (in.isEmpty()) {
        in = Optional.of(file.unpacked());
      }
      while (done < most && !over) {
        int n = in.get().read(into, at + done, most - done);
        if (n < 0) {
          over = true;
        } else {
          done += n;
        }
      }
    } catch (InputException e) {
      throw e;
    } catch (IOException e) {
      over = true;
      damage =
          Optional.of(
              String.format(
                  Locale.ROOT,
                  "%s is damaged or ends too early: only its first %,d bytes, unpacked,"
                      + " were read, and what came after them is missing here; get the file anew",
                  file.path(),
                  offset + carried + done));
    }
    return done;
  }

  /// What is wrong with the archive.
  Optional<String> damage() {
    return damage;
  }

  @Override
  public void close() throws IOException {
    if (in.isPresent()) {
      in.get().close();
    }
  }
}
