package org.gabion.analyze.report;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.gabion.analyze.report.Analysis.Count;
import org.gabion.analyze.report.Analysis.Detail;
import org.gabion.analyze.report.Analysis.Incident;
import org.gabion.analyze.report.Analysis.Link;
import org.gabion.analyze.report.Analysis.MinedSignature;
import org.gabion.analyze.report.Analysis.PasteRule;
import org.gabion.analyze.report.Analysis.Traffic;

/// One incident on the page of an [HtmlReport]. One object writes one card; not thread safe.
final class IncidentCard {
  private static final int LONGEST_VALUE = 400;

  private final Analysis analysis;
  private final Incident incident;
  private final HtmlWriter html;
  private final String anchor;

  IncidentCard(Analysis analysis, Incident incident, HtmlWriter html) {
    this.analysis = analysis;
    this.incident = incident;
    this.html = html;
    this.anchor = anchor(analysis, incident);
  }

  /// Where the card stands on the page; made from its place among the incidents, never from text.
  static String anchor(Analysis analysis, Incident incident) {
    return "incident-" + (1 + analysis.incidents().indexOf(incident));
  }

  void write() throws IOException {
    String title = anchor + "-title";
    html.open(
        "article", "id", anchor, "class", incident.verdict().word(), "aria-labelledby", title);
    html.open("header");
    html.element("h3", incident.id() + ": " + Wording.what(incident.kind()), "id", title);
    html.open("span");
    HtmlReport.badge(html, incident.verdict());
    html.close().close();
    html.element("p", Wording.meaning(incident.kind()));
    facts();
    list("Why it is called this", incident.reasons());
    related();
    traffic(incident.detail());
    html.open("div", "class", "pairs");
    counts("Where the requests came from", "Network or address", incident.detail().sources());
    counts("What they asked for", "Path", incident.detail().paths());
    counts("What they call themselves", "User agent", incident.detail().agents());
    counts("What was answered", "Status", incident.detail().statuses(), Wording::status);
    html.close();
    rules();
    html.close();
  }

  private void facts() throws IOException {
    html.open("dl");
    fact("When", Wording.when(incident));
    fact(
        "How much",
        Wording.count(incident.requests(), "request")
            + " from "
            + Wording.addresses(incident.clients())
            + ", "
            + Wording.bytes(incident.bytes())
            + " sent in answer, at most "
            + Wording.count(incident.peakPerSecond())
            + " requests in one second");
    fact("Who was hurt", Headline.sentence(incident.hurt().sentence()));
    signatures();
    if (!incident.matchedLines().isEmpty()) {
      fact(
          "In the log",
          Wording.count(incident.matchedLines().size(), "line")
              + ", from line "
              + Wording.count(incident.matchedLines().getFirst())
              + " to line "
              + Wording.count(incident.matchedLines().getLast())
              + "; the JSON report numbers each");
    }
    html.close();
  }

  private void signatures() throws IOException {
    if (incident.signatures().isEmpty() && incident.signatureText().isBlank()) {
      fact("In common", "Nothing that sets these requests apart from those of readers.");
      return;
    }
    html.open("div").element("dt", "In common").open("dd");
    if (incident.signatures().size() > 1) {
      html.open("ul");
      for (MinedSignature signature : incident.signatures()) {
        html.element(
            "li",
            Headline.capital(SignatureWords.of(signature))
                + " ("
                + Wording.share(signature.coverage())
                + " of the incident)");
      }
      html.close();
    } else {
      html.element("p", Headline.sentence(incident.signatureText()));
    }
    if (Wording.isForARule(incident)) {
      html.element("p", Wording.held(Wording.match(incident)), "class", "note");
    }
    html.close().close();
  }

  private void fact(String name, String text) throws IOException {
    html.open("div").element("dt", name).element("dd", Wording.held(text)).close();
  }

  private void list(String title, List<String> texts) throws IOException {
    if (!texts.isEmpty()) {
      html.element("h4", title).open("ul");
      for (String text : texts) {
        html.element("li", Wording.held(Headline.sentence(text)));
      }
      html.close();
    }
  }

  private void related() throws IOException {
    if (incident.related().isEmpty()) {
      return;
    }
    html.element("h4", "Belongs together with").open("ul");
    for (Link link : incident.related()) {
      html.open("li");
      Optional<Incident> other =
          analysis.incidents().stream().filter(each -> each.id().equals(link.id())).findFirst();
      if (other.isPresent()) {
        html.element(
            "a",
            link.id() + ", " + Wording.what(other.get().kind()),
            "href",
            "#" + anchor(analysis, other.get()));
      } else {
        html.text(link.id());
      }
      html.text(": " + link.reason()).close();
    }
    html.close();
  }

