package org.gabion.analyze.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.gabion.analyze.report.Analysis.Count;
import org.gabion.analyze.report.Analysis.Detail;
import org.gabion.analyze.report.Analysis.Incident;
import org.gabion.analyze.report.Analysis.InputFile;
import org.gabion.analyze.report.Analysis.PasteRule;
import org.gabion.analyze.report.Analysis.Traffic;
import org.gabion.core.detect.Judgement;

/// An [Analysis] for the terminal: plain words first, then each incident, then the files and what
/// could not be read.
///
/// No byte of a log reaches the terminal raw ([Printable]). One object writes one report; not
/// thread safe.
public final class TextReport {
  private static final int SHOWN_VALUES = 5;
  private static final int SHOWN_FILES = 20;
  private static final int LABEL = 16;
  private static final int LONGEST = 1000;

  private final Appendable out;
  private final int width;
  private final boolean colour;

  /// How it is to look.
  ///
  /// @param width columns, 72 to 200
  /// @param colour whether the terminal's colours may be used
  public record Style(int width, boolean colour) {
    /// What fits every terminal and every mail.
    public static final Style PLAIN = new Style(96, false);

    public Style {
      if (width < 72 || width > 200) {
        throw new IllegalArgumentException("a width of " + width + " columns");
      }
    }
  }

  private TextReport(Appendable out, Style style) {
    this.out = out;
    this.width = style.width();
    this.colour = style.colour();
  }

  /// Writes the whole report, a line end after every line.
  public static void write(Analysis analysis, Style style, Appendable out) throws IOException {
    write(analysis, style, Set.of(), out);
  }

  /// The same beside other things.
  public static void write(Analysis analysis, Style style, Set<Written> beside, Appendable out)
      throws IOException {
    new TextReport(out, style).report(analysis, beside);
  }

  private void report(Analysis analysis, Set<Written> beside) throws IOException {
    Headline headline = Headline.of(analysis, beside);
    for (Analysis.Warning warning : analysis.warnings()) {
      warning(warning);
    }
    line(painted(headline.title(), headline.tone()));
    line("");
    for (Headline.Answer answer : headline.answers()) {
      row(answer.question(), answer.text());
    }
    section("What to do");
    for (int i = 0; i < headline.steps().size(); i++) {
      paragraph("  " + (i + 1) + ". ", "     ", headline.steps().get(i).replace('`', '\''));
    }
    for (Incident incident : gravestFirst(analysis.incidents())) {
      incident(incident);
    }
    files(analysis);
    if (!analysis.detectorsNotRun().isEmpty()) {
      section("What these logs can not tell");
      for (String missing : analysis.detectorsNotRun()) {
        paragraph("  - ", "    ", missing);
      }
    }
  }

  /// A command stays on one line, to be copied.
  private void warning(Analysis.Warning warning) throws IOException {
    paragraph("", "  ", "Know this first: " + warning.text());
    if (warning.command().isPresent()) {
      line("    " + Printable.of(warning.command().get(), LONGEST));
    }
    line("");
  }

  /// Attacks before the unclear and the benign, felt ones before others, larger before smaller.
  static List<Incident> gravestFirst(List<Incident> incidents) {
    return incidents.stream()
        .sorted(
            Comparator.comparingInt((Incident incident) -> rank(incident.verdict()))
                .thenComparing(incident -> !incident.hurt().isFelt())
                .thenComparing(Comparator.comparingLong(Incident::requests).reversed())
                .thenComparing(Incident::start)
                .thenComparing(Incident::id))
        .toList();
  }

  private static int rank(Judgement verdict) {
    return switch (verdict) {
      case ATTACK -> 0;
      case UNCLEAR -> 1;
      case BENIGN -> 2;
    };
  }

  private void incident(Incident incident) throws IOException {
    section(
        incident.id()
            + ": "
            + Wording.what(incident.kind())
            + ", "
            + painted(incident.verdict().word(), incident.verdict()));
    row("when", Wording.when(incident));
    row(
        "how much",
        Wording.count(incident.requests(), "request")
            + " from "
            + Wording.addresses(incident.clients())
            + ", "
            + Wording.bytes(incident.bytes())
            + " sent, at most "
            + Wording.count(incident.peakPerSecond())
            + " in one second");
    if (!incident.signatureText().isBlank()) {
      row("in common", incident.signatureText());
    }
    if (Wording.isForARule(incident)) {
      row(
          "that matches",
          Wording.share(incident.coverage())
              + " of the unusual requests, and "
              + (incident.innocents().requests() == 0
                  ? "no request of other visitors"
                  : Wording.share(incident.innocents().share())
                      + " of other visitors' ("
                      + Wording.count(incident.innocents().requests(), "request")
                      + ")")
              + "; at most "
              + Wording.share(incident.innocents().upperBound95())
              + " of innocent clients, with 95 % certainty");
    }
    row("who was hurt", incident.hurt().sentence());
    bullets("why", incident.reasons());
    bullets(
        "belongs to",
        incident.related().stream().map(link -> link.id() + ": " + link.reason()).toList());
    detail(incident);
    rules(incident.rules());
    bullets("not made", incident.withheld());
  }

