package org.gabion.lab.swarm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// A made-up site of a given size: a tenth of it pages, the rest pictures that do not compress.
final class SwarmSite {
  private static final int PAGE = 10_000;
  private static final int PICTURE = 150_000;

  private final Path folder;
  private final long size;
  private final Random random;

  SwarmSite(Path folder, long size, long seed) {
    this.folder = folder;
    this.size = size;
    this.random = new Random(seed);
  }

  Path folder() {
    return folder;
  }

  /// Writes the files; their bytes add up to the size.
  void make() throws IOException {
    Files.createDirectories(folder);
    int pages = (int) Math.max(1, size / 10 / PAGE);
    for (int i = 0; i < pages; i++) {
      Files.writeString(folder.resolve("page-" + i + ".html"), page(i, 1));
    }
    long left = size - (long) pages * PAGE;
    for (int i = 0; left > 0; i++) {
      byte[] picture = new byte[(int) Math.min(left, PICTURE)];
      random.nextBytes(picture);
      Files.write(folder.resolve("picture-" + i + ".jpg"), picture);
      left -= picture.length;
    }
  }

  private static String page(int number, int version) {
    StringBuilder text =
        new StringBuilder("<!doctype html><title>Page " + number + "</title><p>Version " + version);
    while (text.length() < PAGE) {
      text.append("<p>Line ").append(text.length()).append(" of page ").append(number);
    }
    return text.substring(0, PAGE);
  }

  /// Changes about one byte in a hundred: some pages.
  void change(int version) throws IOException {
    change(version, Math.max(1, size / 100 / PAGE));
  }

  /// Changes all pages: about a tenth of the site.
  void changeAllPages(int version) throws IOException {
    change(version, Math.max(1, size / 10 / PAGE));
  }

  private void change(int version, long pages) throws IOException {
    for (int i = 0; i < pages; i++) {
      Files.write(
          folder.resolve("page-" + i + ".html"),
          page(i, version).getBytes(StandardCharsets.US_ASCII));
    }
  }
}
