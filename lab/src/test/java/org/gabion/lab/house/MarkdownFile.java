package org.gabion.lab.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One document: its code blocks, the words it sets in backticks, its headings and its links.
///
/// @param path where it lies
/// @param blocks the lines of each fenced block
/// @param words what stands in backticks outside of blocks
/// @param headings the headings as addresses after `#`
/// @param links the targets of links and pictures
record MarkdownFile(
    Path path, List<Block> blocks, List<String> words, Set<String> headings, List<String> links) {
  private static final Pattern WORD = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Set<String> SHELL = Set.of("sh", "bash", "console", "shell", "");

  /// A fenced block.
  ///
  /// @param language the word after the fence; empty for none
  /// @param lines what stands between the fences
  record Block(String language, List<String> lines) {
    /// Whether a reader would type its lines into a shell.
    boolean isShell() {
      return SHELL.contains(language);
    }
  }

  static MarkdownFile read(Path path) {
    try {
      return parse(path, Files.readAllLines(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MarkdownFile parse(Path path, List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    List<String> words = new ArrayList<>();
    Set<String> headings = new HashSet<>();
    List<String> links = new ArrayList<>();
    List<String> inside = new ArrayList<>();
    String language = "";
    boolean fenced = false;
    for (String line : lines) {
      if (line.stripLeading().startsWith("```")) {
        if (fenced) {
          blocks.add(new Block(language, List.copyOf(inside)));
          inside.clear();
        }
        language = line.strip().substring(3).strip();
        fenced = !fenced;
      } else if (fenced) {
        inside.add(line);
      } else {
        find(WORD, line).forEach(words::add);
        find(LINK, line).forEach(links::add);
        if (line.startsWith("#")) {
          headings.add(address(line));
        }
      }
    }
    return new MarkdownFile(path, blocks, words, headings, links);
  }

  /// As the usual forges make it: lower case, without punctuation, hyphens for spaces.
  private static String address(String heading) {
    return heading
        .replaceFirst("^#+\\s*", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  private static Stream<String> find(Pattern pattern, String line) {
    return pattern.matcher(line).results().map(match -> match.group(1));
  }

  @Override
  public String toString() {
    return Checkout.root().relativize(path).toString();
  }
}