  private void detail(Incident incident) throws IOException {
    Detail detail = incident.detail();
    line("");
    line(
        pad("", LABEL + 2)
            + right("requests", 12)
            + right("a minute", 10)
            + right("addresses", 11)
            + right("errors", 10)
            + right("sent", 10));
    traffic("before", detail.before());
    traffic(Wording.during(detail), detail.during());
    if (detail.others().requests() > 0) {
      traffic("others then", detail.others());
    }
    traffic("after", detail.after());
    line("");
    counts("sources", detail.sources(), incident.requests());
    counts("paths", detail.paths(), incident.requests());
    counts("agents", detail.agents(), incident.requests());
    counts("statuses", detail.statuses(), incident.requests());
  }

  private void traffic(String label, Traffic traffic) throws IOException {
    String rate = Wording.rate(traffic.perMinute());
    line(
        pad("  " + label, LABEL + 2)
            + right(Wording.count(traffic.requests()), 12)
            + right(rate, 10)
            + right(Wording.count(traffic.clients()), 11)
            + right(Wording.count(traffic.errors()), 10)
            + right(Wording.bytes(traffic.bytes()), 10));
  }

  private void counts(String label, List<Count> counts, long requests) throws IOException {
    if (Wording.isUntold(counts)) {
      return;
    }
    String shown = label;
    long rest = requests;
    for (Count count : counts.subList(0, Math.min(SHOWN_VALUES, counts.size()))) {
      value(shown, count.requests(), fit(Wording.value(count.value()), width - LABEL - 16));
      rest -= count.requests();
      shown = "";
    }
    if (rest > 0) {
      value("", rest, "all others");
    }
  }

  private void value(String label, long requests, String text) throws IOException {
    line(pad("  " + label, LABEL + 2) + right(Wording.count(requests), 12) + "  " + text);
  }

  /// Printable, and cut to so many columns in the middle: what tells two user agents or two paths
  /// apart is most often at their ends.
  private static String fit(String text, int columns) {
    String safe = Printable.of(text);
    if (safe.length() <= columns) {
      return safe;
    }
    int head = columns / 2;
    return safe.substring(0, head) + "..." + safe.substring(safe.length() - columns + head + 3);
  }

  private void rules(List<PasteRule> rules) throws IOException {
    if (rules.isEmpty()) {
      return;
    }
    line("");
    line("  rules, each tried on this log; --rules DIR writes them as files");
    for (PasteRule rule : rules) {
      row("  " + rule.target(), "the rule " + Wording.meets(rule) + "; " + rule.checked());
    }
  }

  private void files(Analysis analysis) throws IOException {
    section("What was read");
    List<InputFile> files = analysis.files();
    for (InputFile file : files.subList(0, Math.min(SHOWN_FILES, files.size()))) {
      paragraph(
          "  ",
          "    ",
          file.path()
              + ": "
              + Wording.count(file.lines(), "line")
              + ", "
              + Wording.count(file.parsed(), "request")
              + "; format "
              + file.format()
              + (file.formatReason().isBlank() ? "" : " (" + file.formatReason() + ")"));
      rejected(file);
    }
    if (files.size() > SHOWN_FILES) {
      line("  and " + (files.size() - SHOWN_FILES) + " more files");
    }
  }

  private void rejected(InputFile file) throws IOException {
    for (Map.Entry<String, Long> reason : new TreeMap<>(file.rejected()).entrySet()) {
      paragraph(
          "    ",
          "      ",
          "not read, " + reason.getKey() + ": " + Wording.count(reason.getValue(), "line"));
      for (String sample : file.samples().getOrDefault(reason.getKey(), List.of())) {
        line("      | " + Printable.of(sample, width - 34));
      }
    }
  }

  private void section(String title) throws IOException {
    line("");
    line(bold(title));
  }

  private void bullets(String label, List<String> texts) throws IOException {
    String shown = label;
    for (String text : texts) {
      row(shown, text);
      shown = "";
    }
  }

  private void row(String label, String text) throws IOException {
    paragraph(pad("  " + label, LABEL + 2), pad("", LABEL + 2), text);
  }

  /// Breaks at spaces, but never between a number and its unit; a word that is longer than a line
  /// is broken where the line ends.
  private void paragraph(String lead, String indent, String text) throws IOException {
    String open = lead;
    String held = Wording.held(Printable.of(text, LONGEST));
    for (String wrapped : wrap(held, width - indent.length())) {
      line(open + wrapped.replace(Wording.HOLDING, ' '));
      open = indent;
    }
  }

  private static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String rest = word;
      if (!current.isEmpty() && current.length() + 1 + rest.length() > columns) {
        lines.add(current.toString());
        current.setLength(0);
      }
      while (rest.length() > columns) {
        lines.add(rest.substring(0, columns));
        rest = rest.substring(columns);
      }
      if (!current.isEmpty()) {
        current.append(' ');
      }
      current.append(rest);
    }
    lines.add(current.toString());
    return lines;
  }

  private void line(String text) throws IOException {
    out.append(text.stripTrailing()).append('\n');
  }

  private static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - text.length()));
  }

  private static String right(String text, int columns) {
    return " ".repeat(Math.max(1, columns - text.length())) + text;
  }

  private String bold(String text) {
    return colour ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  private String painted(String text, Judgement verdict) {
    if (!colour) {
      return text;
    }
    String shade =
        switch (verdict) {
          case ATTACK -> "31";
          case UNCLEAR -> "33";
          case BENIGN -> "32";
        };
    return "\u001b[1;" + shade + "m" + text + "\u001b[0m";
  }
}
