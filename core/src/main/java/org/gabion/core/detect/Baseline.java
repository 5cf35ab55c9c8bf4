package org.gabion.core.detect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.UserAgentClass;
import org.gabion.core.signature.ValueWeights;
import org.gabion.core.sketch.LogHistogram;
import org.gabion.core.window.ClientSample;
import org.gabion.core.window.Panel;
import org.gabion.core.window.Sample;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowSummary;
import org.jspecify.annotations.Nullable;

/// What is usual on this site: how many visits a minute for each hour of the week, how much that
/// varies, and a sample of usual requests and clients.
///
/// Learns from calm minutes only, in two generations: when the younger is a week old it takes the
/// older one's place. Samples and counts age together, so that the level of an hour and the rates
/// that it scales are always told of the same minutes. Fixed memory. Not thread safe.
final class Baseline {
  private static final long MINUTE = 60_000_000L;
  private static final int DAY = 24 * 60;
  private static final int GENERATION_MINUTES = 7 * DAY;
  private static final int LEAST_MINUTES = 30;

  /// What is made from the samples is made again after so many more minutes, at the latest.
  private static final int STALE = 60;

  /// How fast the recent level follows: half of a change in about 20 minutes.
  private static final double RECENT = 1 / 30.0;

  /// The recent level follows a rise by at most this factor in a minute, so that nobody can teach
  /// it quickly what is usual.
  private static final double DRIFT = 1.03;

  private static final double LEAST_DISPERSION = 0.02;
  private static final double MOST_DISPERSION = 1;

  /// The smallest panel: not used.
  private static final int LEAST_PANEL = 16;

  private final WindowConfig shape;

  /// The older one first, if there is one.
  private final Deque<Generation> generations = new ArrayDeque<>();

  private double recent = -1;

  /// Average of the last half an hour or so: not capped, and never what is expected.
  private double lately;

  // Made from the samples when asked for, and again after some learning.
  private @Nullable View view;
  private long learntSince;

  /// What both generations are merged in.
  private @Nullable WindowSummary merged;

  /// The sketches in columns.
  ///
  /// @param others rows of visits of [Block.Crowd#OTHERS]
  /// @param othersRates filled as asked for
  private record View(
      Block block,
      double minutes,
      double[] crowds,
      double assetShare,
      int others,
      Map<Attribute, ValueWeights> othersRates) {}

  /// @param shape of what is kept: may keep more than a window does
  Baseline(WindowConfig shape) {
    this.shape = shape;
    generations.add(new Generation(shape));
  }

  /// Learns one calm minute.
  ///
  /// @param minute its number since 1970
  /// @param summary marked, see [WindowSummary#mark]
  void learn(long minute, Optional<WindowSummary> summary) {
    double visits = summary.map(WindowSummary::visits).orElse(0L);
    Generation young = generations.getLast();
    if (minutes() >= LEAST_MINUTES) {
      young.learnStray(visits, lately);
    }
    young.learn(hourOfWeek(minute), summary);
    follow(visits);
    learntSince++;
    if (young.minutes() >= GENERATION_MINUTES) {
      if (generations.size() > 1) {
        generations.removeFirst();
      }
      generations.add(new Generation(shape));
      view = null;
    }
  }

  private void follow(double visits) {
    double capped = recent < 0 ? visits : Math.min(visits, Math.max(1, recent) * 3);
    double next = recent < 0 ? capped : recent + RECENT * (capped - recent);
    recent = recent < 0 ? next : Math.min(next, Math.max(0.1, recent) * DRIFT);
    lately += Math.max(RECENT, 1.0 / minutes()) * (visits - lately);
  }

  /// 0 is the first hour of Monday, UTC.
  private static int hourOfWeek(long minute) {
    return (int) Math.floorMod(minute / 60 + 3 * 24, (long) Generation.HOURS);
  }

  private double sum(ToDoubleFunction<Generation> what) {
    double sum = 0;
    for (Generation each : generations) {
      sum += what.applyAsDouble(each);
    }
    return sum;
  }

  /// Minutes learnt that are not forgotten.
  long minutes() {
    return (long) sum(Generation::minutes);
  }

  private double visitsPerMinute() {
    return sum(Generation::visits) / Math.max(1, minutes());
  }

  long requests() {
    return (long) sum(each -> each.summary().requests());
  }

  /// Variance over mean squared, beyond Poisson's: the dispersion of a negative binomial, from the
  /// moments of visits a minute around the average of the half hour before.
  ///
  /// The rise and fall of a day is no dispersion: [#level] follows it. On the first day it can do
  /// so only as fast as the drift is capped, and few minutes are known; until then the moments are
  /// those around the mean of all that was learnt.
  double dispersion() {
    long minutes = minutes();
    double mean = visitsPerMinute();
    if (minutes < 2 || mean == 0) {
      return MOST_DISPERSION;
    }
    double excess = sum(Generation::strayed);
    double square = sum(Generation::foretold);
    if (minutes < DAY) {
      excess = sum(Generation::squares) / minutes - mean * mean - mean;
      square = mean * mean;
    }
    return square == 0
        ? MOST_DISPERSION
        : Math.clamp(excess / square, LEAST_DISPERSION, MOST_DISPERSION);
  }

