package org.gabion.mirror.check;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Intact copies over time as a drawing, with the same figures as a table. The two lines differ in
/// form and stand beside their names, so that colour is not needed. Stateless.
///
/// Of many rounds that fall together the one with the fewest intact copies is drawn: a fall is
/// never smoothed away. Where no round was for long, the line is broken.
final class CopiesChart {
  private static final int WIDTH = 760;
  private static final int LEFT = 44;
  private static final int RIGHT = 620;
  private static final int TOP = 14;
  private static final int BOTTOM = 214;
  private static final int MOST_COLUMNS = 360;
  private static final int MOST_ROWS = 60;
  private static final int LABEL_GAP = 16;
  private static final DateTimeFormatter HOUR = format("HH:mm");
  private static final DateTimeFormatter DAY = format("d MMM");
  private static final DateTimeFormatter DAY_HOUR = format("d MMM HH:mm");
  private static final Duration HOURS = Duration.ofHours(23);
  private static final Duration DAYS = Duration.ofDays(8);

  private final Markup page;
  private final List<RoundFigures> points;
  private final Instant from;
  private final double millis;
  private final int top;

  private CopiesChart(Markup page, List<RoundFigures> points) {
    this.page = page;
    this.points = thinned(points, MOST_COLUMNS);
    this.from = points.getFirst().at();
    this.millis = Math.max(1, Duration.between(from, points.getLast().at()).toMillis());
    int most = points.stream().mapToInt(RoundFigures::mirrors).max().orElse(0);
    int step = step(most);
    this.top = Math.max(step, (most + step - 1) / step * step);
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  static void write(Markup page, List<RoundFigures> points) {
    page.element("h2", "Intact copies over time");
    if (points.isEmpty()) {
      page.element("p", "No round is kept yet.");
      return;
    }
    CopiesChart chart = new CopiesChart(page, points);
    chart.figure();
    chart.table(thinned(points, MOST_ROWS));
  }

  /// At most so many points, of each part of the time the one with the fewest intact copies; the
  /// last always.
  static List<RoundFigures> thinned(List<RoundFigures> points, int most) {
    if (points.size() <= most) {
      return List.copyOf(points);
    }
    long start = points.getFirst().at().toEpochMilli();
    double width = (points.getLast().at().toEpochMilli() - start + 1) / (double) (most - 1);
    List<RoundFigures> kept = new ArrayList<>();
    int column = -1;
    for (RoundFigures point : points.subList(0, points.size() - 1)) {
      int here = (int) ((point.at().toEpochMilli() - start) / width);
      if (here != column) {
        kept.add(point);
        column = here;
      } else if (point.intact() < kept.getLast().intact()) {
        kept.set(kept.size() - 1, point);
      }
    }
    kept.add(points.getLast());
    return kept;
  }

  private void figure() {
    RoundFigures last = points.getLast();
    page.raw(
        "<figure>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Chart\">\n");
    page.raw("<svg class=\"chart\" viewBox=\"0 0 " + WIDTH + " 250\" role=\"img\"");
    page.raw(" aria-labelledby=\"chart-title chart-text\">\n");
    page.raw("<title id=\"chart-title\">Intact copies over time</title>\n");
    page.raw("<desc id=\"chart-text\">").text(description()).raw("</desc>\n");
    grid();
    ticks();
    page.raw("<path class=\"all\" d=\"" + path(false) + "\"/>\n");
    page.raw("<path class=\"intact\" d=\"" + path(true) + "\"/>\n");
    String x = tenth(x(last.at()));
    page.raw("<circle class=\"dot\" r=\"4\" cx=\"" + x + "\" cy=\"" + tenth(y(last.intact())));
    page.raw("\"/>\n");
    double all = y(last.mirrors()) + 4;
    double intact = Math.max(y(last.intact()) + 4, all + LABEL_GAP);
    name(intact, last.intact() + " intact");
    name(all, "of " + CheckWords.count(last.mirrors(), "mirror"));
    page.raw("</svg>\n</div>\n<figcaption>").text(description()).raw("</figcaption>\n</figure>\n");
  }

  private void name(double y, String text) {
    page.raw("<text class=\"name\" x=\"" + (RIGHT + 10) + "\" y=\"" + tenth(y) + "\">");
    page.text(text).raw("</text>\n");
  }

  private String description() {
    RoundFigures least = points.getFirst();
    for (RoundFigures point : points) {
      least = point.intact() < least.intact() ? point : least;
    }
    return "From "
        + CheckWords.time(from)
        + " to "
        + CheckWords.time(points.getLast().at())
        + " UTC. The solid line: intact copies, "
        + points.getLast().intact()
        + " at the end, the fewest "
        + least.intact()
        + " at "
        + CheckWords.time(least.at())
        + ". The dashed line: mirrors in the roster, "
        + points.getLast().mirrors()
        + " at the end.";
  }

  private void grid() {
    for (int value = 0; value <= top; value += step(top)) {
      String y = tenth(y(value));
      page.raw("<line class=\"grid\" x1=\"" + LEFT + "\" x2=\"" + RIGHT + "\" y1=\"" + y);
      page.raw("\" y2=\"" + y + "\"/>\n<text text-anchor=\"end\" x=\"" + (LEFT - 8) + "\" y=\"");
      page.raw(tenth(y(value) + 4) + "\">" + value + "</text>\n");
    }
  }

  private void ticks() {
    DateTimeFormatter format =
        millis < HOURS.toMillis() ? HOUR : millis < DAYS.toMillis() ? DAY_HOUR : DAY;
    int count = points.size() == 1 ? 0 : 4;
    for (int i = 0; i <= count; i++) {
      Instant at = from.plusMillis(count == 0 ? 0 : (long) (millis * i / count));
      page.raw("<text text-anchor=\"middle\" x=\"" + tenth(x(at)) + "\" y=\"" + (BOTTOM + 22));
      page.raw("\">").text(format.format(at)).raw("</text>\n");
    }
  }

  /// The line, broken where no round was for long.
  private String path(boolean intact) {
    StringBuilder path = new StringBuilder();
    double gap = gap();
    for (int i = 0; i < points.size(); i++) {
      RoundFigures point = points.get(i);
      boolean goesOn = i > 0 && millisBetween(points.get(i - 1), point) <= gap;
      String x = tenth(x(point.at()));
      String y = tenth(y(intact ? point.intact() : point.mirrors()));
      // A verdict holds until the next round: steps, not slopes.
      path.append(goesOn ? "H" + x + "V" + y : "M" + x + " " + y + "h.01");
    }
    return path.toString();
  }

  private double gap() {
    double usual =
        points.size() < 2
            ? 0
            : java.util.stream.IntStream.range(1, points.size())
                .mapToDouble(i -> millisBetween(points.get(i - 1), points.get(i)))
                .sorted()
                .skip((points.size() - 1) / 2)
                .findFirst()
                .orElse(0);
    return Math.max(4 * usual, 2 * millis / MOST_COLUMNS);
  }

  private static double millisBetween(RoundFigures one, RoundFigures other) {
    return Duration.between(one.at(), other.at()).toMillis();
  }

  private double x(Instant at) {
    return LEFT + (RIGHT - LEFT) * Duration.between(from, at).toMillis() / millis;
  }

  private double y(int value) {
    return BOTTOM - (BOTTOM - TOP) * (double) value / top;
  }

  /// The next of 1, 2, 5, 10, 20 ... that gives at most five lines.
  private static int step(int most) {
    int power = 1;
    while (true) {
      for (int factor : new int[] {1, 2, 5}) {
        if (power * factor * 5 >= most) {
          return power * factor;
        }
      }
      power *= 10;
    }
  }

  private static String tenth(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private void table(List<RoundFigures> rows) {
    page.raw("<details><summary>The same figures as a table</summary>\n");
    page.raw("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Rounds\">\n<table>");
    page.element("caption", "Rounds, the newest first; of many the one with the fewest");
    page.raw("<thead><tr><th scope=\"col\">At (UTC)</th>");
    page.raw("<th scope=\"col\" class=\"number\">Intact copies</th>");
    page.raw("<th scope=\"col\" class=\"number\">Mirrors</th>");
    page.raw("<th scope=\"col\" class=\"number\">Kill number</th></tr></thead>\n<tbody>\n");
    for (RoundFigures row : rows.reversed()) {
      page.raw("<tr><th scope=\"row\">").text(CheckWords.time(row.at())).raw("</th>");
      page.element("td", String.valueOf(row.intact()), "number");
      page.element("td", String.valueOf(row.mirrors()), "number");
      page.element("td", String.valueOf(row.killNumber()), "number");
      page.raw("</tr>\n");
    }
    page.raw("</tbody></table></div></details>\n");
  }
}
