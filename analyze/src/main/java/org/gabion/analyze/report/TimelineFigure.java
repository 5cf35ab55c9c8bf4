package org.gabion.analyze.report;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.gabion.analyze.report.Analysis.Incident;
import org.gabion.analyze.report.Analysis.Timeline;
import org.gabion.core.detect.Judgement;

/// The timeline on the page of an [HtmlReport]: a drawing of all requests, in which each incident's
/// share stands out, with a bar for each incident below it, and the same figures as a table.
///
/// ```
///   3,000 -|        ___
///          |       |   |            all requests, those of incidents on top
///   1,500 -|       |   |
///          |_______|   |______
///          12:00   14:00   16:00
///                  [===] i1         one bar for each incident, in lanes
/// ```
///
/// Across, the drawing is in per cent and so as wide as the page; its letters do not shrink on a
/// narrow one. One object writes one figure; not thread safe.
final class TimelineFigure {
  private static final int MOST_COLUMNS = 480;
  private static final int MOST_ROWS = 48;
  private static final int PLOT = 220;
  private static final int TOP = 22;
  private static final int LANES_TOP = TOP + PLOT + 34;
  private static final int LANE = 20;
  private static final int MOST_LANES = 8;

  /// What a bar's label takes across on a narrow page, in per cent.
  private static final double LABEL = 13;

  private final Analysis analysis;
  private final HtmlWriter html;
  private final TimelineColumns columns;

  TimelineFigure(Analysis analysis, HtmlWriter html) {
    this.analysis = analysis;
    this.html = html;
    this.columns = TimelineColumns.of(analysis.timeline(), MOST_COLUMNS);
  }

  /// Whether there is anything to draw.
  static boolean hasTraffic(Analysis analysis) {
    Timeline timeline = analysis.timeline();
    return timeline.all().stream().anyMatch(count -> count > 0);
  }

  void write() throws IOException {
    if (!hasTraffic(analysis)) {
      return;
    }
    html.open("section", "id", "timeline", "aria-labelledby", "timeline-title");
    html.element("h2", "Timeline", "id", "timeline-title");
    html.open("figure");
    List<Bar> bars = bars();
    drawing(bars);
    key();
    caption(bars);
    html.close();
    table();
    html.close();
  }

  private void drawing(List<Bar> bars) throws IOException {
    int lanes = bars.stream().mapToInt(bar -> bar.lane() + 1).max().orElse(0);
    int height = LANES_TOP + lanes * LANE;
    html.open(
        "svg",
        "class",
        "chart",
        "role",
        "img",
        "width",
        "100%",
        "height",
        Integer.toString(height),
        "aria-labelledby",
        "chart-title chart-text");
    html.element("title", "Requests a minute over time", "id", "chart-title");
    html.element("desc", description(), "id", "chart-text");
    double top = grid();
    plot(top);
    axis();
    for (Bar bar : bars) {
      bar(bar);
    }
    html.close();
  }

  /// Lines across with their figures; the figure at the upper edge.
  private double grid() throws IOException {
    double most = columns.perMinute(columns.most());
    double step = step(most / 3);
    double top = Math.max(step, Math.ceil(most / step) * step);
    for (double value = 0; value <= top + step / 2; value += step) {
      String y = Integer.toString((int) Math.round(TOP + PLOT - PLOT * value / top));
      html.leaf("line", "class", "grid", "x1", "0", "x2", "100%", "y1", y, "y2", y);
    }
    return top;
  }

  private void gridText(double top) throws IOException {
    double step = step(columns.perMinute(columns.most()) / 3);
    for (double value = step; value <= top + step / 2; value += step) {
      int y = (int) Math.round(TOP + PLOT - PLOT * value / top);
      String unit = value > top - step / 2 ? " requests a minute" : "";
      html.element(
          "text",
          Wording.rate(value) + unit,
          "class",
          "halo",
          "x",
          "0",
          "y",
          Integer.toString(y - 5));
    }
  }

