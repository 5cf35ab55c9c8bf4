package org.gabion.analyze.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.gabion.analyze.report.Analysis.Incident;
import org.gabion.analyze.report.Analysis.PasteRule;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;

/// What an analysis says before any figure is explained: what happened, when, how much, who was
/// hurt and what to do. The same in every report.
///
/// @param tone the gravest verdict in it; that nothing could be read is unclear, never benign
/// @param title one line
/// @param answers what a reader in a hurry wants to know, in the order they would ask
/// @param steps what to do next, in order; commands stand between backquotes, and nothing in them
///   comes from a log
record Headline(Judgement tone, String title, List<Answer> answers, List<String> steps) {
  private static final int NAMED = 6;
  private static final Duration STILL = Duration.ofMinutes(2);

  /// A short question and its answer in full sentences.
  record Answer(String question, String text) {}

  static Headline of(Analysis analysis) {
    List<Incident> attacks = with(analysis, Judgement.ATTACK);
    List<Incident> unclear = with(analysis, Judgement.UNCLEAR);
    if (analysis.span().isEmpty() || analysis.requests() == 0) {
      return unread(analysis);
    }
    if (!attacks.isEmpty()) {
      return attack(analysis, attacks, unclear);
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
    long lines = analysis.files().stream().mapToLong(Analysis.InputFile::lines).sum();
    if (lines == 0) {
      return new Headline(
          Judgement.UNCLEAR,
          "The log is empty",
          List.of(new Answer("what happened", "There is no line to read, so nothing can be told.")),
          List.of(
              "Look whether the web server writes its log somewhere else, or whether it was"
                  + " rotated: older files are often named `access.log.1` or `access.log.2.gz`."));
    }
    return new Headline(
        Judgement.UNCLEAR,
        "Nothing could be read",
        List.of(
            new Answer(
                "what happened",
                "None of the "
                    + Wording.count(lines, "line")
                    + " is a request in a format that is known. Below it says why.")),
        List.of(
            "Say how the lines are written: `--format NAME`, or paste the server's own directive:"
                + " `--log-format '...'`."));
  }

  private static Headline calm(Analysis analysis) {
    List<Incident> benign = with(analysis, Judgement.BENIGN);
    boolean crowd = benign.stream().anyMatch(incident -> incident.kind() == Kind.FLASH_CROWD);
    List<Answer> answers = new ArrayList<>();
    answers.add(
        new Answer(
            "what happened",
            (crowd
                    ? "Many real people came at once. That is no attack."
                    : "No attack, as far as this log can tell.")
                + harmless(benign)));
    answers.add(new Answer("when", "The log runs from " + span(analysis) + "."));
    answers.add(new Answer("how much", Wording.count(analysis.requests(), "request") + " in all."));
    answers.add(
        new Answer(
            "who was hurt",
            benign.isEmpty()
                ? "Nobody by an attack, as far as this log can tell."
                : sentence(benign.getFirst().hurt().sentence())));
    return new Headline(
        Judgement.BENIGN,
        crowd ? "No attack: many real people came" : "No attack found",
        answers,
        crowd
            ? List.of(
                "Block nobody: these are your readers.",
                "If the site was slow meanwhile, let the guard serve them in an order that the"
                    + " server can bear: `gabion guard --origin URL`.")
            : List.of("Nothing needs to be done."));
  }

  private static Headline unclear(Analysis analysis, List<Incident> unclear) {
    Incident first = unclear.getFirst();
    String also =
        unclear.size() == 1
            ? ""
            : " In all, "
                + unclear.size()
                + " things stood out: "
                + list(unclear)
                + ". The largest is told here.";
    return new Headline(
        Judgement.UNCLEAR,
        "No attack proven, but something unusual",
        answers(
            analysis,
            first,
            capital(Wording.what(first.kind()))
                + " ("
                + first.id()
                + "). The log can not tell whether somebody meant harm."
                + also
                + harmless(with(analysis, Judgement.BENIGN))),
        List.of(
            "Look at the details below before you block anybody: real readers may be among them.",
            "If it is still going on, run the guard, which protects readers without having to know"
                + " who is to blame: `gabion guard --origin URL`."));
  }

  private static Headline attack(
      Analysis analysis, List<Incident> attacks, List<Incident> unclear) {
    Incident worst = attacks.getFirst();
    StringBuilder happened = new StringBuilder();
    happened.append(capital(Wording.what(worst.kind()))).append(" (").append(worst.id());
    happened.append("). ").append(Wording.meaning(worst.kind()));
    if (attacks.size() > 1) {
      happened.append(" In all there were ").append(attacks.size()).append(" attacks: ");
      happened.append(list(attacks)).append(". The largest is told here, the others below.");
    }
    if (!unclear.isEmpty()) {
      happened.append(" Besides, ").append(Wording.count(unclear.size(), "thing"));
      happened.append(" stood out and stayed unclear: ").append(list(unclear)).append('.');
    }
    happened.append(harmless(with(analysis, Judgement.BENIGN)));
    String title =
        attacks.size() == 1
            ? "Attack found: " + Wording.what(worst.kind())
            : attacks.size() + " attacks found";
    return new Headline(
        Judgement.ATTACK,
        title,
        answers(analysis, worst, happened.toString()),
        steps(worst, attacks));
  }

  private static List<Answer> answers(Analysis analysis, Incident incident, String happened) {
    return List.of(
        new Answer("what happened", happened),
        new Answer(
            "when",
            Wording.fromTo(incident.start(), incident.end())
                + " ("
                + Wording.duration(incident.start(), incident.end())
                + ")."
                + (isStill(analysis, incident)
                    ? " It was still going on when the log ended."
                    : "")),
        new Answer("how much", amount(incident)),
        new Answer("who was hurt", sentence(incident.hurt().sentence())));
  }

  private static boolean isStill(Analysis analysis, Incident incident) {
    return !incident.end().plus(STILL).isBefore(analysis.span().orElseThrow().to());
  }

  private static List<String> steps(Incident worst, List<Incident> attacks) {
    List<String> steps = new ArrayList<>();
    if (!worst.rules().isEmpty()) {
      PasteRule rule = worst.rules().getFirst();
      steps.add(
          "Stop it: look at the rules, and paste the one for your server"
              + " (`gabion analyze FILE... --rules DIR` writes them as files). The one for "
              + rule.target()
              + " "
              + Wording.meets(rule)
              + '.');
    } else if (worst.withheld().isEmpty()
        && attacks.stream().anyMatch(incident -> !incident.signatures().isEmpty())) {
      steps.add(
          "Stop it: let rules be made for your server, look at them, and paste one:"
              + " `gabion analyze FILE... --rules DIR`. Each is tried on this log first, and none"
              + " is made that would turn readers away.");
    } else {
      steps.add(
          "There is no rule that turns these requests away and spares readers. Limit what one"
              + " address may use, or put the guard in front: `gabion guard --origin URL`.");
    }
    steps.add("Keep the proof before the log rotates: `gabion analyze FILE... --evidence DIR`.");
    steps.add(
        "Be ready for the next one, which seldom looks the same: `gabion guard --origin URL`"
            + " keeps known readers served meanwhile.");
    return steps;
  }

  /// What stood out and must not be blocked; a sentence with a space before it, or nothing.
  private static String harmless(List<Incident> benign) {
    return benign.isEmpty() ? "" : " Harmless, and not to be blocked: " + list(benign) + ".";
  }

  private static String amount(Incident incident) {
    return Wording.count(incident.requests(), "request")
        + " from "
        + Wording.count(incident.clients(), "address")
        + ", at most "
        + Wording.count(incident.peakPerSecond())
        + " in one second"
        + (incident.bytes() > 0
            ? "; " + Wording.bytes(incident.bytes()) + " were sent in answer."
            : ".");
  }

  private static String span(Analysis analysis) {
    Analysis.Span span = analysis.span().orElseThrow();
    return Wording.fromTo(span.from(), span.to())
        + " ("
        + Wording.duration(span.from(), span.to())
        + ")";
  }

  private static String list(List<Incident> incidents) {
    String named =
        incidents.stream()
            .limit(NAMED)
            .map(incident -> Wording.what(incident.kind()) + " (" + incident.id() + ")")
            .collect(Collectors.joining(", "));
    int more = incidents.size() - NAMED;
    return more > 0 ? named + " and " + more + " more" : named;
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
