package org.gabion.lab.scene;

import java.util.ArrayList;
import java.util.List;

/// Where and when a scene plays, and the requests that came so far, in no order. Times are seconds
/// since its start. Not thread safe.
final class Stage {
  final Site site;
  final Networks networks;
  final long seed;

  /// When it starts, seconds since 1970.
  final long epochSecond;

  /// How long it lasts, seconds.
  final double length;

  /// Stories that appeared while it played, with the time of each.
  final List<Story> stories = new ArrayList<>();

  private final List<Hit> hits = new ArrayList<>();
  private final double[] weather;

  /// A new article.
  record Story(String path, double at) {}

  Stage(SiteSize size, long seed) {
    this.seed = seed;
    this.site = new Site(size, seed);
    this.networks = new Networks(seed);
    Chance chance = new Chance(seed, "stage");
    this.length = Math.round(chance.between(4.0, 8.0) * 3600);
    // Some day of the fifty weeks after 5 January 2026.
    this.epochSecond = 1_767_571_200L + chance.below(50 * 7 * 24) * 3600L + chance.below(3600);
    int count = chance.between(0, 3);
    for (int i = 0; i < count; i++) {
      stories.add(new Story(site.articles.get(i), chance.between(0, length)));
    }
    this.weather = weather(chance);
  }

  /// How much more or less comes in each five minutes than on average: the hour of day, and slow
  /// chance.
  private double[] weather(Chance chance) {
    double[] factors = new double[(int) (length / 300) + 1];
    double slow = 0;
    double sum = 0;
    for (int i = 0; i < factors.length; i++) {
      double hour = ((epochSecond + i * 300L) % 86_400) / 3600.0;
      double day = 1 + 0.6 * Math.cos((hour - 16) / 24 * 2 * Math.PI);
      slow = 0.8 * slow + 0.12 * chance.gaussian();
      factors[i] = day * Math.exp(slow);
      sum += factors[i];
    }
    for (int i = 0; i < factors.length; i++) {
      factors[i] *= factors.length / sum;
    }
    return factors;
  }

  /// How busy this moment is against the average of the scene.
  double level(double second) {
    int slot = (int) (second / 300);
    return weather[Math.clamp(slot, 0, weather.length - 1)];
  }

  /// Seconds at which something happens that does so `perMinute` on average, more by day.
  List<Double> arrivals(Chance chance, double perMinute) {
    List<Double> times = new ArrayList<>();
    double most = 0;
    for (double factor : weather) {
      most = Math.max(most, factor);
    }
    double second = chance.exponential(60 / (perMinute * most));
    while (second < length) {
      if (chance.happens(level(second) / most)) {
        times.add(second);
      }
      second += chance.exponential(60 / (perMinute * most));
    }
    return times;
  }

  /// One request of somebody who means no harm.
  void calm(double second, Visitor visitor, Hit.Ask ask, Hit.Answer answer) {
    add(second, visitor, ask, answer, false);
  }

  /// One request; those outside the scene's time leave no line.
  void add(double second, Visitor visitor, Hit.Ask ask, Hit.Answer answer, boolean isAttack) {
    if (second >= 0 && second < length) {
      long micros = epochSecond * 1_000_000L + (long) (second * 1e6);
      hits.add(new Hit(micros, visitor, ask, answer, isAttack));
    }
  }

  List<Hit> hits() {
    return hits;
  }
}
