package org.gabion.guard.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// One block of a `.cases` file: `== name`, lines, a line of four dashes, lines. Lines that are
/// blank or begin with `#` say nothing.
///
/// @param where file line of the name
record CaseBlock(String name, int where, List<String> before, List<String> behind) {
  /// Reads a file beside this class.
  static List<CaseBlock> read(String resource) {
    InputStream stream =
        Objects.requireNonNull(
            CaseBlock.class.getResourceAsStream(resource), "no resource " + resource);
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      List<CaseBlock> blocks = new ArrayList<>();
      boolean dashes = false;
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (line.startsWith("== ")) {
          blocks.add(
              new CaseBlock(line.substring(3), number, new ArrayList<>(), new ArrayList<>()));
          dashes = false;
        } else if (line.equals("----")) {
          dashes = true;
        } else if (!line.isBlank() && !line.startsWith("#")) {
          (dashes ? blocks.getLast().behind() : blocks.getLast().before()).add(line);
        }
      }
      blocks.forEach(block -> require(!block.behind().isEmpty(), block));
      return blocks;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void require(boolean condition, CaseBlock block) {
    if (!condition) {
      throw new IllegalArgumentException(
          "nothing is expected of the case at line " + block.where());
    }
  }
}
