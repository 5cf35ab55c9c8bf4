package org.gabion.mirror.restore;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Route;
import org.gabion.mirror.copy.CopyFault;
import org.gabion.mirror.copy.OpenedCopy;

/// Writes a copy's pages as a folder that any web server can serve.
///
/// Everything is written beside the folder first, each byte checked, and moved to its place at the
/// end: whoever is cut off has no half site, and what was there is never touched.
public final class Restore {
  private static final String DRAFT = ".gabion-restore";

  private final OpenedCopy copy;
  private final Path to;

  /// @param files that were written
  /// @param nginx redirects, types and odd addresses for nginx
  /// @param caddy the same for Caddy
  public record Restored(long files, long bytes, Path nginx, Path caddy) {}

  /// @param to a folder that does not exist, or is empty
  public Restore(OpenedCopy copy, Path to) {
    this.copy = copy;
    this.to = to.toAbsolutePath().normalize();
  }

  /// Restores all pages.
  ///
  /// @throws CopyFault if a part of the copy is missing or wrong
  /// @throws IOException if two pages want one file, or the folder can not be written
  public Restored run() throws IOException {
    refuseUsedFolder();
    List<Route> routes = copy.routes();
    Map<String, Route> files = plan(routes);
    Path draft = to.resolveSibling(DRAFT + "-" + to.getFileName());
    deleteTree(draft);
    Files.createDirectories(draft);
    refuseFoldedNames(files, draft);
    long bytes = 0;
    for (Map.Entry<String, Route> file : files.entrySet()) {
      write(draft, file.getKey(), file.getValue());
      bytes += file.getValue().size();
    }
    Files.deleteIfExists(to);
    Files.move(draft, to);
    ServerSnippets snippets = new ServerSnippets(routes, files, copy.header().notFound());
    Path nginx = to.resolveSibling(to.getFileName() + ".nginx.conf");
    Path caddy = to.resolveSibling(to.getFileName() + ".Caddyfile");
    Files.writeString(nginx, snippets.nginx(to));
    Files.writeString(caddy, snippets.caddy(to));
    return new Restored(files.size(), bytes, nginx, caddy);
  }

  private void refuseUsedFolder() throws IOException {
    if (!Files.exists(to)) {
      return;
    }
    if (!Files.isDirectory(to)) {
      throw new IOException(to + " is a file; name a folder that does not exist yet");
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(to)) {
      if (entries.iterator().hasNext()) {
        throw new IOException(
            to + " is not empty; name a folder that does not exist yet: nothing is overwritten");
      }
    }
  }

  /// Which page is written to which file. Pages with the same content may share one.
  private static Map<String, Route> plan(List<Route> routes) throws IOException {
    Map<String, Route> files = new TreeMap<>();
    for (Route route : routes) {
      if (Route.isRedirect(route.status())) {
        continue;
      }
      String path =
          route.status() == 200
              ? TreePath.of(route)
                  .orElseThrow(() -> new IOException("no file can have the address " + route.key()))
              : "404.html";
      Route other = files.putIfAbsent(path, route);
      if (other != null && !other.objects().equals(route.objects())) {
        throw new IOException(
            "the pages " + other.key() + " and " + route.key() + " both want the file " + path);
      }
    }
    for (String path : files.keySet()) {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        Route file = files.get(path.substring(0, slash));
        if (file != null) {
          throw new IOException(
              "the page " + file.key() + " wants a file where " + path + " wants a folder");
        }
      }
    }
    return files;
  }

  /// On a file system that takes `A` and `a` for one, two such names would overwrite each other.
  private static void refuseFoldedNames(Map<String, Route> files, Path draft) throws IOException {
    Map<String, String> folded = new HashMap<>();
    for (String path : files.keySet()) {
      String other = folded.putIfAbsent(TreePath.folded(path), path);
      if (other != null && folds(draft)) {
        throw new IOException(
            "this disk takes "
                + other
                + " and "
                + path
                + " for one file; restore to a disk that tells capital letters apart");
      }
    }
  }

  private static boolean folds(Path folder) throws IOException {
    Path probe = Files.createFile(folder.resolve(".gabion-Probe"));
    try {
      return Files.exists(folder.resolve(".gabion-probe"));
    } finally {
      Files.delete(probe);
    }
  }

  private void write(Path draft, String path, Route route) throws IOException {
    Path file;
    try {
      file = draft.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new IOException("this disk can not hold a file named " + path, e);
    }
    if (!file.startsWith(draft) || path.startsWith(CopyPaths.FOLDER + "/")) {
      throw new CopyFault(
          CopyFault.Kind.UNTRUSTED, "the page " + route.key() + " would lie outside the folder");
    }
    Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(draft));
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      copy.copyTo(route, out);
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
