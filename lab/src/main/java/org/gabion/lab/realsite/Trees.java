package org.gabion.lab.realsite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Folders, compared byte by byte. Stateless.
final class Trees {
  private Trees() {}

  /// Files below a folder, relative to it.
  static Set<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  static void compare(Path was, Path is, Findings findings, String place) throws IOException {
    Set<String> before = files(was);
    Set<String> after = files(is);
    for (String file : before) {
      if (!after.contains(file)) {
        findings.add(place, file + " is not there");
      } else if (Files.mismatch(was.resolve(file), is.resolve(file)) >= 0) {
        findings.add(place, file + " has other bytes");
      }
    }
    for (String file : after) {
      if (!before.contains(file)) {
        findings.add(place, file + " was not there before");
      }
    }
  }
}
