package org.gabion.mirror.check;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A report for the terminal: the two numbers, then a table, the gravest first. Every text from
/// outside has passed [Words]. Stateless.
public final class CheckText {
  private CheckText() {}

  /// The whole report, a line end after every line.
  public static void write(CheckReport report, Appendable out) throws IOException {
    Optional<String> alarm = CheckWords.alarm(report);
    if (alarm.isPresent()) {
      line(out, "Tampering: " + alarm.get());
    }
    line(out, "Intact copies: " + CheckWords.intact(report));
    KillNumber kill = report.kill();
    line(out, "Kill number: " + kill.number() + ": " + CheckWords.kill(kill));
    line(out, "  to raise it: " + kill.step());
    if (!kill.kinds().isEmpty()) {
      line(out, "  by each kind alone: " + CheckWords.kinds(kill));
    }
    line(out, "");
    line(out, CheckWords.looked(report));
    for (String note : report.notes()) {
      line(out, "Note: " + note);
    }
    if (!report.mirrors().isEmpty()) {
      line(out, "");
      table(report, out);
    }
  }

  private static void table(CheckReport report, Appendable out) throws IOException {
    row(out, "class", "edition", "age", "ms", "since (UTC)", "mirror");
    for (CheckReport.Row one : CheckWords.gravestFirst(report)) {
      String place = CheckWords.place(one.place());
      row(
          out,
          one.verdict().kind().word(),
          CheckWords.edition(one),
          one.age().map(age -> age.word()).orElse("-"),
          CheckWords.millis(one),
          CheckWords.time(one.since()),
          one.url() + (place.isEmpty() ? "" : "  " + place));
      if (one.verdict().kind() != MirrorClass.INTACT) {
        line(out, "    " + one.verdict().reason());
      }
    }
  }

  private static void row(Appendable out, String... cells) throws IOException {
    line(out, String.format(Locale.ROOT, "%-16s  %7s  %-16s  %6s  %-16s  %s", (Object[]) cells));
  }

  private static void line(Appendable out, String text) throws IOException {
    out.append(text).append('\n');
  }

  /// What is new since the round before: one line with the numbers, then each mirror whose class
  /// has changed.
  public static void writeNews(CheckReport before, CheckReport now, Appendable out)
      throws IOException {
    line(
        out,
        CheckWords.time(now.at())
            + " UTC  intact copies: "
            + CheckWords.intact(now)
            + "; kill number: "
            + now.kill().number());
    for (CheckReport.Row one : changed(before, now)) {
      line(out, "    " + one.verdict().kind().word() + ": " + one.url());
      line(out, "        " + one.verdict().reason());
    }
  }

  private static List<CheckReport.Row> changed(CheckReport before, CheckReport now) {
    Map<String, MirrorClass> kinds = new HashMap<>();
    before.mirrors().forEach(row -> kinds.put(row.url(), row.verdict().kind()));
    return CheckWords.gravestFirst(now).stream()
        .filter(row -> row.verdict().kind() != kinds.get(row.url()))
        .toList();
  }
}
