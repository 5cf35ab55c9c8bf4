package org.gabion.lab.demo;

import java.io.PrintWriter;
import java.util.Locale;

/// One plain line a second, for logs and pipes; what the guard does gets a line of its own when its
/// reasons change.
final class LineView implements LiveView {
  private final PrintWriter out;
  private long lastSecond = -1;
  private String lastDoing = "";
  private String lastPhase = "";

  LineView(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void show(Moment now) {
    if (now.elapsed().toSeconds() == lastSecond) {
      return;
    }
    lastSecond = now.elapsed().toSeconds();
    String doing = now.guardDoes().replaceAll("[0-9]+", "");
    if (now.guarded() && !doing.equals(lastDoing)) {
      lastDoing = doing;
      out.println("      guard: " + now.guardDoes());
    }
    String phase = (now.guarded() ? "with" : "without") + (now.flooding() ? ", flood" : ", calm");
    if (!phase.equals(lastPhase)) {
      lastPhase = phase;
      out.println("      " + phase);
    }
    out.println(
        String.format(
            Locale.ROOT,
            "%3d s  readers %4s  bogus/s away %5.0f, at the site %5.0f  site p95 %5.0f ms",
            lastSecond,
            now.readerPages() == 0 ? "-" : Math.round(now.readersOk() * 100) + "%",
            now.awayPerSecond(),
            now.atSitePerSecond(),
            now.siteP95()));
    out.flush();
  }

  @Override
  public void say(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void end() {
    out.flush();
  }
}
