package org.gabion.mirror.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;

/// The redirects of a built site, as hosts of such sites read them from a file `_redirects`: a line
/// each, `FROM TO [STATUS]`, 301 without a status, `#` begins a comment, the first line for an
/// address counts. A file of the site comes before a redirect.
///
/// Kept are redirects of whole addresses; what a copy can not do, such as patterns, conditions and
/// answers that are no redirects, is told as left out.
final class RedirectsFile {
  static final String NAME = "_redirects";

  private static final int MAX_BYTES = 4 << 20;
  private static final int USUAL_STATUS = 301;

  private final String text;

  private RedirectsFile(String text) {
    this.text = text;
  }

  /// The redirects of a folder; none if it has no such file.
  static RedirectsFile read(Path root) throws IOException {
    Path file = root.resolve(NAME);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return new RedirectsFile("");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(file + " is larger than " + MAX_BYTES + " bytes; make it smaller");
      }
      return new RedirectsFile(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /// Hands each redirect to the sink, and what can not be kept.
  ///
  /// @param hasPage whether a file answers for an address
  void capture(Predicate<RouteKey> hasPage, CaptureSink sink) throws IOException {
    Set<RouteKey> seen = new HashSet<>();
    for (String line : text.lines().toList()) {
      List<String> words = words(line);
      if (words.isEmpty()) {
        continue;
      }
      String objection = objection(words);
      if (!objection.isEmpty()) {
        sink.missed(words.getFirst(), MissReason.EXCLUDED, NAME + ": " + objection);
        continue;
      }
      Optional<RouteKey> from = RouteKey.of(words.getFirst());
      Optional<String> to = location(words.get(1));
      if (from.isEmpty() || to.isEmpty()) {
        sink.missed(
            words.getFirst(), MissReason.BAD_ADDRESS, NAME + ": it leads to " + words.get(1));
      } else if (seen.add(from.get()) && !hasPage.test(from.get())) {
        PageHead head = new PageHead(status(words), to, Map.of());
        sink.page(from.get(), head, InputStream.nullInputStream());
      }
    }
  }

  /// The words of a line, up to a comment.
  private static List<String> words(String line) {
    List<String> words = List.of(line.strip().split("\\s+", -1));
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).isEmpty() || words.get(i).startsWith("#")) {
        return words.subList(0, i);
      }
    }
    return words;
  }

  /// Why a line can not be kept; empty if it can.
  private static String objection(List<String> words) {
    String from = words.getFirst();
    if (!from.startsWith("/")) {
      return "an address of another host";
    }
    if (from.contains("*") || from.contains("/:")) {
      return "a pattern; a copy knows whole addresses only";
    }
    if (words.size() < 2) {
      return "it does not say where to";
    }
    boolean conditional = words.size() > 3 || !isPlace(words.get(1)) || from.contains("?");
    if (conditional) {
      return "a condition; a copy answers everybody alike";
    }
    return Route.isRedirect(status(words)) ? "" : "no redirect";
  }

  private static boolean isPlace(String word) {
    return word.startsWith("/") || word.startsWith("http://") || word.startsWith("https://");
  }

  /// The status of a line; 0 if it is none. With `!` behind it counts even over a file, which a
  /// copy does not do: the file would be lost.
  private static int status(List<String> words) {
    if (words.size() < 3) {
      return USUAL_STATUS;
    }
    String digits = words.get(2).endsWith("!") ? words.get(2).replace("!", "") : words.get(2);
    return digits.matches("[0-9]{3}") ? Integer.parseInt(digits) : 0;
  }

  /// Where to, in the one spelling of a copy.
  private static Optional<String> location(String to) {
    if (to.startsWith("/") && to.indexOf('?') < 0 && to.indexOf('#') < 0) {
      return RouteKey.of(to).map(RouteKey::toString);
    }
    return Optional.of(to).filter(Route::isLocation);
  }
}
