package org.gabion.lab.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A folder for a run's configuration and logs, gone with the run, also after Ctrl-C.
public final class ScratchFolder implements AutoCloseable {
  private final Path path;
  private final Thread hook;

  private ScratchFolder(Path path) {
    this.path = path;
    this.hook = new Thread(this::delete, "delete-" + path.getFileName());
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Makes one in the system's folder for such things.
  public static ScratchFolder open(String name) throws IOException {
    return new ScratchFolder(Files.createTempDirectory("gabion-" + name + "-"));
  }

  public Path path() {
    return path;
  }

  private void delete() {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A few kilobytes of logs stay behind, where the system cleans up in time.
    }
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hooks are running already: this one finds nothing left.
    }
  }
}
