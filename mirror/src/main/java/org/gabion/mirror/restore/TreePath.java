package org.gabion.mirror.restore;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.core.snapshot.RouteKey;

/// Where a page lies in a restored folder. Stateless.
///
/// A path that ends with `/` becomes `index.html` below it; a page of HTML whose name has no ending
/// gets `.html`; a query is put behind the name. Nothing leads out of the folder, whatever a key
/// says.
final class TreePath {
  private static final int MAX_NAME = 255;
  private static final String HTML = ".html";

  private TreePath() {}

  /// The path below the folder, with `/` between names; empty if no file can have it.
  static Optional<String> of(Route route) {
    StringBuilder path = new StringBuilder();
    String[] segments = route.key().path().split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      String name = last && segments[i].isEmpty() ? "index.html" : decoded(segments[i]);
      if (last) {
        name = lastName(name, route);
      }
      if (!isName(name)) {
        return Optional.empty();
      }
      path.append(i == 1 ? "" : "/").append(name);
    }
    return Optional.of(path.toString());
  }

  private static String lastName(String name, Route route) {
    String query = route.key().query();
    String whole = query.isEmpty() ? name : name + "@" + query.replace('/', '_');
    boolean plain = name.indexOf('.') >= 0 && query.isEmpty();
    return plain || !isHtml(route) || whole.endsWith(HTML) ? whole : whole + HTML;
  }

  static boolean isHtml(Route route) {
    String type = route.headers().getOrDefault(RouteHeader.CONTENT_TYPE, "");
    return type.toLowerCase(Locale.ROOT).startsWith("text/html");
  }

  /// Whether the page lies where a plain web server looks for its key.
  static boolean isPlain(RouteKey key, String path) {
    String plain = key.path().endsWith("/") ? key.path() + "index.html" : key.path();
    return key.query().isEmpty() && decoded(plain.substring(1)).equals(path);
  }

  /// What two names have in common that a file system may take for one.
  static String folded(String path) {
    return Normalizer.normalize(path, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME
        && name.chars()
            .noneMatch(c -> c < 0x20 || c == 0x7f || c == '/' || c == '\\' || c == 0xfffd);
  }

  /// Percent-encoding undone; what is no UTF-8 stays as it is.
  private static String decoded(String segment) {
    byte[] bytes = segment.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer decoded = ByteBuffer.allocate(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%' && i + 2 < bytes.length) {
        int high = Character.digit(bytes[i + 1], 16);
        int low = Character.digit(bytes[i + 2], 16);
        decoded.put((byte) (high << 4 | low));
        i += 2;
      } else {
        decoded.put(bytes[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      return segment;
    }
  }
}
