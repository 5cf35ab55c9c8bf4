package org.gabion.lab.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.gabion.lab.load.LoopbackSockets;

/// One demonstration from start to summary: the sample site and the guard in processes of their
/// own, readers who browse, and a flood; first with the guard and then without. Used by one thread.
final class DemoRun {
  private final DemoPlan plan;
  private final LiveView view;
  private final long started = System.nanoTime();

  DemoRun(DemoPlan plan, LiveView view) {
    this.plan = plan;
    this.view = view;
  }

  /// Runs it; the result is the exit status: 0 when the guard held and the site alone did not.
  ///
  /// @param folder for the guard's configuration and the logs
  int run(Path folder) throws IOException, InterruptedException {
    InetSocketAddress address = LoopbackSockets.resolve("127.0.0.1", plan.port());
    InetSocketAddress admin = LoopbackSockets.resolve("127.0.0.1", LoopbackSockets.freePort());
    try (SiteProcess site = SiteProcess.start(plan.site().port(), folder)) {
      Path configuration = GuardProcess.configure(folder, address, admin, site.address());
      try (GuardProcess guard =
          GuardProcess.start(
              configuration, address, admin, List.of(), folder.resolve("guard.log"))) {
        site.alsoEnds(guard.child());
        guard.awaitReady();
        introduce(guard, site.address());
        return report(compare(guard, site));
      }
    }
  }

  private void introduce(GuardProcess guard, InetSocketAddress site) {
    say(
        "A small newspaper that can make %.0f pages a second, %d readers, and a flood",
        capacity(), plan.readers());
    say("of %,.0f requests a second from 200 addresses, all on this machine.", plan.floodRate());
    say("Have a look yourself:");
    say("  through the guard    http://127.0.0.1:%d/", guard.address().getPort());
    say("  without it           http://127.0.0.1:%d/", site.getPort());
    say("  the guard's numbers  http://127.0.0.1:%d/metrics", guard.admin().getPort());
    view.say("");
  }

  private DemoReport compare(GuardProcess guard, SiteProcess site)
      throws IOException, InterruptedException {
    Stage.Setting setting = new Stage.Setting(plan, view, site, started);
    Timetable times = Timetable.of(System.nanoTime(), started + plan.total().toNanos());
    RunResult with;
    try (GuardWatch watch = GuardWatch.start(guard)) {
      with =
          new Stage(setting, true, guard.address(), watch::doing)
              .play(times.withCalmUntil(), times.withFloodUntil());
    }
    if (!guard.child().isAlive()) {
      throw new IOException(guard.child().failure());
    }
    view.say("");
    RunResult without =
        new Stage(setting, false, site.address(), () -> "")
            .play(times.withoutCalmUntil(), times.withoutFloodUntil());
    view.end();
    return new DemoReport(with, without, plan.floodRate(), capacity());
  }

  private int report(DemoReport report) throws IOException {
    report.table().forEach(view::say);
    view.say("");
    view.say(report.verdict());
    if (plan.json().isPresent()) {
      Files.writeString(plan.json().get(), report.toJson());
    }
    return report.ok() ? 0 : 1;
  }

  private double capacity() {
    return plan.site().pagesPerSecond();
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency more
  private void say(String format, Object... values) {
    view.say(String.format(Locale.ROOT, format, values));
  }
}
