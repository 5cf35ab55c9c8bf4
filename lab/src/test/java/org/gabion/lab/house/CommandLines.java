package org.gabion.lab.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gabion.cli.Gabion;
import org.gabion.lab.Lab;
import picocli.CommandLine;

/// The commands that documents tell a reader to type, as the real command lines understand them.
final class CommandLines {
  // What stands for a value in a document, and a value of that kind.
  private static final Map<String, String> SAMPLES =
      Map.of(
          "URL", "http://127.0.0.1:8080",
          "HOST:PORT", "127.0.0.1:8080",
          "PORT", "8080",
          "P", "8080",
          "FILE", "file",
          "N", "60",
          "ID", "a1b2c3");

  private CommandLines() {}

  /// The logical lines of a block: continued lines joined, prompts and comments gone.
  static List<String> of(MarkdownFile.Block block) {
    List<String> whole = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    for (String line : block.lines()) {
      String text = line.strip();
      if (text.endsWith("\\")) {
        open.append(text, 0, text.length() - 1).append(' ');
        continue;
      }
      whole.add(open.append(text).toString());
      open.setLength(0);
    }
    if (!open.isEmpty()) {
      whole.add(open.toString());
    }
    return whole;
  }

  /// What a shell line starts, if it is one of ours. A document's word in backticks counts only if
  /// it has arguments: `gabion` alone is a name.
  static Optional<Call> call(String shellLine) {
    List<String> words = words(shellLine);
    while (!words.isEmpty()
        && (words.getFirst().equals("$") || words.getFirst().matches("sudo|exec|[A-Z_]+=.*"))) {
      words.removeFirst();
    }
    if (words.isEmpty()) {
      return Optional.empty();
    }
    String program = words.removeFirst();
    if (program.matches("gabion|(.*/)?bin/gabion|\\./gabion")) {
      return Optional.of(new Call("gabion", Gabion.commandLine(), words));
    }
    if (program.matches("(\\./)?lab/lab")) {
      return Optional.of(new Call("lab/lab", Lab.commandLine(), words));
    }
    return Optional.empty();
  }

  /// Words up to the first operator or comment of the shell; quotes hold words together.
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    char quote = 0;
    boolean some = false;
    for (int at = 0; at < line.length(); at++) {
      char c = line.charAt(at);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        some = true;
      } else if ("|&;><".indexOf(c) >= 0 || (c == '#' && word.isEmpty() && !some)) {
        break;
      } else if (c == ' ' || c == '\t') {
        if (some || !word.isEmpty()) {
          words.add(word.toString());
        }
        word.setLength(0);
        some = false;
      } else {
        word.append(c);
      }
    }
    if (some || !word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }

  /// One call of a program of ours.
  ///
  /// @param program as the documents call it
  /// @param commandLine what understands the arguments
  /// @param arguments as written
  record Call(String program, CommandLine commandLine, List<String> arguments) {
    /// Throws what the program itself would complain about.
    void parse() {
      commandLine.parseArgs(
          arguments.stream().map(word -> SAMPLES.getOrDefault(word, word)).toArray(String[]::new));
    }

    /// Whether it only shows the shape of a command, as a manual does: `[--seconds N]`, `...`.
    boolean isPattern() {
      return Stream.of("[", "]", "...", "\u2026")
          .anyMatch(sign -> arguments.stream().anyMatch(word -> word.contains(sign)));
    }

    @Override
    public String toString() {
      return program + " " + String.join(" ", arguments);
    }
  }
}