  private void traffic(Detail detail) throws IOException {
    region("Traffic before, during and after");
    boolean others = detail.others().requests() > 0;
    html.element("caption", "Traffic before, during and after").open("thead").open("tr").leaf("td");
    for (String column :
        others
            ? List.of("Before", "These requests", "Others meanwhile", "After")
            : List.of("Before", "All meanwhile", "After")) {
      html.element("th", column, "scope", "col", "class", "number");
    }
    html.close().close().open("tbody");
    row("Requests", detail, traffic -> Wording.count(traffic.requests()));
    row("Requests a minute", detail, traffic -> Wording.rate(traffic.perMinute()));
    row("Addresses", detail, traffic -> Wording.count(traffic.clients()));
    row("Errors", detail, traffic -> Wording.count(traffic.errors()));
    row("Share of errors", detail, traffic -> Wording.errorShare(traffic));
    row("Sent", detail, traffic -> Wording.bytes(traffic.bytes()));
    html.close().close().close();
  }

  private void row(String name, Detail detail, Function<Traffic, String> text) throws IOException {
    html.open("tr").element("th", name, "scope", "row");
    html.element("td", text.apply(detail.before()), "class", "number");
    html.element("td", text.apply(detail.during()), "class", "number this");
    if (detail.others().requests() > 0) {
      html.element("td", text.apply(detail.others()), "class", "number");
    }
    html.element("td", text.apply(detail.after()), "class", "number");
    html.close();
  }

  private void counts(String title, String what, List<Count> counts) throws IOException {
    counts(title, what, counts, value -> "");
  }

  private void counts(
      String title, String what, List<Count> counts, Function<String, String> meaning)
      throws IOException {
    if (Wording.isUntold(counts)) {
      return;
    }
    region(title);
    html.element("caption", title).open("thead").open("tr");
    html.element("th", what, "scope", "col");
    html.element("th", "Requests", "scope", "col", "class", "number");
    html.element("th", "Share", "scope", "col", "class", "number").close().close().open("tbody");
    long rest = incident.requests();
    for (Count count : counts) {
      count(count, meaning.apply(count.value()));
      rest -= count.requests();
    }
    if (rest > 0) {
      html.open("tr").element("td", "all others", "class", "value");
      html.element("td", Wording.count(rest), "class", "number");
      html.element("td", Wording.share(share(rest)), "class", "number").close();
    }
    html.close().close().close();
  }

  private void count(Count count, String meaning) throws IOException {
    html.open("tr").open("td", "class", "value");
    String value = Wording.value(count.value());
    if (value.equals(Wording.NOT_GIVEN)) {
      html.text(value);
    } else {
      html.element("code", Printable.of(value, LONGEST_VALUE)).text(meaning);
    }
    html.open("svg", "class", "bar", "aria-hidden", "true");
    html.leaf("rect", "height", "4", "width", percent(share(count.requests()))).close().close();
    html.element("td", Wording.count(count.requests()), "class", "number");
    html.element("td", Wording.share(share(count.requests())), "class", "number").close();
  }

  private double share(long requests) {
    return (double) requests / Math.max(1, incident.requests());
  }

  /// A table that scrolls by itself where the page is narrow, also by keyboard.
  private void region(String name) throws IOException {
    html.open(
        "div",
        "class",
        "wide",
        "tabindex",
        "0",
        "role",
        "region",
        "aria-label",
        name + ", " + incident.id());
    html.open("table");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * Math.clamp(share, 0, 1));
  }

  private void rules() throws IOException {
    if (incident.rules().isEmpty()) {
      withheld("No rule to paste");
      return;
    }
    html.element("h4", "Rules ready to paste");
    html.element(
        "p",
        "Each was tried on this log before it was written here. Look at it first: it can not know"
            + " readers who come tomorrow.",
        "class",
        "note");
    int number = 1;
    for (PasteRule rule : incident.rules()) {
      rule(rule, anchor + "-rule-" + number);
      number++;
    }
    withheld("Rules that were not made");
  }

  private void withheld(String title) throws IOException {
    if (incident.withheld().isEmpty()) {
      return;
    }
    html.element("h4", title).open("ul");
    for (String reason : incident.withheld()) {
      html.element("li", Headline.sentence(reason));
    }
    html.close();
  }

  private void rule(PasteRule rule, String id) throws IOException {
    String status = id + "-status";
    html.open("div", "class", "rule").open("div").element("h5", "For " + rule.target());
    html.open("div").element("span", "", "id", status, "role", "status").text(" ");
    html.open("button", "type", "button", "hidden", "", "data-copies", id, "data-tells", status);
    html.text("Copy the rule for " + rule.target()).close().close().close();
    html.open("pre", "id", id).lines(rule.text()).close();
    html.element("p", Wording.promise(rule), "class", "note");
    html.close();
  }
}
