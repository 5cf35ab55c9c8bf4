package org.gabion.lab.realsite;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;

/// Folders, compared byte by byte. Stateless.
final class Trees {
  private Trees() {}

  /// Files below a folder, relative to it; what comes and goes meanwhile may be among them.
  static Set<String> files(Path folder) throws IOException {
    Set<String> files = new TreeSet<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(folder.relativize(file).toString());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return files;
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
