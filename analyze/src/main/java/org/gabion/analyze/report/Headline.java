package org.gabion.analyze.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.report.Analysis.Incident;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;

/// What an analysis says before any figure is explained: what happened, when, how much, who was
/// hurt and what to do. The same in every report.
///
/// @param tone the gravest verdict in it; that nothing could be read is unclear, never benign
/// @param title one line
/// @param answers what a reader in a hurry wants to know, in the order they would ask
/// @param steps what to do next, in order, by [Advice]
record Headline(Judgement tone, String title, List<Answer> answers, List<String> steps) {
  private static final int NAMED = 6;
  private static final Duration STILL = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofMinutes(30);

  /// A share of unread lines that a reader must know of.
  private static final double NOTABLE = 0.01;

  /// A short question and its answer in full sentences.
  record Answer(String question, String text) {}

  static Headline of(Analysis analysis, Set<Written> beside) {
    List<Incident> attacks = with(analysis, Judgement.ATTACK);
    List<Incident> unclear = with(analysis, Judgement.UNCLEAR);
    if (analysis.span().isEmpty() || analysis.requests() == 0) {
      return unread(analysis);
    }
    if (!attacks.isEmpty()) {
      return attack(analysis, attacks, unclear, beside);
    }
    return unclear.isEmpty() ? calm(analysis) : unclear(analysis, unclear);
  }

  /// Incidents of a verdict: those that hurt somebody first, larger before smaller.
  private static List<Incident> with(Analysis analysis, Judgement verdict) {
    return analysis.incidents().stream()
        .filter(incident -> incident.verdict() == verdict)
        .sorted(
            Comparator.comparing((Incident incident) -> !incident.hurt().isFelt())
                .thenComparing(Comparator.comparingLong(Incident::requests).reversed()))
        .toList();
  }

  private static Headline unread(Analysis analysis) {
    long lines = analysis.files().stream().mapToLong(Analysis.InputFile::lines).sum();
    if (lines == 0) {
      return new Headline(
          Judgement.UNCLEAR,
          "The log is empty",
          List.of(new Answer("what happened", "There is no line to read, so nothing can be told.")),
          Advice.onEmptyLog());
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
        Advice.onUnreadLog());
  }

  private static Headline calm(Analysis analysis) {
    List<Incident> benign = with(analysis, Judgement.BENIGN);
    boolean crowd = Advice.isCrowd(benign);
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
    doubt(analysis).ifPresent(answers::add);
    return new Headline(
        Judgement.BENIGN,
        crowd ? "No attack: many real people came" : "No attack found",
        answers,
        Advice.onCalm(crowd, doubt(analysis).isEmpty()));
  }

