package org.gabion.analyze.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.gabion.analyze.report.Analysis.Incident;
import org.gabion.core.detect.Judgement;

/// What an analysis says in a few sentences, before any figure is explained: what happened, when,
/// how much, who was hurt and what to do. The same in every report.
///
/// @param tone the gravest verdict in it; empty text never stands for "nothing found"
/// @param title one line
/// @param sentences what a reader in a hurry must know
/// @param steps what to do next, in order; commands stand between backquotes
record Headline(Judgement tone, String title, List<String> sentences, List<String> steps) {

  static Headline of(Analysis analysis) {
    List<Incident> attacks = with(analysis, Judgement.ATTACK);
    List<Incident> unclear = with(analysis, Judgement.UNCLEAR);
    if (analysis.span().isEmpty() || analysis.requests() == 0) {
      return unread(analysis);
    }
    if (!attacks.isEmpty()) {
      return attack(attacks, unclear);
    }
    return unclear.isEmpty() ? calm(analysis) : unclear(analysis, unclear);
  }

  /// Incidents of a verdict, the largest first.
  private static List<Incident> with(Analysis analysis, Judgement verdict) {
    return analysis.incidents().stream()
        .filter(incident -> incident.verdict() == verdict)
        .sorted(Comparator.comparingLong(Incident::requests).reversed())
        .toList();
  }

  private static Headline unread(Analysis analysis) {
    return new Headline(
        Judgement.UNCLEAR,
        "Nothing could be read",
        List.of(
            analysis.files().isEmpty()
                ? "No file was given."
                : "No line was a request in a format that is known. The rejected lines below say"
                    + " why."),
        List.of(
            "Say how the lines are written: `--format NAME`, or paste the server's own directive:"
                + " `--log-format '...'`."));
  }

  private static Headline calm(Analysis analysis) {
    List<String> sentences = new ArrayList<>();
    sentences.add(scope(analysis) + " hold no attack that the log can tell.");
    List<Incident> benign = with(analysis, Judgement.BENIGN);
    if (!benign.isEmpty()) {
      sentences.add("What stood out is harmless: " + list(benign) + ". It should not be blocked.");
    }
    return new Headline(
        Judgement.BENIGN, "No attack found", sentences, List.of("Nothing needs to be done."));
  }

  private static Headline unclear(Analysis analysis, List<Incident> unclear) {
    Incident first = unclear.getFirst();
    List<String> sentences = new ArrayList<>();
    sentences.add(
        scope(analysis)
            + " hold "
            + (unclear.size() == 1 ? "one thing" : unclear.size() + " things")
            + " that stand out, and the log can not tell what it was.");
    sentences.add(amount(first));
    sentences.add(sentence(first.hurt().sentence()));
    return new Headline(
        Judgement.UNCLEAR,
        "No attack proven, but something unusual",
        sentences,
        List.of(
            "Look at the details below before you block anybody: real readers may be among them.",
            "If it is still going on, run the guard, which protects readers without having to know"
                + " who is to blame: `gabion guard --origin URL`."));
  }

  private static Headline attack(List<Incident> attacks, List<Incident> unclear) {
    Incident worst = attacks.getFirst();
    List<String> sentences = new ArrayList<>();
    sentences.add(
        capital(Wording.what(worst.kind()))
            + " ran from "
            + Wording.fromTo(worst.start(), worst.end())
            + " ("
            + Wording.duration(worst.start(), worst.end())
            + ").");
    sentences.add(amount(worst));
    sentences.add(sentence(worst.hurt().sentence()));
    if (attacks.size() > 1) {
      sentences.add(
          "In all there were "
              + attacks.size()
              + " attacks: "
              + list(attacks)
              + ". The largest is told here, the others below.");
    }
    if (!unclear.isEmpty()) {
      sentences.add("Besides, " + unclear.size() + " more stood out and stayed unclear.");
    }
    String title =
        attacks.size() == 1
            ? "Attack found: " + Wording.what(worst.kind())
            : attacks.size() + " attacks found";
    return new Headline(Judgement.ATTACK, title, sentences, steps(worst, attacks));
  }

  private static List<String> steps(Incident worst, List<Incident> attacks) {
    List<String> steps = new ArrayList<>();
    if (attacks.stream().anyMatch(incident -> !incident.rules().isEmpty())) {
      long innocents = worst.innocents().requests();
      steps.add(
          "Write the rules, look at them, and paste the one for your server: `gabion analyze"
              + " FILE... --rules DIR`. They match "
              + Wording.share(worst.coverage())
              + " of the bogus requests and "
              + (innocents == 0
                  ? "no other request in this log."
                  : Wording.count(innocents, "request") + " of other visitors."));
    } else {
      steps.add(
          "There is no rule that turns these requests away and spares readers. Limit what one"
              + " address may use, or put the guard in front: `gabion guard --origin URL`.");
    }
    steps.add(
        "Keep the proof before the log rotates: `gabion analyze FILE... --evidence DIR"
            + " --key KEY`.");
    steps.add(
        "Be ready for the next one, which seldom looks the same: `gabion guard --origin URL`"
            + " keeps known readers served meanwhile.");
    return steps;
  }

  private static String amount(Incident incident) {
    return Wording.count(incident.requests(), "request")
        + " came from "
        + Wording.count(incident.clients(), "address")
        + ", at most "
        + Wording.count(incident.peakPerSecond())
        + " in one second"
        + (incident.bytes() > 0
            ? ", and " + Wording.bytes(incident.bytes()) + " were sent to them."
            : ".");
  }

  private static String scope(Analysis analysis) {
    Instant from = analysis.span().orElseThrow().from();
    Instant to = analysis.span().orElseThrow().to();
    return Wording.count(analysis.requests(), "request") + " from " + Wording.fromTo(from, to);
  }

  private static String list(List<Incident> incidents) {
    return String.join(
        ", ",
        incidents.stream()
            .map(incident -> Wording.what(incident.kind()) + " (" + incident.id() + ")")
            .toList());
  }

  static String capital(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /// The text as a sentence of its own.
  static String sentence(String text) {
    String trimmed = text.strip();
    return trimmed.isEmpty() || trimmed.endsWith(".") ? capital(trimmed) : capital(trimmed) + ".";
  }
}
