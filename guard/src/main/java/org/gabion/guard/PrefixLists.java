package org.gabion.guard;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gabion.core.config.Item;
import org.gabion.core.config.Section;
import org.gabion.core.request.Prefix;
import org.gabion.core.request.PrefixSet;

/// Lists of address blocks, written in the configuration (`deny:`) or in files beside it
/// (`deny-files:`), one block a line, `#` before a comment.
final class PrefixLists {
  /// More wrong lines of one file are counted, not shown: it is the wrong file.
  private static final int MAX_REPORTED = 10;

  private static final int MAX_LINES = 1_000_000;
  private static final String HINT =
      "write an address or a block, as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32";

  private final Section section;
  private final Path folder;

  PrefixLists(Section section, Path folder) {
    this.section = section;
    this.folder = folder;
  }

  /// @param everybody whether a block of the list is a whole address family
  record Found(PrefixSet set, boolean everybody) {}

  Found read(String key, String doc) {
    List<Prefix> found = new ArrayList<>();
    for (Item item : section.items(key, "address block", List.of(), doc)) {
      switch (Prefix.parse(item.text())) {
        case Prefix.Parsed.Valid valid -> found.add(valid.prefix());
        case Prefix.Parsed.Invalid invalid -> item.problem(invalid.problem(), HINT);
      }
    }
    for (Item file :
        section.items(
            key + "-files",
            "file",
            List.of(),
            "Files with more blocks for " + key + ", one a line.")) {
      readFile(file, folder.resolve(file.text()), found);
    }
    return new Found(PrefixSet.of(found), found.stream().anyMatch(prefix -> prefix.bits() == 0));
  }

  private static void readFile(Item item, Path file, List<Prefix> into) {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      int number = 0;
      int wrong = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (++number > MAX_LINES) {
          item.problem(
              file + " has more than " + MAX_LINES + " lines", "merge the blocks into larger ones");
          return;
        }
        String text = beforeComment(line);
        if (!text.isEmpty()) {
          switch (Prefix.parse(text)) {
            case Prefix.Parsed.Valid valid -> into.add(valid.prefix());
            case Prefix.Parsed.Invalid invalid -> {
              if (++wrong <= MAX_REPORTED) {
                item.problem(file + " line " + number + ": " + invalid.problem(), HINT);
              }
            }
          }
        }
      }
      if (wrong > MAX_REPORTED) {
        item.problem(
            file + " has " + (wrong - MAX_REPORTED) + " more wrong lines", "is it the right file?");
      }
    } catch (IOException e) {
      item.problem(
          file + " can not be read",
          "check the path, which starts at the configuration file's folder");
    }
  }

  private static String beforeComment(String line) {
    int hash = line.indexOf('#');
    return (hash < 0 ? line : line.substring(0, hash)).strip();
  }
}
