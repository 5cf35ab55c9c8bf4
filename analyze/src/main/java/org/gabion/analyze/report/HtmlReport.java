package org.gabion.analyze.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.gabion.analyze.report.Analysis.Incident;
import org.gabion.analyze.report.Analysis.InputFile;
import org.gabion.core.detect.Judgement;

/// An [Analysis] as one page for the eye: to be read, printed and handed on.
///
/// The page asks for nothing, from anywhere: style and script stand in it, and its content security
/// policy allows these two by their digests and nothing else. It says everything without a script;
/// the script only adds buttons that copy. No text of a log gets in but through [HtmlWriter]. The
/// same analysis always gives the same bytes. One object writes one page; not thread safe.
public final class HtmlReport {
  private static final String STYLE = resource("report.css");
  private static final String SCRIPT = resource("report.js");
  private static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
          .formatted(digest(STYLE), digest(SCRIPT));
  private static final int SHOWN_FILES = 50;

  private final Analysis analysis;
  private final HtmlWriter html;

  private HtmlReport(Analysis analysis, HtmlWriter html) {
    this.analysis = analysis;
    this.html = html;
  }

  /// Writes the page as it goes. `out` is best buffered, and encodes as UTF-8.
  public static void write(Analysis analysis, Appendable out) throws IOException {
    write(analysis, Set.of(), out);
  }

  /// The same beside other things.
  public static void write(Analysis analysis, Set<Written> beside, Appendable out)
      throws IOException {
    new HtmlReport(analysis, new HtmlWriter(out)).page(Headline.of(analysis, beside));
    out.append('\n');
  }

  private void page(Headline headline) throws IOException {
    html.open("html", "lang", "en");
    head(headline.title());
    html.open("body");
    html.element("a", "Skip to the summary", "class", "skip", "href", "#summary");
    html.open("div", "class", "page");
    title(headline);
    html.open("main");
    summary(headline);
    new TimelineFigure(analysis, html).write();
    incidents();
    files();
    limits();
    html.close();
    html.open("footer");
    html.element(
        "p",
        "Made by Gabion from the access log alone. All times are UTC. Sources are network"
            + " addresses: many people can share one, and none of them names a person.");
    html.close();
    html.close();
    if (analysis.incidents().stream().anyMatch(incident -> !incident.rules().isEmpty())) {
      html.own("script", SCRIPT);
    }
    html.close().close();
  }

