package org.gabion.lab.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A block of lines that is drawn over itself, for a terminal of at least 80 columns. Colours and
/// block characters only where they can be shown.
final class ScreenView implements LiveView {
  private static final int BAR = 40;
  private static final int TREND = 55;
  private static final String STEPS = "▁▂▃▄▅▆▇█";
  private static final String PLAIN_STEPS = "_.-:=+*#";

  private final PrintWriter out;
  private final boolean colour;
  private final boolean blocks;
  private int drawn;

  ScreenView(PrintWriter out, boolean colour, boolean blocks) {
    this.out = out;
    this.colour = colour;
    this.blocks = blocks;
  }

  @Override
  public void show(Moment now) {
    StringBuilder frame = new StringBuilder(2048);
    if (drawn > 0) {
      frame.append("\033[").append(drawn).append('A');
    }
    List<String> lines = lines(now);
    for (String line : lines) {
      frame.append("\033[2K").append(line).append('\n');
    }
    drawn = lines.size();
    out.print(frame);
    out.flush();
  }

  private List<String> lines(Moment now) {
    List<String> lines = new ArrayList<>();
    String phase = now.flooding() ? paint("31;1", "FLOOD") : paint("32;1", "calm");
    lines.add(
        text(
            "%s, %s   %s of %s",
            paint("1", now.guarded() ? "With the guard" : "Without the guard"),
            phase,
            clock(now.elapsed().toSeconds()),
            clock(now.total().toSeconds())));
    lines.add("");
    lines.add(text("  Readers' pages came   %s %s", bar(now), share(now)));
    lines.add(text("  Page complete         p95 %,.0f ms", now.pageP95()));
    lines.add("");
    lines.add(text("  Bogus visits      %,7.0f a second", now.bogusPerSecond()));
    lines.add(text("    turned away     %,7.0f", now.awayPerSecond()));
    lines.add(text("    at the site     %,7.0f", now.atSitePerSecond()));
    lines.add("");
    lines.add(
        text(
            "  Site answers in       p50 %,.0f ms   p95 %,.0f ms   %.0f %% of its capacity used",
            now.siteP50(), now.siteP95(), Math.min(now.siteLoad(), 1) * 100));
    lines.add(
        "  Guard                 " + cut(now.guarded() ? now.guardDoes() : "(not in the way now)"));
    lines.add("");
    lines.add("  Readers, by second    " + trend(now.history()));
    return lines;
  }

  private String bar(Moment now) {
    int full = (int) Math.round(now.readersOk() * BAR);
    String bar = (blocks ? "█" : "#").repeat(full) + (blocks ? "░" : ".").repeat(BAR - full);
    return paint(tone(now.readersOk()), bar);
  }

  private static String share(Moment now) {
    return now.readerPages() == 0 ? "  -" : text("%3.0f %%", now.readersOk() * 100);
  }

  private String trend(List<Double> history) {
    StringBuilder trend = new StringBuilder();
    String steps = blocks ? STEPS : PLAIN_STEPS;
    for (double share : history.subList(Math.max(0, history.size() - TREND), history.size())) {
      trend.append(
          share < 0 ? " " : paint(tone(share), steps.charAt((int) Math.round(share * 7)) + ""));
    }
    return trend.toString();
  }

  private static String tone(double share) {
    return share >= 0.99 ? "32" : share >= 0.9 ? "33" : "31";
  }

  private static String cut(String text) {
    return text.length() <= 56 ? text : text.substring(0, 55) + "~";
  }

  private String paint(String code, String text) {
    return colour ? "\033[" + code + "m" + text + "\033[0m" : text;
  }

  private static String clock(long seconds) {
    return text("%d:%02d", seconds / 60, seconds % 60);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency more
  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  @Override
  public void say(String line) {
    out.println(line);
    drawn = 0;
    out.flush();
  }

  @Override
  public void end() {
    drawn = 0;
    out.println();
    out.flush();
  }
}
