package org.gabion.analyze.input;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gabion.analyze.format.FormatDetector.Line;

/// Some lines of an input from its head, middle and end, to find out its format. Of an archive only
/// the head, which is all that can be had without unpacking it. Stateless.
final class SampleLines {
  private static final int STRETCH = 1 << 16;
  private static final int MOST_EACH = 60;

  /// Three stretches of a longer file do not overlap.
  private static final int SMALL = 4 * STRETCH;

  private SampleLines() {}

  static List<Line> of(InputFile file) throws IOException {
    List<Line> lines = new ArrayList<>();
    if (file.container() != Container.PLAIN) {
      byte[] head = new byte[STRETCH];
      int length = 0;
      try (InputFile.Unpacked in = file.unpacked()) {
        int n;
        while (length < STRETCH && (n = in.read(head, length, STRETCH - length)) > 0) {
          length += n;
        }
      } catch (InputException e) {
        throw e;
      } catch (IOException e) {
        if (length == 0) {
          throw new InputException(file.path() + " is damaged: it can not be unpacked", e);
        }
      }
      add(lines, head, length, true, length < STRETCH, MOST_EACH);
      return lines;
    }
    long size = file.size();
    if (size <= SMALL) {
      return small(file, (int) size);
    }
    stretch(lines, file, 0);
    stretch(lines, file, size / 2);
    stretch(lines, file, size - STRETCH);
    return lines;
  }

  /// Of a file in which stretches would overlap: all lines are found first.
  private static List<Line> small(InputFile file, int size) throws IOException {
    byte[] bytes = new byte[size];
    file.readFully(bytes, 0, 0, size);
    List<Line> all = new ArrayList<>();
    add(all, bytes, size, true, true, Integer.MAX_VALUE);
    if (all.size() <= 3 * MOST_EACH) {
      return all;
    }
    int middle = (all.size() - MOST_EACH) / 2;
    List<Line> lines = new ArrayList<>(all.subList(0, MOST_EACH));
    lines.addAll(all.subList(middle, middle + MOST_EACH));
    lines.addAll(all.subList(all.size() - MOST_EACH, all.size()));
    return lines;
  }

  private static void stretch(List<Line> lines, InputFile file, long from) throws IOException {
    int length = (int) Math.min(STRETCH, file.size() - from);
    byte[] bytes = new byte[length];
    file.readFully(bytes, 0, from, length);
    add(lines, bytes, length, from == 0, from + length == file.size(), MOST_EACH);
  }

  /// @param whole whether the first line is whole
  /// @param last whether the last one is, though no line feed follows
  private static void add(
      List<Line> lines, byte[] bytes, int length, boolean whole, boolean last, int most) {
    int added = 0;
    int start = whole ? 0 : next(bytes, 0, length) + 1;
    while (start < length && added < most) {
      int end = next(bytes, start, length);
      if (end < length || last) {
        lines.add(new Line(Arrays.copyOfRange(bytes, start, end + Shape.PADDING), end - start));
        added++;
      }
      start = end + 1;
    }
  }

  private static int next(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != '\n') {
      i++;
    }
    return i;
  }
}
