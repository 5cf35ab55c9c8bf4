package org.gabion.lab.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.gabion.cli.Demo;

/// The demonstration that `gabion demo` finds in a checkout: see [DemoRun].
public final class LabDemo implements Demo {
  private static final int FAILED = 1;

  /// `ServiceLoader` makes it.
  public LabDemo() {}

  @Override
  public int run(Options options, PrintWriter out, PrintWriter err) throws InterruptedException {
    try {
      DemoPlan plan = DemoPlan.of(options);
      Path folder = Files.createTempDirectory("gabion-demo-");
      Thread hook = new Thread(() -> delete(folder), "demo-folder"); // also after Ctrl-C
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        return new DemoRun(plan, LiveView.of(out, System.getenv())).run(folder);
      } finally {
        delete(folder);
      }
    } catch (IllegalArgumentException | IOException e) {
      err.println("gabion: " + e.getMessage());
      return FAILED;
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A few kilobytes of logs stay behind in the system's folder for such things.
    }
  }
}