  /// How busy this minute is expected to be, against the average of what was learnt.
  double level(long minute) {
    double mean = visitsPerMinute();
    if (mean == 0) {
      return 1;
    }
    double usual = usual(minute) / mean;
    return Math.max(0.25, Math.max(usual, recent / mean));
  }

  /// Visits a minute in this hour of the week. Before it was seen: as in this hour of other days,
  /// and no less than on average, because days differ.
  private double usual(long minute) {
    int hour = hourOfWeek(minute);
    double minutes = sum(each -> each.minutes(hour));
    if (minutes >= LEAST_MINUTES) {
      return sum(each -> each.visits(hour)) / minutes;
    }
    double ofDay = 0;
    double visits = 0;
    for (int day = 0; day < 7; day++) {
      int same = 24 * day + hour % 24;
      ofDay += sum(each -> each.minutes(same));
      visits += sum(each -> each.visits(same));
    }
    double mean = visitsPerMinute();
    return ofDay >= LEAST_MINUTES ? Math.max(mean, visits / ofDay) : mean;
  }

  private View view() {
    @Nullable View known = view;
    if (known == null || learntSince > Math.clamp(minutes() / 20, 4, STALE)) {
      view = null;
      known = look();
      view = known;
      learntSince = 0;
    }
    return known;
  }

  private View look() {
    WindowSummary both = generations.size() == 1 ? generations.getLast().summary() : merge();
    Block block = new Block(both, 0, minutes() * MINUTE);
    double[] crowds = new double[Block.Crowd.values().length];
    int others = 0;
    for (int row = 0; row < block.rows.size(); row++) {
      if (block.isVisit(row)) {
        crowds[block.crowd(row).ordinal()] += block.known(row);
        others += block.crowd(row) == Block.Crowd.OTHERS ? 1 : 0;
      }
    }
    return new View(
        block,
        Math.max(1, minutes()),
        crowds,
        assetShare(both.clients()),
        others,
        new EnumMap<>(Attribute.class));
  }

  /// Both generations but for their panels, which are asked for by [#panels].
  private WindowSummary merge() {
    @Nullable WindowSummary into = merged;
    if (into == null) {
      into =
          WindowSummary.history(
              new WindowConfig(
                  shape.lengthMicros(),
                  shape.requests(),
                  shape.clients(),
                  LEAST_PANEL,
                  shape.epoch()));
      merged = into;
    }
    into.clear();
    for (Generation each : generations) {
      into.mergeFrom(each.summary());
    }
    return into;
  }

  /// Share of browsers with two requests or more that fetched assets.
  private static double assetShare(ClientSample clients) {
    int browsers = 0;
    int fetched = 0;
    for (int row = 0; row < clients.size(); row++) {
      if (clients.is(row, UserAgentClass.BROWSER) && clients.requests(row) > 1) {
        browsers++;
        fetched += clients.assets(row) > 0 ? 1 : 0;
      }
    }
    return browsers < 5 ? 0 : (double) fetched / browsers;
  }

  /// Clients that signatures are tested on: of the younger and of the older generation.
  List<Panel> panels() {
    return generations.reversed().stream().map(each -> each.summary().panel()).toList();
  }

  /// Share of requests answered 5xx, or not at all.
  double failedShare() {
    return sum(each -> each.summary().failed()) / Math.max(1, requests());
  }

  /// Times of the origin, microseconds: of the older generation once there is one.
  LogHistogram origin() {
    return generations.getFirst().summary().origin();
  }

  /// Memory held now by the samples and by what is made from them, in bytes.
  long bytesHeld() {
    @Nullable WindowSummary both = merged;
    @Nullable View known = view;
    long held = (long) sum(each -> each.summary().bytesHeld());
    if (both != null) {
      held += both.bytesHeld();
    }
    if (known != null) {
      held += known.block.bytesHeld();
      for (ValueWeights each : known.othersRates.values()) {
        held += each.bytesHeld();
      }
    }
    return held;
  }

  Sample rows() {
    return view().block.rows;
  }

  Block block() {
    return view().block;
  }

  /// Minutes that [#rows] are of.
  double sampledMinutes() {
    return view().minutes;
  }

  /// Visits a minute of this crowd, on average.
  double rate(Block.Crowd crowd) {
    return view().crowds[crowd.ordinal()] / view().minutes;
  }

  /// Whether fetching assets tells a reader from a program on this site.
  boolean assetsTell() {
    return view().assetShare >= 0.2;
  }

  /// Weight of each value of an attribute among the visits of [Block.Crowd#OTHERS], a minute.
  ValueWeights othersRates(Attribute attribute) {
    View now = view();
    return now.othersRates.computeIfAbsent(attribute, a -> othersRates(now, a));
  }

  private static ValueWeights othersRates(View now, Attribute attribute) {
    Block block = now.block;
    ValueWeights weights = new ValueWeights(now.others);
    for (int row = 0; row < block.rows.size(); row++) {
      int value = block.rows.value(row, attribute);
      if (value != 0 && block.crowd(row) == Block.Crowd.OTHERS && block.isVisit(row)) {
        weights.add(value, block.known(row) / now.minutes);
      }
    }
    return weights;
  }
}
