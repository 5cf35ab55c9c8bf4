package org.gabion.mirror.capture;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.core.snapshot.RouteKey;

/// A folder as a web server would serve it: what a static site generator made.
///
/// Each file is a page under its own name; `index.html` is also the page of its folder, which the
/// name without the last `/` leads to; `404.html` in the root is what answers for all that is not
/// there. Names that begin with a dot are left out, except `.well-known`; links that lead out of
/// the folder are left out too. The redirects that a file `_redirects` in the root names for the
/// site's host are redirects of the copy.
public final class DirectoryCapture implements CaptureSource {
  private static final String INDEX = "index.html";
  private static final String NOT_FOUND = "404.html";
  private static final String WELL_KNOWN = ".well-known";

  private final Path root;

  /// @throws IOException if there is no such folder, or it can not be read
  public DirectoryCapture(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new IOException(root + " is no folder; name the folder that holds the built site");
    }
    this.root = root.toRealPath();
  }

  @Override
  public void capture(CaptureSink sink) throws IOException {
    folder(root, "/", sink);
    RedirectsFile.read(root).capture(this::hasPage, sink);
  }

  /// Whether a file answers for an address: it comes before a redirect.
  private boolean hasPage(RouteKey key) {
    String path = URLDecoder.decode(key.path().replace("+", "%2B"), StandardCharsets.UTF_8);
    Path place = root.resolve("." + path);
    return Files.isRegularFile(place) || Files.isRegularFile(place.resolve(INDEX));
  }

  private void folder(Path folder, String url, CaptureSink sink) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    }
    entries.sort(null);
    for (Path entry : entries) {
      String name = String.valueOf(entry.getFileName());
      if (name.startsWith(".") && !(name.equals(WELL_KNOWN) && folder.equals(root))) {
        sink.missed(url + name, MissReason.EXCLUDED, "its name begins with a dot");
      } else if (Files.isSymbolicLink(entry) && !entry.toRealPath().startsWith(root)) {
        sink.missed(url + name, MissReason.EXCLUDED, "a link that leads out of the folder");
      } else if (Files.isDirectory(entry)) {
        if (Files.isSymbolicLink(entry) && entry.startsWith(entry.toRealPath())) {
          sink.missed(url + name, MissReason.EXCLUDED, "a link to a folder that it stands in");
        } else {
          folder(entry, url + escaped(name) + "/", sink);
        }
      } else if (Files.isRegularFile(entry)) {
        file(entry, url, name, sink);
      } else {
        sink.missed(url + name, MissReason.EXCLUDED, "neither a file nor a folder");
      }
    }
  }

  private void file(Path file, String folderUrl, String name, CaptureSink sink) throws IOException {
    Optional<RouteKey> key = RouteKey.of(folderUrl + escaped(name));
    if (key.isEmpty()) {
      sink.missed(folderUrl + name, MissReason.BAD_ADDRESS, "its name can not stand in an address");
      return;
    }
    Map<RouteHeader, String> headers = new EnumMap<>(RouteHeader.class);
    headers.put(RouteHeader.CONTENT_TYPE, ContentTypes.of(name));
    PageHead found = PageHead.found(headers);
    page(file, key.get(), found, sink);
    if (name.equals(INDEX)) {
      RouteKey folderKey = RouteKey.of(folderUrl).orElseThrow();
      page(file, folderKey, found, sink);
      if (!folderUrl.equals("/")) {
        RouteKey bare = RouteKey.of(folderUrl.substring(0, folderUrl.length() - 1)).orElseThrow();
        if (!Files.isRegularFile(root.resolve("." + bare.path()), LinkOption.NOFOLLOW_LINKS)) {
          PageHead moved = new PageHead(301, Optional.of(folderKey.toString()), Map.of());
          sink.page(bare, moved, InputStream.nullInputStream());
        }
      }
    } else if (name.equals(NOT_FOUND) && folderUrl.equals("/")) {
      page(file, NotFoundPage.KEY, new PageHead(404, Optional.empty(), headers), sink);
    }
  }

  private static void page(Path file, RouteKey key, PageHead head, CaptureSink sink)
      throws IOException {
    try (InputStream body = Files.newInputStream(file)) {
      sink.page(key, head, body);
    }
  }

  /// A file's name as it stands in a URL: what would otherwise mean something there is escaped.
  private static String escaped(String name) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c == '%' || c == '?' || c == '#' || c >= 0x80 || c == '\\') {
        escaped.append('%');
        escaped.append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        escaped.append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
