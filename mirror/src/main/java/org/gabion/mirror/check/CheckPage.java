package org.gabion.mirror.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/// A report as one page for the eye, with a chart of what was found over time.
///
/// The page asks for nothing, from anywhere, and has no script: its content security policy allows
/// its own style by its digest and nothing else. No text from outside gets in unescaped. The same
/// report and points always give the same bytes. Stateless.
public final class CheckPage {
  private static final String STYLE = style();
  private static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'sha256-"
          + digest(STYLE)
          + "'; base-uri 'none'; form-action 'none'";

  private CheckPage() {}

  /// @param points of earlier rounds and of this one, the oldest first
  public static String of(CheckReport report, List<RoundFigures> points) {
    Markup page = new Markup();
    page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw("<meta name=\"referrer\" content=\"no-referrer\">\n");
    page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
    page.raw("<link rel=\"icon\" href=\"data:,\">\n");
    page.element("title", CheckWords.intact(report) + " intact - copies of a site");
    page.raw("<style>" + STYLE + "</style>\n</head>\n<body>\n<main>\n");
    page.element("h1", "Copies of the site " + report.site().fingerprint());
    CheckWords.alarm(report).ifPresent(alarm -> page.element("p", "Tampering: " + alarm, "alarm"));
    numbers(page, report);
    page.element("p", CheckWords.looked(report), "note");
    report.notes().forEach(note -> page.element("p", "Note: " + note, "note"));
    CopiesChart.write(page, points);
    mirrors(page, report);
    page.raw("<footer>\n");
    page.element(
        "p",
        "Made by 'gabion mirror check', as seen from where it ran. All times are UTC. Site id: "
            + report.site());
    page.raw("</footer>\n</main>\n</body>\n</html>\n");
    return page.toString();
  }

  private static void numbers(Markup page, CheckReport report) {
    KillNumber kill = report.kill();
    page.raw("<dl class=\"numbers\">\n<div>");
    page.element("dt", "Intact copies");
    page.element("dd", String.valueOf(report.intact()), "figure");
    page.element("dd", "of " + CheckWords.count(report.mirrors().size(), "mirror"));
    page.raw("</div>\n<div>");
    page.element("dt", "Kill number");
    page.element("dd", String.valueOf(kill.number()), "figure");
    page.element("dd", CheckWords.kill(kill));
    page.raw("</div>\n</dl>\n");
    page.element("p", "To raise the kill number: " + kill.step() + ".");
    if (!kill.kinds().isEmpty()) {
      page.element("p", "By each kind of party alone: " + CheckWords.kinds(kill) + ".", "note");
    }
  }

  private static void mirrors(Markup page, CheckReport report) {
    page.element("h2", "Mirrors");
    if (report.mirrors().isEmpty()) {
      page.element("p", "There is none.");
      return;
    }
    page.element("p", CheckWords.classes(report) + ".");
    page.raw("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Mirrors\">\n<table>");
    page.raw("<thead><tr>");
    for (String head : List.of("Class", "Mirror", "Edition", "Age", "ms", "Since (UTC)", "Where")) {
      page.raw("<th scope=\"col\">").text(head).raw("</th>");
    }
    page.raw("</tr></thead>\n<tbody>\n");
    CheckWords.gravestFirst(report).forEach(row -> mirror(page, row));
    page.raw("</tbody></table>\n</div>\n");
  }

  private static void mirror(Markup page, CheckReport.Row row) {
    MirrorClass kind = row.verdict().kind();
    page.raw("<tr>");
    page.element(
        "td",
        (kind == MirrorClass.INTACT ? "\u25cf " : "\u25b2 ") + kind.word(),
        kind == MirrorClass.INTACT ? "class" : "class bad");
    page.raw("<th scope=\"row\">").text(row.url());
    if (kind != MirrorClass.INTACT) {
      page.raw("<div class=\"why\">").text(row.verdict().reason()).raw("</div>");
    }
    page.raw("</th>");
    page.element("td", CheckWords.edition(row), "number");
    page.element("td", row.age().map(age -> age.word()).orElse("-"));
    page.element("td", CheckWords.millis(row), "number");
    page.element("td", CheckWords.time(row.since()));
    page.element("td", CheckWords.place(row.place()));
    page.raw("</tr>\n");
  }

  private static String style() {
    try (InputStream in =
        Objects.requireNonNull(CheckPage.class.getResourceAsStream("check.css"), "check.css")) {
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
