package org.gabion.mirror.capture;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.core.snapshot.RouteKey;

/// A [CrawlMemory] in a text file, replaced as a whole at the end of a crawl. A file that is
/// damaged or of another version is taken as none: the next crawl then asks for every page.
///
/// ```
/// gabion crawl-memory 1        version of the file and of the rules by which pages are masked
/// page /news/                  canonical key
/// content 64 hex digits        SHA-256 of what was kept
/// etag "5f-1a"                 optional
/// modified Tue, 01 ...         optional
/// header content-type: ...     any number
/// ```
public final class FileCrawlMemory implements CrawlMemory {
  private static final String FIRST_LINE = "gabion crawl-memory 1";
  private static final int MAX_LINE = 8192;

  private final Path file;
  private final Map<RouteKey, Remembered> before;
  private final TreeMap<RouteKey, Remembered> now = new TreeMap<>();

  private FileCrawlMemory(Path file, Map<RouteKey, Remembered> before) {
    this.file = file;
    this.before = before;
  }

  /// Opens the memory in a file, which need not exist.
  ///
  /// @throws IOException if the file can not be read at all
  public static FileCrawlMemory open(Path file) throws IOException {
    return new FileCrawlMemory(
        file, Files.isRegularFile(file) ? read(file).orElseGet(Map::of) : Map.of());
  }

  /// Collects the lines of one page.
  private static final class Draft {
    private final RouteKey key;
    private final Map<RouteHeader, String> headers = new EnumMap<>(RouteHeader.class);
    private Optional<Digest> content = Optional.empty();
    private Optional<String> etag = Optional.empty();
    private Optional<String> modified = Optional.empty();

    Draft(RouteKey key) {
      this.key = key;
    }

    /// Whether the line was understood.
    boolean take(String word, String value) {
      switch (word) {
        case "content" -> content = Digest.parse(value);
        case "etag" -> etag = Optional.of(value);
        case "modified" -> modified = Optional.of(value);
        case "header" -> {
          int colon = value.indexOf(": ");
          Optional<RouteHeader> name =
              colon < 0 ? Optional.empty() : RouteHeader.of(value.substring(0, colon));
          if (name.isEmpty()) {
            return false;
          }
          headers.put(name.get(), value.substring(colon + 2));
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    void addTo(Map<RouteKey, Remembered> pages) {
      content.ifPresent(hash -> pages.put(key, new Remembered(hash, etag, modified, headers)));
    }
  }

  private static Optional<Map<RouteKey, Remembered>> read(Path file) throws IOException {
    Map<RouteKey, Remembered> pages = new HashMap<>();
    Optional<Draft> draft = Optional.empty();
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      if (!FIRST_LINE.equals(reader.readLine())) {
        return Optional.empty();
      }
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        int space = line.indexOf(' ');
        if (space < 0 || line.length() > MAX_LINE || pages.size() > CrawlLimits.MOST_PAGES) {
          return Optional.empty();
        }
        String word = line.substring(0, space);
        String value = line.substring(space + 1);
        if (word.equals("page")) {
          draft.ifPresent(done -> done.addTo(pages));
          draft = RouteKey.parse(value).map(Draft::new);
        } else if (draft.isEmpty() || !draft.get().take(word, value)) {
          return Optional.empty();
        }
      }
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
    draft.ifPresent(done -> done.addTo(pages));
    return Optional.of(pages);
  }

  @Override
  public Optional<Remembered> of(RouteKey key) {
    return Optional.ofNullable(before.get(key));
  }

  @Override
  public void keep(RouteKey key, Remembered page) {
    now.put(key, page);
  }

  @Override
  public void finish() throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (BufferedWriter writer = Files.newBufferedWriter(fresh, StandardCharsets.US_ASCII)) {
      writer.write(FIRST_LINE + "\n");
      for (Map.Entry<RouteKey, Remembered> each : now.entrySet()) {
        write(writer, each.getKey(), each.getValue());
      }
    }
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void write(BufferedWriter writer, RouteKey key, Remembered page)
      throws IOException {
    writer.write("page " + key + "\ncontent " + page.content() + "\n");
    if (page.etag().isPresent()) {
      writer.write("etag " + page.etag().get() + "\n");
    }
    if (page.modified().isPresent()) {
      writer.write("modified " + page.modified().get() + "\n");
    }
    for (Map.Entry<RouteHeader, String> header : page.headers().entrySet()) {
      writer.write("header " + header.getKey().fieldName() + ": " + header.getValue() + "\n");
    }
  }
}
