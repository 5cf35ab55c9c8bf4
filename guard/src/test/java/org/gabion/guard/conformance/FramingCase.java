package org.gabion.guard.conformance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One case of a `.cases` file: bytes that a reader sends, and what must be true of the answers and
/// of what reached the origin.
///
/// @param where file line, for the report
/// @param input lines before the dashes
/// @param answers what is expected, in order
/// @param closes whether the guard closes the connection behind the last answer; if not, it must
///   serve a further request
record FramingCase(
    String name, int where, List<String> input, List<Expected> answers, boolean closes) {
  /// One answer and the request that it belongs to.
  ///
  /// @param statuses any of these; empty: closed without a word
  /// @param reaches `|`, `~`, `+` and `-` lines; none: nothing may reach the origin
  /// @param whole false: a head may have reached the origin, but never a whole request
  record Expected(List<Integer> statuses, List<String> reaches, boolean whole) {
    boolean exact() {
      return reaches.stream().anyMatch(line -> line.startsWith("|"));
    }
  }

  byte[] bytes() {
    StringBuilder all = new StringBuilder();
    input.forEach(line -> all.append(Escapes.text(line)));
    return all.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return name + " (line " + where + ")";
  }

  static List<FramingCase> read(String resource) {
    return CaseBlock.read(resource).stream().map(FramingCase::parse).toList();
  }

  private static FramingCase parse(CaseBlock block) {
    List<Expected> answers = new ArrayList<>();
    boolean closes = false;
    for (String line : block.behind()) {
      if (line.startsWith("|")
          || line.startsWith("~")
          || line.startsWith("+ ")
          || line.startsWith("- ")) {
        answers.getLast().reaches().add(line);
        continue;
      }
      List<String> words = new ArrayList<>(Arrays.asList(line.split(" ", -1)));
      closes |= words.remove("close");
      boolean whole = !words.remove("unfinished");
      List<Integer> statuses =
          words.isEmpty()
              ? List.of()
              : Arrays.stream(words.getFirst().split("\\|", -1)).map(Integer::valueOf).toList();
      answers.add(new Expected(statuses, new ArrayList<>(), whole));
    }
    return new FramingCase(
        block.name(), block.where(), List.copyOf(block.before()), answers, closes);
  }
}