  private static Headline unclear(Analysis analysis, List<Incident> unclear) {
    Incident first = unclear.getFirst();
    String also =
        unclear.size() == 1
            ? ""
            : " Besides it, "
                + Wording.count(unclear.size() - 1, "other thing")
                + " stood out: "
                + list(unclear.subList(1, unclear.size()))
                + ".";
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
        Advice.onUnclear(first));
  }

  private static Headline attack(
      Analysis analysis, List<Incident> attacks, List<Incident> unclear, Set<Written> beside) {
    Incident worst = attacks.getFirst();
    StringBuilder happened = new StringBuilder();
    happened.append(capital(Wording.what(worst.kind()))).append(" (").append(worst.id());
    happened.append("). ").append(Wording.meaning(worst.kind()));
    if (attacks.size() > 1) {
      happened.append(" Besides it, ").append(Wording.count(attacks.size() - 1, "other attack"));
      happened.append(", told below: ").append(list(attacks.subList(1, attacks.size())));
      happened.append('.');
    }
    if (!unclear.isEmpty()) {
      happened.append(' ').append(Wording.count(unclear.size(), "thing"));
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
        Advice.onAttack(worst, attacks, isStill(analysis, worst), beside));
  }

  private static List<Answer> answers(Analysis analysis, Incident incident, String happened) {
    List<Answer> answers = new ArrayList<>();
    answers.add(new Answer("what happened", happened));
    answers.add(
        new Answer(
            "when",
            capital(Wording.when(incident))
                + "."
                + (isStill(analysis, incident)
                    ? " It was still going on when the log ended."
                    : "")));
    answers.add(new Answer("how much", amount(incident)));
    answers.add(new Answer("who was hurt", sentence(incident.hurt().sentence())));
    doubt(analysis).ifPresent(answers::add);
    return answers;
  }

  /// What makes the whole answer less sure: much that was not read, or too short a log.
  private static Optional<Answer> doubt(Analysis analysis) {
    List<String> words = new ArrayList<>();
    if (!analysis.warnings().isEmpty()) {
      words.add("Less than it could be: see above what must be known first.");
    }
    long lines = analysis.files().stream().mapToLong(Analysis.InputFile::lines).sum();
    long lost =
        analysis.files().stream()
            .flatMap(file -> file.rejected().entrySet().stream())
            .filter(reason -> !reason.getKey().equals(LineOutcome.NO_REQUEST.reason))
            .mapToLong(Map.Entry::getValue)
            .sum();
    if (lost > NOTABLE * lines) {
      words.add(
          Wording.count(lost, "line")
              + " of "
              + Wording.count(lines)
              + " ("
              + Wording.share((double) lost / lines)
              + ") could not be read as requests; what they would tell is missing here.");
    }
    Analysis.Span span = analysis.span().orElseThrow();
    if (Duration.between(span.from(), span.to()).compareTo(SHORT) < 0) {
      words.add(
          "The log covers only "
              + Wording.duration(span.from(), span.to())
              + ", too little to know what is usual on this site. Give older logs with it.");
    }
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(new Answer("how sure", String.join(" ", words)));
  }

  private static boolean isStill(Analysis analysis, Incident incident) {
    return !incident.end().plus(STILL).isBefore(analysis.span().orElseThrow().to());
  }

  /// What stood out and must not be blocked; a sentence with a space before it, or nothing.
  private static String harmless(List<Incident> benign) {
    return benign.isEmpty() ? "" : " Harmless, and not to be blocked: " + list(benign) + ".";
  }

  private static String amount(Incident incident) {
    long during = incident.detail().during().requests();
    long all = during + incident.detail().others().requests();
    return Wording.count(incident.requests(), "request")
        + " from "
        + Wording.addresses(incident.clients())
        + ", at most "
        + Wording.count(incident.peakPerSecond())
        + " in one second"
        + (all == during || all == 0
            ? "."
            : ": " + Wording.share((double) during / all) + " of all requests in that time.")
        + (incident.bytes() > 0
            ? " " + Wording.bytes(incident.bytes()) + " were sent in answer."
            : "");
  }

  private static String span(Analysis analysis) {
    Analysis.Span span = analysis.span().orElseThrow();
    return Wording.fromTo(span.from(), span.to())
        + " ("
        + Wording.duration(span.from(), span.to())
        + ")";
  }

  private static String list(List<Incident> incidents) {
    Map<Kind, List<String>> kinds = new LinkedHashMap<>();
    incidents.stream()
        .limit(NAMED)
        .forEach(
            incident ->
                kinds.computeIfAbsent(incident.kind(), _ -> new ArrayList<>()).add(incident.id()));
    String named =
        kinds.entrySet().stream()
            .map(kind -> named(kind.getKey(), kind.getValue()))
            .collect(Collectors.joining(", "));
    int more = incidents.size() - NAMED;
    return more > 0 ? named + " and " + more + " more" : named;
  }

  private static String named(Kind kind, List<String> ids) {
    return (ids.size() == 1 ? Wording.what(kind) : Wording.many(kind))
        + " ("
        + String.join(", ", ids)
        + ")";
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
