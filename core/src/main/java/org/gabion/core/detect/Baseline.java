package org.gabion.core.detect;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
/// older one's place. Fixed memory. Not thread safe.
final class Baseline {
  private static final long MINUTE = 60_000_000L;
  private static final long GENERATION_MINUTES = 7 * 24 * 60;
  private static final int HOURS = 168;
  private static final int LEAST_MINUTES = 30;

  /// How fast the recent level follows: half of a change in about 20 minutes.
  private static final double RECENT = 1 / 30.0;

  /// The recent level follows a rise by at most this factor in a minute, so that nobody can teach
  /// it quickly what is usual.
  private static final double DRIFT = 1.03;

  private static final double LEAST_DISPERSION = 0.02;
  private static final double MOST_DISPERSION = 1;

  private final WindowConfig shape;
  private WindowSummary young;
  private @Nullable WindowSummary old;
  private long youngMinutes;
  private long oldMinutes;
  private double sum;
  private double squares;
  private long counted;
  private double recent = -1;
  private final double[] hourVisits = new double[HOURS];
  private final long[] hourMinutes = new long[HOURS];

  // Made from the sketches when asked for, and again after some learning.
  private @Nullable View view;
  private long viewMinutes;

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
    this.young = WindowSummary.history(shape);
  }

  /// Learns one calm minute.
  ///
  /// @param minute its number since 1970
  /// @param summary marked, see [WindowSummary#mark]
  void learn(long minute, Optional<WindowSummary> summary) {
    double visits = summary.map(WindowSummary::visits).orElse(0L);
    summary.ifPresent(young::mergeFrom);
    youngMinutes++;
    counted++;
    sum += visits;
    squares += visits * visits;
    int hour = hourOfWeek(minute);
    hourVisits[hour] += visits;
    hourMinutes[hour]++;
    double capped = recent < 0 ? visits : Math.min(visits, Math.max(1, recent) * 3);
    double next = recent < 0 ? capped : recent + RECENT * (capped - recent);
    recent = recent < 0 ? next : Math.min(next, Math.max(0.1, recent) * DRIFT);
    if (youngMinutes >= GENERATION_MINUTES) {
      old = young;
      oldMinutes = youngMinutes;
      young = WindowSummary.history(shape);
      youngMinutes = 0;
    }
  }

  /// 0 is the first hour of Monday, UTC.
  private static int hourOfWeek(long minute) {
    return (int) Math.floorMod(minute / 60 + 3 * 24, (long) HOURS);
  }

  /// Minutes learnt that the samples tell of.
  long minutes() {
    return youngMinutes + oldMinutes;
  }

  long requests() {
    return young.requests() + (old == null ? 0 : old.requests());
  }

  /// Variance over mean squared, beyond Poisson's: the dispersion of a negative binomial, from the
  /// moments of visits a minute.
  double dispersion() {
    if (counted < 2 || sum == 0) {
      return MOST_DISPERSION;
    }
    double mean = sum / counted;
    double variance = Math.max(0, squares / counted - mean * mean);
    double dispersion = (variance - mean) / (mean * mean);
    return Math.clamp(dispersion, LEAST_DISPERSION, MOST_DISPERSION);
  }

  /// How busy this minute is expected to be, against the average of what was learnt.
  double level(long minute) {
    if (counted == 0 || sum == 0) {
      return 1;
    }
    double mean = sum / counted;
    int hour = hourOfWeek(minute);
    double usual =
        hourMinutes[hour] >= LEAST_MINUTES ? hourVisits[hour] / hourMinutes[hour] / mean : 1;
    return Math.max(0.25, Math.max(usual, recent / mean));
  }

  private View view() {
    @Nullable View known = view;
    boolean stale = counted - viewMinutes > Math.max(4, counted / 20);
    if (known == null || stale) {
      known = look();
      view = known;
      viewMinutes = counted;
    }
    return known;
  }

  private View look() {
    WindowSummary both = young;
    @Nullable WindowSummary before = old;
    if (before != null) {
      both = WindowSummary.history(shape);
      both.mergeFrom(before);
      both.mergeFrom(young);
    }
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
    @Nullable WindowSummary before = old;
    return before == null ? List.of(young.panel()) : List.of(young.panel(), before.panel());
  }

  /// Share of requests answered 5xx, or not at all.
  double failedShare() {
    @Nullable WindowSummary before = old;
    long failed = young.failed() + (before == null ? 0 : before.failed());
    return (double) failed / Math.max(1, requests());
  }

  /// Times of the origin, microseconds: of the older generation once there is one.
  LogHistogram origin() {
    @Nullable WindowSummary before = old;
    return before == null ? young.origin() : before.origin();
  }

  /// Memory held now by the sketches and by what is made from them, in bytes.
  long bytesHeld() {
    @Nullable WindowSummary before = old;
    @Nullable View known = view;
    return young.bytesHeld()
        + (before == null ? 0 : before.bytesHeld())
        + (known == null
            ? 0
            : known.block.bytesHeld()
                + known.othersRates.values().stream().mapToLong(ValueWeights::bytesHeld).sum());
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
