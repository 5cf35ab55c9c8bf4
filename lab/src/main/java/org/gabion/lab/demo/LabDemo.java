package org.gabion.lab.demo;

import java.io.IOException;
import java.io.PrintWriter;
import org.gabion.cli.Demo;

/// The demonstration that `gabion demo` finds in a checkout: see [DemoRun].
public final class LabDemo implements Demo {
  private static final int FAILED = 1;

  /// `ServiceLoader` makes it.
  public LabDemo() {}

  @Override
  public int run(Options options, PrintWriter out, PrintWriter err) throws InterruptedException {
    try (ScratchFolder folder = ScratchFolder.open("demo")) {
      DemoPlan plan = DemoPlan.of(options);
      return new DemoRun(plan, LiveView.of(out, System.getenv())).run(folder.path());
    } catch (IllegalArgumentException | IOException e) {
      err.println("gabion: " + e.getMessage());
      return FAILED;
    }
  }
}
