package org.gabion.lab.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The demo's outcome: both runs side by side, and whether the guard kept its promise.
record DemoReport(RunResult with, RunResult without, double floodRate, double sitePagesPerSecond) {
  /// Least share of readers' pages that must come during the flood with the guard.
  static final double LEAST_WITH = 0.99;

  /// Share that must not be reached without the guard: else the flood was none.
  static final double BELOW_WITHOUT = 0.90;

  /// Share of the intended rate that the flood must really have sent, in both runs: half of it is
  /// still ten times what the site can bear. How much it was stands in the table.
  static final double LEAST_RATE = 0.50;

  boolean ok() {
    return with.readersOk() >= LEAST_WITH
        && without.readersOk() < BELOW_WITHOUT
        && fullRate(with)
        && fullRate(without);
  }

  private boolean fullRate(RunResult run) {
    return run.sentPerSecond() >= LEAST_RATE * floodRate;
  }

  /// One sentence: what held, or what did not.
  String verdict() {
    if (!fullRate(with) || !fullRate(without)) {
      return text(
          "Not a fair test: the flood should send %,.0f visits a second and sent %,.0f with and"
              + " %,.0f without the guard; this machine is too busy.",
          floodRate, with.sentPerSecond(), without.sentPerSecond());
    }
    if (with.readersOk() < LEAST_WITH) {
      return text(
          "The guard did not hold: %.1f %% of the readers' pages came during the flood, wanted are"
              + " %.0f %%.",
          with.readersOk() * 100, LEAST_WITH * 100);
    }
    if (without.readersOk() >= BELOW_WITHOUT) {
      return text(
          "The site held by itself: %.1f %% of the readers' pages came without the guard, so the"
              + " flood proves nothing.",
          without.readersOk() * 100);
    }
    return text(
        "The guard held: %.1f %% of the readers' pages came during the flood; without it %.1f %%.",
        with.readersOk() * 100, without.readersOk() * 100);
  }

  String toJson() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("with", facts(with));
    all.put("without", facts(without));
    all.put("ok", ok());
    all.put("verdict", verdict());
    all.put("floodRate", floodRate);
    all.put("sitePagesPerSecond", sitePagesPerSecond);
    return JsonText.of(all);
  }

  private static Map<String, Object> facts(RunResult run) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("readersOk", run.readersOk());
    facts.put("p95ms", RunResult.pageMillis(run.stormy(), 0.95));
    facts.put("bogusAtOrigin", run.site().bogusRequests());
    facts.put("p50ms", RunResult.pageMillis(run.stormy(), 0.50));
    facts.put("pages", run.stormy().size());
    facts.put("troubles", run.troubles());
    facts.put("calmReadersOk", RunResult.okShare(run.calm()));
    facts.put("calmP95ms", RunResult.pageMillis(run.calm(), 0.95));
    facts.put("calmPages", run.calm().size());
    facts.put("floodSeconds", run.floodSeconds());
    facts.put("bogusDue", run.flood().due());
    facts.put("bogusSent", run.flood().sent());
    facts.put("bogusPerSecond", run.sentPerSecond());
    facts.put("bogusUnsent", run.flood().unsent());
    facts.put("bogusAnswered", run.flood().answered());
    facts.put("bogusRefused", run.flood().refused());
    facts.put("bogusDropped", run.flood().dropped());
    facts.put("bogusTimedOut", run.flood().timedOut());
    facts.put("siteP50ms", run.site().pageTime().millisAt(0.50));
    facts.put("siteP95ms", run.site().pageTime().millisAt(0.95));
    facts.put("siteOverloaded", run.overloadedShare());
    return facts;
  }

  /// The table that is left on the screen, 80 columns at most.
  List<String> table() {
    return List.of(
        row("During the flood", "with Gabion", "without"),
        "-".repeat(76),
        row("Readers' pages that came", percent(with.readersOk()), percent(without.readersOk())),
        row("  pages tried", count(with.stormy().size()), count(without.stormy().size())),
        row("A page was complete within (p95)", pageMillis(with), pageMillis(without)),
        row(
            "Bogus visits sent, a second",
            count(with.sentPerSecond()),
            count(without.sentPerSecond())),
        row("  that reached the site, a second", atSite(with), atSite(without)),
        row("  turned away before it", away(with), away(without)),
        row("Site's own answer took (p95)", siteMillis(with), siteMillis(without)),
        row(
            "Site said \"overloaded\"",
            percent(with.overloadedShare()),
            percent(without.overloadedShare())),
        "-".repeat(76),
        row("Before the flood: pages that came", calm(with), calm(without)));
  }

  private static String row(String what, String with, String without) {
    return text("%-40s%18s%18s", what, with, without);
  }

  private static String percent(double share) {
    return text("%.1f %%", share * 100);
  }

  private static String count(double number) {
    return text("%,.0f", number);
  }

  private static String calm(RunResult run) {
    return percent(RunResult.okShare(run.calm()));
  }

  private static String pageMillis(RunResult run) {
    double millis = RunResult.pageMillis(run.stormy(), 0.95);
    return millis >= Readers.PATIENCE.toMillis() ? "never" : text("%,.0f ms", millis);
  }

  private static String siteMillis(RunResult run) {
    return text("%,.0f ms", run.site().pageTime().millisAt(0.95));
  }

  private static String atSite(RunResult run) {
    return count(run.floodSeconds() <= 0 ? 0 : run.site().bogusRequests() / run.floodSeconds());
  }

  private static String away(RunResult run) {
    return run.flood().sent() == 0 ? "-" : percent((double) run.turnedAway() / run.flood().sent());
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency more
  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