  private void head(String title) throws IOException {
    html.open("head");
    html.leaf("meta", "charset", "utf-8");
    html.leaf("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
    html.leaf("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.leaf("meta", "name", "referrer", "content", "no-referrer");
    html.leaf("meta", "name", "color-scheme", "content", "light dark");
    html.leaf("link", "rel", "icon", "href", "data:,");
    html.open("title").text(title + " - access log analysis").close();
    html.own("style", STYLE);
    html.close();
  }

  private void title(Headline headline) throws IOException {
    html.open("header", "class", headline.tone().word());
    html.element("p", "What the access log tells", "class", "eyebrow");
    for (Analysis.Warning warning : analysis.warnings()) {
      html.open("p", "class", "warning").element("strong", "Know this first: ");
      html.text(Wording.held(warning.text()));
      if (warning.command().isPresent()) {
        html.text(" ").element("code", warning.command().get());
      }
      html.close();
    }
    html.element("h1", headline.title());
    html.open("p");
    badge(html, headline.tone());
    if (analysis.span().isPresent()) {
      html.element(
          "span",
          " The log: "
              + Wording.count(analysis.requests(), "request")
              + ", "
              + Wording.fromTo(analysis.span().get().from(), analysis.span().get().to()),
          "class",
          "note");
    }
    html.close();
    html.open("nav", "aria-label", "Contents").open("ul");
    link("summary", "Summary");
    if (TimelineFigure.hasTraffic(analysis)) {
      link("timeline", "Timeline");
    }
    if (!analysis.incidents().isEmpty()) {
      link("incidents", Wording.count(analysis.incidents().size(), "incident"));
    }
    link("files", "What was read");
    if (!analysis.detectorsNotRun().isEmpty()) {
      link("limits", "What it can not tell");
    }
    html.close().close().close();
  }

  private void link(String id, String text) throws IOException {
    html.open("li").element("a", text, "href", "#" + id).close();
  }

  /// The verdict as a word with a sign of its own, so that its colour is not needed.
  static void badge(HtmlWriter html, Judgement verdict) throws IOException {
    html.open("span", "class", "badge " + verdict.word());
    html.element("span", sign(verdict) + " ", "aria-hidden", "true");
    html.text(Wording.verdict(verdict)).close();
  }

  static String sign(Judgement verdict) {
    return switch (verdict) {
      case ATTACK -> "\u25b2";
      case UNCLEAR -> "\u25c6";
      case BENIGN -> "\u25cf";
    };
  }

  private void summary(Headline headline) throws IOException {
    html.open("section", "id", "summary", "aria-labelledby", "summary-title");
    html.element("h2", "Summary", "id", "summary-title");
    html.open("dl", "class", "lead");
    for (Headline.Answer answer : headline.answers()) {
      html.open("div");
      html.element("dt", Headline.capital(answer.question()));
      html.element("dd", Wording.held(answer.text()));
      html.close();
    }
    html.open("div").element("dt", "What to do").open("dd").open("ol", "class", "steps");
    for (String step : headline.steps()) {
      html.open("li");
      boolean command = false;
      for (String part : step.split("`", -1)) {
        if (command) {
          html.element("code", part);
        } else {
          html.text(Wording.held(part));
        }
        command = !command;
      }
      html.close();
    }
    html.close().close().close().close().close();
  }

  private void incidents() throws IOException {
    List<Incident> incidents = TextReport.gravestFirst(analysis.incidents());
    if (incidents.isEmpty()) {
      return;
    }
    html.open("section", "id", "incidents", "aria-labelledby", "incidents-title");
    html.element("h2", "Incidents", "id", "incidents-title");
    if (incidents.size() > 1) {
      index(incidents);
    }
    for (Incident incident : incidents) {
      new IncidentCard(analysis, incident, html).write();
    }
    html.close();
  }

  private void index(List<Incident> incidents) throws IOException {
    html.open(
        "div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", "All incidents");
    html.open("table", "class", "index").open("thead").open("tr");
    html.element("th", "Incident", "scope", "col").element("th", "Verdict", "scope", "col");
    html.element("th", "Start (UTC)", "scope", "col");
    html.element("th", "Length", "scope", "col", "class", "length");
    html.element("th", "Requests", "scope", "col", "class", "number").close().close().open("tbody");
    for (Incident incident : incidents) {
      html.open("tr").open("th", "scope", "row");
      html.element(
          "a",
          incident.id() + ": " + Wording.what(incident.kind()),
          "href",
          "#" + IncidentCard.anchor(analysis, incident));
      html.close().open("td");
      badge(html, incident.verdict());
      html.close();
      html.element("td", Wording.start(incident));
      html.element("td", Wording.duration(incident.start(), incident.end()), "class", "length");
      html.element("td", Wording.count(incident.requests()), "class", "number");
      html.close();
    }
    html.close().close().close();
  }

  private void files() throws IOException {
    html.open("section", "id", "files", "aria-labelledby", "files-title");
    html.element("h2", "What was read", "id", "files-title");
    List<InputFile> files = analysis.files();
    for (InputFile file : files.subList(0, Math.min(SHOWN_FILES, files.size()))) {
      html.open("h3", "class", "file").element("code", Printable.of(file.path(), 400)).close();
      html.open("p");
      html.text(
          Wording.count(file.lines(), "line")
              + ", of which "
              + Wording.count(file.parsed(), "request")
              + " could be read. Format: "
              + file.format()
              + (file.formatReason().isBlank() ? "." : " (" + file.formatReason() + ")."));
      html.close();
      rejected(file);
    }
    if (files.size() > SHOWN_FILES) {
      html.element("p", "And " + Wording.count(files.size() - SHOWN_FILES, "more file") + ".");
    }
    html.close();
  }

  private void rejected(InputFile file) throws IOException {
    if (file.rejected().isEmpty()) {
      return;
    }
    html.open(
        "div",
        "class",
        "wide",
        "tabindex",
        "0",
        "role",
        "region",
        "aria-label",
        "Lines that could not be read");
    html.open("table").element("caption", "Lines that could not be read");
    html.open("thead").open("tr").element("th", "Why", "scope", "col");
    html.element("th", "Lines", "scope", "col", "class", "number");
    html.element("th", "Samples", "scope", "col").close().close().open("tbody");
    for (Map.Entry<String, Long> reason : new TreeMap<>(file.rejected()).entrySet()) {
      html.open("tr").element("th", reason.getKey(), "scope", "row");
      html.element("td", Wording.count(reason.getValue()), "class", "number");
      html.open("td", "class", "value");
      String separator = "";
      for (String sample : file.samples().getOrDefault(reason.getKey(), List.of())) {
        if (!separator.isEmpty()) {
          html.leaf("br");
        }
        html.element("code", Printable.of(sample, 300));
        separator = "\n";
      }
      html.close().close();
    }
    html.close().close().close();
  }

  private void limits() throws IOException {
    if (analysis.detectorsNotRun().isEmpty()) {
      return;
    }
    html.open("section", "id", "limits", "aria-labelledby", "limits-title");
    html.element("h2", "What these logs can not tell", "id", "limits-title");
    html.open("ul");
    for (String missing : analysis.detectorsNotRun()) {
      html.element("li", Headline.sentence(missing));
    }
    html.close().close();
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(HtmlReport.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(String source) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(sha256.digest(source.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
