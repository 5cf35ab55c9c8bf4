package org.gabion.analyze;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.gabion.analyze.input.InputException;
import org.gabion.analyze.input.Spool;

/// The numbers of the lines of all incidents, however many: those that do not fit in memory are in
/// a temporary file. Of each input they come in rising order, and the numbers of one input are
/// below those of the next; so nothing has to be sorted.
///
/// ```
///  block  | first number | step, step, ... |   steps: seven bits a byte, the lowest first
/// ```
///
/// One thread; what [#of] gives can be read until this is closed.
final class LineNumbers implements Closeable {
  static final long MOST_BYTES = 8L << 20;

  /// Numbers of a block: read at once.
  private static final int BLOCK = 8192;

  private final Spool spool;
  private final long mostBytes;

  /// By incident, then by input.
  private final List<TreeMap<Integer, List<Block>>> incidents = new ArrayList<>();

  private final List<Block> inMemory = new ArrayList<>();
  private long held;
  private Optional<FileChannel> file = Optional.empty();
  private long written;

  private static final class Block {
    final long first;
    final int count;
    final int length;
    Optional<byte[]> steps;
    long position = -1;

    Block(long first, int count, byte[] steps) {
      this.first = first;
      this.count = count;
      this.length = steps.length;
      this.steps = Optional.of(steps);
    }
  }

  /// @param spool where the file is, if one is needed
  /// @param mostBytes what may be held in memory
  LineNumbers(int incidents, Spool spool, long mostBytes) {
    this.spool = spool;
    this.mostBytes = mostBytes;
    for (int i = 0; i < incidents; i++) {
      this.incidents.add(new TreeMap<>());
    }
  }

  /// Takes numbers that are above all that came for this incident from this input.
  ///
  /// @throws InputException if the temporary file does not take them
  void add(int incident, int input, long[] numbers, int count) throws IOException {
    List<Block> blocks = incidents.get(incident).computeIfAbsent(input, i -> new ArrayList<>());
    for (int from = 0; from < count; from += BLOCK) {
      int to = Math.min(count, from + BLOCK);
      Block block = new Block(numbers[from], to - from, steps(numbers, from, to));
      blocks.add(block);
      inMemory.add(block);
      held += block.length;
    }
    if (held > mostBytes) {
      spill();
    }
  }

  private static byte[] steps(long[] numbers, int from, int to) {
    ByteArrayOutputStream steps = new ByteArrayOutputStream(to - from + 16);
    for (int i = from + 1; i < to; i++) {
      long step = numbers[i] - numbers[i - 1];
      while (step >= 0x80) {
        steps.write((int) (step & 0x7f) | 0x80);
        step >>>= 7;
      }
      steps.write((int) step);
    }
    return steps.toByteArray();
  }

  private void spill() throws IOException {
    try {
      if (file.isEmpty()) {
        file = Optional.of(spool.file());
      }
      for (Block block : inMemory) {
        ByteBuffer bytes = ByteBuffer.wrap(block.steps.orElseThrow());
        block.position = written;
        while (bytes.hasRemaining()) {
          written += file.get().write(bytes, written);
        }
        block.steps = Optional.empty();
      }
    } catch (IOException e) {
      throw new InputException(
          "The numbers of the incidents' lines could not be kept in %s: %s. Leave out --with-lines, or let TMPDIR name a folder with more room."
              .formatted(spool.folder(), e.getMessage()),
          e);
    }
    inMemory.clear();
    held = 0;
  }

  /// Bytes that are in the file.
  long written() {
    return written;
  }

  /// The numbers of one incident, rising; nothing may be added any more.
  List<Long> of(int incident) {
    List<Block> blocks = new ArrayList<>();
    incidents.get(incident).values().forEach(blocks::addAll);
    return new Numbers(blocks);
  }

  private byte[] read(Block block) {
    if (block.steps.isPresent()) {
      return block.steps.get();
    }
    try {
      ByteBuffer bytes = ByteBuffer.allocate(block.length);
      while (bytes.hasRemaining()) {
        if (file.orElseThrow().read(bytes, block.position + bytes.position()) < 0) {
          throw new IOException("the temporary file with the lines of incidents was cut");
        }
      }
      return bytes.array();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }

  /// Holds one block unpacked: fast from one number to the next.
  private final class Numbers extends AbstractList<Long> {
    private final List<Block> blocks;
    private final long[] starts;
    private int unpacked = -1;
    private long[] numbers = {};

    Numbers(List<Block> blocks) {
      this.blocks = blocks;
      this.starts = new long[blocks.size() + 1];
      for (int i = 0; i < blocks.size(); i++) {
        starts[i + 1] = starts[i] + blocks.get(i).count;
      }
    }

    private long number(long at) {
      if (unpacked < 0 || at < starts[unpacked] || at >= starts[unpacked + 1]) {
        int found = Arrays.binarySearch(starts, at);
        unpack(found >= 0 ? found : -found - 2);
      }
      return numbers[(int) (at - starts[unpacked])];
    }

    private void unpack(int index) {
      Block block = blocks.get(index);
      byte[] steps = read(block);
      numbers = new long[block.count];
      numbers[0] = block.first;
      int at = 0;
      for (int i = 1; i < block.count; i++) {
        long step = 0;
        int shift = 0;
        while (steps[at] < 0) {
          step |= (steps[at++] & 0x7fL) << shift;
          shift += 7;
        }
        numbers[i] = numbers[i - 1] + (step | (long) steps[at++] << shift);
      }
      unpacked = index;
    }

    @Override
    public Long get(int index) {
      return number(Objects.checkIndex(index, size()));
    }

    @Override
    public int size() {
      return (int) Math.min(Integer.MAX_VALUE, starts[blocks.size()]);
    }

    /// All of them, also where they are more than a size can tell.
    @Override
    public Iterator<Long> iterator() {
      return new Iterator<>() {
        private long at;

        @Override
        public boolean hasNext() {
          return at < starts[blocks.size()];
        }

        @Override
        public Long next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          return number(at++);
        }
      };
    }
  }
}
