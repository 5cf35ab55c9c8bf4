package org.gabion.lab.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.gabion.analyze.report.Analysis;
import org.gabion.core.detect.Judgement;

/// How well an analysis agrees with the labels of the log.
///
/// @param recall share of the attack's lines that incidents of verdict attack match; 1 if there are
///   none
/// @param startError seconds, the worst of all waves; NaN if a wave was not found
/// @param endError the same for ends
/// @param innocents share of all innocent lines that incidents of verdict attack match
/// @param falseIncidents incidents of verdict attack of which most lines are innocent
/// @param splits incidents of verdict attack beyond one for each wave
/// @param boundHolds whether no incident of verdict attack matched more of the innocent clients
///   than it predicted
/// @param given kinds and verdicts of all incidents, each once
/// @param faults why it does not pass, in few words; empty if it passes every goal
record Score(
    double recall,
    double startError,
    double endError,
    double innocents,
    int falseIncidents,
    int splits,
    boolean boundHolds,
    Set<String> given,
    List<String> faults) {
  static final double LEAST_RECALL = 0.95;
  static final double MOST_INNOCENTS = 0.001;
  static final double MOST_SECONDS = 60;

  static Score of(LabelledLog log, Analysis analysis) {
    return new Tally(log, analysis).score();
  }

  /// Whether anything was called an attack.
  boolean accuses() {
    return given.stream().anyMatch(word -> word.endsWith("/" + Judgement.ATTACK.word()));
  }

  boolean passes() {
    return faults.isEmpty();
  }

  /// One comparison. Used once.
  private static final class Tally {
    private final LabelledLog log;
    private final Truth truth;
    private final Analysis analysis;
    private final boolean[] matched;
    private final List<List<Analysis.Incident>> byWave = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final int innocentLines;
    private final InnocentClients clients;
    private int falseIncidents;
    private boolean boundHolds = true;

    Tally(LabelledLog log, Analysis analysis) {
      this.log = log;
      this.truth = log.truth();
      this.analysis = analysis;
      this.matched = new boolean[log.lines()];
      this.clients = new InnocentClients(log);
      this.innocentLines = Math.max(1, log.innocents());
      truth.waves().forEach(wave -> byWave.add(new ArrayList<>()));
    }

    Score score() {
      analysis.incidents().stream()
          .filter(incident -> incident.verdict() == Judgement.ATTACK)
          .forEach(this::place);
      int attackLines = log.lines() - log.innocents();
      int hit = 0;
      int innocent = 0;
      for (int line = 0; line < matched.length; line++) {
        if (matched[line]) {
          hit += log.waves()[line] == 0 ? 0 : 1;
          innocent += log.waves()[line] == 0 ? 1 : 0;
        }
      }
      double recall = attackLines == 0 ? 1 : (double) hit / attackLines;
      double innocents = (double) innocent / innocentLines;
      double startError = error(true);
      double endError = error(false);
      int splits = byWave.stream().mapToInt(list -> Math.max(0, list.size() - 1)).sum();
      judge(recall, innocents, startError, endError, splits);
      Set<String> given = new TreeSet<>();
      analysis
          .incidents()
          .forEach(each -> given.add(each.kind().word() + "/" + each.verdict().word()));
      return new Score(
          recall,
          startError,
          endError,
          innocents,
          falseIncidents,
          splits,
          boundHolds,
          given,
          List.copyOf(faults));
    }

    /// Finds the wave of an incident by most of its lines.
    private void place(Analysis.Incident incident) {
      int[] counts = new int[truth.waves().size() + 1];
      for (long line : incident.matchedLines()) {
        int index = (int) line - 1;
        matched[index] = true;
        counts[log.waves()[index]]++;
      }
      boundHolds &= clients.share(incident.matchedLines()) <= incident.innocents().upperBound95();
      int best = 0;
      for (int wave = 1; wave < counts.length; wave++) {
        best = best == 0 || counts[wave] > counts[best] ? wave : best;
      }
      int all = incident.matchedLines().size();
      if (best == 0 || counts[0] > all / 2) {
        falseIncidents++;
      } else {
        byWave.get(best - 1).add(incident);
      }
    }

    /// How far the first start, or the last end, of a wave's incidents is from its own.
    private double error(boolean start) {
      double worst = 0;
      for (int wave = 0; wave < byWave.size(); wave++) {
        List<Analysis.Incident> incidents = byWave.get(wave);
        if (incidents.isEmpty()) {
          return Double.NaN;
        }
        long found =
            start
                ? incidents.stream().mapToLong(each -> each.start().toEpochMilli()).min().orElse(0)
                : incidents.stream().mapToLong(each -> each.end().toEpochMilli()).max().orElse(0);
        Truth.Wave real = truth.waves().get(wave);
        long is = (start ? real.fromMicros() : real.toMicros()) / 1000;
        worst = Math.max(worst, Math.abs(found - is) / 1000.0);
      }
      return worst;
    }

    private void judge(
        double recall, double innocents, double startError, double endError, int splits) {
      if (falseIncidents > 0) {
        faults.add(falseIncidents + " false attack(s)");
      }
      if (innocents > MOST_INNOCENTS) {
        faults.add(String.format(Locale.ROOT, "innocents %.2f %%", 100 * innocents));
      }
      switch (truth.verdict()) {
        case BENIGN -> {}
        case UNCLEAR -> judgeUnclear();
        case ATTACK -> judgeAttack(recall, startError, endError, splits);
      }
    }

    private void judgeUnclear() {
      Truth.Wave wave = truth.waves().get(0);
      boolean noted =
          analysis.incidents().stream()
              .anyMatch(
                  each ->
                      each.verdict() == Judgement.UNCLEAR
                          && each.hurt().requests() > 0
                          && each.start().toEpochMilli() * 1000 <= wave.toMicros()
                          && each.end().toEpochMilli() * 1000 >= wave.fromMicros());
      if (!noted) {
        faults.add("not noted as unclear");
      }
      if (byWave.stream().anyMatch(list -> !list.isEmpty())) {
        faults.add("called an attack");
      }
    }

    private void judgeAttack(double recall, double startError, double endError, int splits) {
      long missed = byWave.stream().filter(List::isEmpty).count();
      if (missed > 0) {
        faults.add(missed + " of " + byWave.size() + " wave(s) missed");
      }
      if (splits > 0) {
        faults.add("split in " + splits + " more");
      }
      if (recall < LEAST_RECALL) {
        faults.add(String.format(Locale.ROOT, "recall %.1f %%", 100 * recall));
      }
      if (startError > MOST_SECONDS) {
        faults.add(String.format(Locale.ROOT, "start %.0f s off", startError));
      }
      if (endError > MOST_SECONDS) {
        faults.add(String.format(Locale.ROOT, "end %.0f s off", endError));
      }
      boolean wrongKind =
          byWave.stream()
              .flatMap(List::stream)
              .anyMatch(each -> !truth.kinds().contains(each.kind()));
      if (wrongKind) {
        faults.add("wrong kind");
      }
      if (byWave.size() > 1 && missed == 0 && splits == 0 && !related()) {
        faults.add("waves not related");
      }
    }

    /// Whether every wave's incident names another wave's.
    private boolean related() {
      List<Analysis.Incident> all = byWave.stream().flatMap(List::stream).toList();
      Set<String> ids = new TreeSet<>();
      all.forEach(each -> ids.add(each.id()));
      return all.stream()
          .allMatch(each -> each.related().stream().anyMatch(link -> ids.contains(link.id())));
    }
  }
}