  /// The next of 1, 2, 5, 10, 20 ... that is not smaller.
  private static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(least, 0.1))));
    for (double factor : new double[] {1, 2, 5}) {
      if (power * factor >= least) {
        return power * factor;
      }
    }
    return power * 10;
  }

  private void plot(double top) throws IOException {
    double scale = PLOT / (top * columns.minutes());
    html.open(
        "svg",
        "x",
        "0",
        "y",
        Integer.toString(TOP),
        "width",
        "100%",
        "height",
        Integer.toString(PLOT),
        "viewBox",
        "0 0 " + columns.size() + " " + PLOT,
        "preserveAspectRatio",
        "none");
    double[] floor = new double[columns.size()];
    for (int i = 0; i < floor.length; i++) {
      floor[i] = PLOT - scale * columns.others(i);
    }
    double[] ground = new double[floor.length];
    java.util.Arrays.fill(ground, PLOT);
    html.leaf("path", "class", "others", "d", steps(ground, floor));
    for (int row = 0; row < columns.incidents(); row++) {
      double[] ceiling = floor.clone();
      for (int i = 0; i < ceiling.length; i++) {
        ceiling[i] -= scale * columns.matched(row, i);
      }
      String path = steps(floor, ceiling);
      if (!path.isEmpty()) {
        html.leaf("path", "class", analysis.incidents().get(row).verdict().word(), "d", path);
      }
      floor = ceiling;
    }
    html.close();
    gridText(top);
    String base = Integer.toString(TOP + PLOT);
    html.leaf("line", "class", "base", "x1", "0", "x2", "100%", "y1", base, "y2", base);
  }

  /// An area of steps between two lines, only where they are apart.
  private static String steps(double[] lower, double[] upper) {
    StringBuilder path = new StringBuilder();
    int i = 0;
    while (i < lower.length) {
      if (lower[i] - upper[i] <= 0) {
        i++;
        continue;
      }
      int from = i;
      path.append('M').append(from).append(' ').append(tenth(lower[from]));
      while (i < lower.length && lower[i] - upper[i] > 0) {
        path.append('V').append(tenth(upper[i])).append('H').append(i + 1);
        i++;
      }
      for (int back = i - 1; back >= from; back--) {
        path.append('V').append(tenth(lower[back])).append('H').append(back);
      }
      path.append('Z');
    }
    return path.toString();
  }

  private static String tenth(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private void axis() throws IOException {
    for (TimelineColumns.Tick tick : columns.ticks()) {
      String anchor = tick.percent() < 4 ? "start" : tick.percent() > 95 ? "end" : "middle";
      String x = percent(tick.percent());
      String y = Integer.toString(TOP + PLOT);
      html.leaf(
          "line",
          "class",
          "base",
          "x1",
          x,
          "x2",
          x,
          "y1",
          y,
          "y2",
          Integer.toString(TOP + PLOT + 5));
      html.element(
          "text",
          tick.text(),
          "x",
          x,
          "y",
          Integer.toString(TOP + PLOT + 19),
          "text-anchor",
          anchor);
    }
  }

  /// An incident's place below the drawing, in per cent of its width.
  private record Bar(Incident incident, double from, double to, int lane) {
    /// Near the right edge the label stands before the bar.
    boolean isLate() {
      return to > 100 - LABEL;
    }

    double left() {
      return isLate() ? from - LABEL : from;
    }

    double right() {
      return isLate() ? to : to + LABEL;
    }

    boolean touches(Bar other) {
      return lane == other.lane && left() < other.right() && other.left() < right();
    }
  }

  /// Each incident into the first lane that has room, the gravest first; those without room are
  /// left out.
  private List<Bar> bars() {
    List<Bar> bars = new ArrayList<>();
    for (Incident incident : TextReport.gravestFirst(analysis.incidents())) {
      double from = columns.percent(incident.start());
      double to = Math.max(from + 0.5, columns.percent(incident.end()));
      for (int lane = 0; lane < MOST_LANES; lane++) {
        Bar bar = new Bar(incident, Math.min(from, 99.5), Math.min(to, 100), lane);
        if (bars.stream().noneMatch(bar::touches)) {
          bars.add(bar);
          break;
        }
      }
    }
    return bars;
  }

  private void bar(Bar bar) throws IOException {
    int y = LANES_TOP + bar.lane() * LANE;
    html.leaf(
        "rect",
        "class",
        bar.incident().verdict().word(),
        "x",
        percent(bar.from()),
        "width",
        percent(bar.to() - bar.from()),
        "y",
        Integer.toString(y),
        "height",
        "10",
        "rx",
        "1");
    boolean before = bar.isLate() && bar.from() > LABEL;
    html.element(
        "text",
        Printable.of(bar.incident().id(), 6) + " " + HtmlReport.sign(bar.incident().verdict()),
        "class",
        "id halo",
        "x",
        percent(before ? bar.from() : bar.isLate() ? 0 : bar.to()),
        "dx",
        before ? "-6" : "6",
        "y",
        Integer.toString(y + 9),
        "text-anchor",
        before ? "end" : "start");
  }

  private void key() throws IOException {
    html.open("ul", "class", "key");
    swatch("others", "all other requests");
    for (Judgement verdict : Judgement.values()) {
      if (analysis.incidents().stream().anyMatch(incident -> incident.verdict() == verdict)) {
        swatch(
            verdict.word(),
            HtmlReport.sign(verdict) + " " + Wording.verdict(verdict).toLowerCase(Locale.ROOT));
      }
    }
    html.close();
  }

  private void swatch(String name, String text) throws IOException {
    html.open("li").open("svg", "width", "14", "height", "14", "aria-hidden", "true");
    html.leaf("rect", "class", name, "width", "14", "height", "14", "rx", "2").close();
    html.element("span", text).close();
  }

  private void caption(List<Bar> bars) throws IOException {
    int left = analysis.incidents().size() - bars.size();
    html.element(
        "figcaption",
        usual()
            + (bars.isEmpty() ? "" : " Each bar below the drawing is an incident.")
            + (left > 0
                ? " " + Wording.count(left, "smaller incident") + " without room are left out here."
                : "")
            + " Times are UTC.");
  }

  private String usual() {
    return "Usually about "
        + Wording.rate(columns.perMinute(columns.median()))
        + " requests a minute; at most "
        + Wording.rate(columns.perMinute(columns.most()))
        + ", at "
        + Wording.time(columns.start(columns.peak()))
        + " UTC"
        + (columns.minutes() > 1
            ? " (mean over " + Wording.duration(Duration.ofSeconds(columns.seconds())) + ")."
            : ".");
  }

  private String description() {
    String incidents =
        TextReport.gravestFirst(analysis.incidents()).stream()
            .limit(MOST_LANES)
            .map(
                incident ->
                    incident.id()
                        + ", "
                        + Wording.what(incident.kind())
                        + ", "
                        + Wording.fromTo(incident.start(), incident.end()))
            .collect(Collectors.joining("; "));
    return usual() + (incidents.isEmpty() ? "" : " Incidents: " + incidents + ".");
  }

  private void table() throws IOException {
    TimelineColumns rows = TimelineColumns.of(analysis.timeline(), MOST_ROWS);
    html.open("details").element("summary", "The same figures as a table");
    html.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", "Timeline");
    html.open("table");
    html.element(
        "caption", "Requests in steps of " + Wording.duration(Duration.ofSeconds(rows.seconds())));
    html.open("thead").open("tr").element("th", "From (UTC)", "scope", "col");
    html.element("th", "All requests", "scope", "col", "class", "number");
    html.element("th", "In incidents", "scope", "col", "class", "number");
    html.element("th", "Incidents", "scope", "col").close().close().open("tbody");
    for (int i = 0; i < rows.size(); i++) {
      html.open("tr").element("th", Wording.time(rows.start(i)), "scope", "row");
      html.element("td", Wording.count(rows.all(i)), "class", "number");
      html.element("td", Wording.count(rows.matched(i)), "class", "number");
      html.element("td", running(rows.start(i), rows.start(i + 1))).close();
    }
    html.close().close().close().close();
  }

  private String running(Instant from, Instant to) {
    return analysis.incidents().stream()
        .filter(incident -> incident.start().isBefore(to) && !incident.end().isBefore(from))
        .map(Incident::id)
        .collect(Collectors.joining(", "));
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.2f%%", Math.clamp(value, 0, 100));
  }
}
