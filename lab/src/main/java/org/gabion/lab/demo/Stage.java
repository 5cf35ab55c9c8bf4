package org.gabion.lab.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.gabion.lab.site.SiteFigures;

/// One run, with or without the guard: a calm phase, then the flood; shows it live and returns what
/// it came to. Used by one thread.
final class Stage {
  private static final Duration FRAME = Duration.ofMillis(500);
  private static final Duration LOOK_BACK = Duration.ofSeconds(5);

  /// What does not change from run to run.
  ///
  /// @param startedNanos when the demonstration began, by `System.nanoTime`
  record Setting(DemoPlan plan, LiveView view, SiteProcess site, long startedNanos) {}

  private final Setting setting;
  private final boolean guarded;
  private final InetSocketAddress target;
  private final Supplier<String> guardDoes;
  private final List<Double> history = new ArrayList<>();
  private FloodFigures lastFlood = FloodFigures.none();
  private SiteFigures lastSite = SiteFigures.none();
  private long lastRates;

  Stage(Setting setting, boolean guarded, InetSocketAddress target, Supplier<String> guardDoes) {
    this.setting = setting;
    this.guarded = guarded;
    this.target = target;
    this.guardDoes = guardDoes;
  }

  RunResult play(long calmUntil, long floodUntil) throws IOException, InterruptedException {
    lastRates = System.nanoTime();
    lastSite = setting.site().figures();
    try (Readers readers = Readers.start(setting.plan().readers(), target, setting.plan().seed())) {
      long began = System.nanoTime();
      watch(readers, FloodFigures::none, false, calmUntil);
      SiteFigures before = setting.site().figures();
      long floodFrom = System.nanoTime();
      Flood.Config config = Flood.Config.of(setting.plan().floodRate(), setting.plan().seed());
      try (Flood flood = Flood.start(config, target)) {
        watch(readers, flood::figures, true, floodUntil);
        long floodTo = System.nanoTime();
        Thread leaving = Thread.ofVirtual().start(() -> leave(readers));
        while (leaving.isAlive()) { // the last pages load under the flood too
          watch(readers, flood::figures, true, System.nanoTime() + FRAME.toNanos() / 5);
        }
        flood.stop();
        double seconds = (System.nanoTime() - floodFrom) / 1e9;
        Thread.sleep(500); // what is on its way reaches the site, and the site's count reaches us
        return new RunResult(
            readers.visits(began, floodFrom),
            readers.visits(floodFrom, floodTo),
            flood.figures(),
            seconds,
            setting.site().figures().minus(before));
      }
    }
  }

  private static void leave(Readers readers) {
    try {
      readers.leave();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch(Readers readers, Supplier<FloodFigures> flood, boolean flooding, long until)
      throws InterruptedException {
    long left = until - System.nanoTime();
    while (left > 0) {
      Thread.sleep(Duration.ofNanos(Math.min(left, FRAME.toNanos())));
      long now = System.nanoTime();
      if (now - lastRates >= 1_000_000_000L) {
        setting.view().show(moment(readers, flood.get(), flooding, now));
      }
      left = until - now;
    }
  }

  private Moment moment(Readers readers, FloodFigures flood, boolean flooding, long now) {
    double seconds = (now - lastRates) / 1e9;
    List<Visit> lastSecond = readers.endedSince(lastRates);
    history.add(lastSecond.isEmpty() ? -1 : RunResult.okShare(lastSecond));
    List<Visit> recent = readers.endedSince(now - LOOK_BACK.toNanos());
    SiteFigures site = setting.site().figures();
    SiteFigures siteNow = site.minus(lastSite);
    double sent = flood.minus(lastFlood).sent() / seconds;
    double atSite = siteNow.bogusRequests() / seconds;
    lastFlood = flood;
    lastSite = site;
    lastRates = now;
    return new Moment(
        guarded,
        flooding,
        Duration.ofNanos(now - setting.startedNanos()),
        setting.plan().total(),
        recent.size(),
        (int) recent.stream().filter(Visit::served).count(),
        RunResult.pageMillis(recent, 0.95),
        sent,
        Math.max(0, sent - atSite),
        atSite,
        siteNow.pageTime().millisAt(0.50),
        siteNow.pageTime().millisAt(0.95),
        siteNow.rendered() / seconds / setting.plan().site().pagesPerSecond(),
        guardDoes.get(),
        history);
  }
}
