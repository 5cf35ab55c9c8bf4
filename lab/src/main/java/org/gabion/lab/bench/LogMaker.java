package org.gabion.lab.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;

/// Writes an access log in the combined format, as large as asked for: days of calm reading, no
/// attack. The same seed gives the same file.
///
/// @param perSecond requests a second
/// @param distinct whether every line has an address and a path of its own
record LogMaker(long seed, int perSecond, boolean distinct) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final long START = 1_790_000_000L;
  private static final int READERS = 60_000;
  private static final int STORIES = 4_000;

  private static final String[] AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        + " Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
        + " Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
        + " Version/18.5 Safari/605.1.15",
    "FeedFetcher/1.0"
  };

  private static final int[] STATUSES = {200, 200, 200, 200, 200, 200, 304, 304, 301, 404};

  /// Writes whole lines until the file has so many bytes.
  ///
  /// @return how many lines
  long write(Path file, long bytes) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    long lines = 0;
    long written = 0;
    String time = "";
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      while (written < bytes) {
        if (lines % perSecond == 0) {
          time = TIME.format(Instant.ofEpochSecond(START + lines / perSecond));
        }
        byte[] line = line(random, lines, time).getBytes(StandardCharsets.ISO_8859_1);
        out.write(line);
        written += line.length;
        lines++;
      }
    }
    return lines;
  }

  private String line(SplittableRandom random, long number, String time) {
    // Half of all readers' requests come from a tenth of them.
    int reader = random.nextInt(random.nextBoolean() ? READERS : READERS / 10);
    int story = random.nextInt(random.nextBoolean() ? STORIES : STORIES / 20);
    long address = distinct ? number * 2_654_435_761L & 0xffff_ffffL : 0x0a00_0000L + reader;
    String path = distinct ? "/page/" + Long.toHexString(number) : path(random, story);
    return (address >> 24 & 255)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255)
        + " - - ["
        + time
        + " +0000] \"GET "
        + path
        + " HTTP/1.1\" "
        + STATUSES[random.nextInt(STATUSES.length)]
        + " "
        + random.nextInt(200, 40_000)
        + " \""
        + (random.nextInt(3) == 0 ? "-" : "https://news.example/story/" + story)
        + "\" \""
        + AGENTS[reader % AGENTS.length]
        + "\"\n";
  }

  private static String path(SplittableRandom random, int story) {
    return switch (random.nextInt(4)) {
      case 0 -> "/story/" + story;
      case 1 -> "/static/site-" + story % 7 + ".css";
      case 2 -> "/images/" + story + "/lead.jpg";
      default -> "/section/" + story % 20 + "?page=" + random.nextInt(9);
    };
  }
}
