package org.gabion.lab.scene;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One person with one browser, who reads pages: each page draws along what it is made of, unless
/// the browser has that or never fetches it. Not thread safe.
final class Reader {
  private static final List<String> SEARCHES =
      List.of(
          "https://www.google.com/",
          "https://www.google.com/",
          "https://www.google.com/",
          "https://www.bing.com/",
          "https://duckduckgo.com/",
          "https://www.ecosia.org/");
  static final List<String> SOCIALS =
      List.of(
          "https://t.co/",
          "https://l.facebook.com/",
          "https://lm.facebook.com/",
          "https://m.facebook.com/",
          "https://www.reddit.com/",
          "https://out.reddit.com/",
          "https://www.linkedin.com/",
          "https://l.instagram.com/",
          "https://news.ycombinator.com/",
          "android-app://com.google.android.googlequicksearchbox/");

  final Visitor visitor;

  /// Whether the browser fetches what pages are made of at all.
  final boolean fetches;

  private final Set<String> cached = new HashSet<>();
  private final Chance chance;

  private Reader(Visitor visitor, boolean fetches, Chance chance) {
    this.visitor = visitor;
    this.fetches = fetches;
    this.chance = chance;
  }

  /// Somebody who never was here.
  static Reader fresh(Stage stage, Chance chance) {
    String address =
        chance.happens(0.3) ? stage.networks.mobile(chance) : stage.networks.home(chance);
    return at(address, stage, chance);
  }

  static Reader at(String address, Stage stage, Chance chance) {
    boolean modern = stage.site.isHttp2 && chance.happens(0.95);
    Visitor visitor =
        new Visitor(address, Agents.browser(chance), modern ? "HTTP/2.0" : "HTTP/1.1");
    return new Reader(visitor, !chance.happens(0.08), chance);
  }

  /// Where a visit comes from.
  static String referer(Chance chance) {
    int kind = chance.below(100);
    if (kind < 35) {
      return chance.of(SEARCHES);
    }
    return kind < 55 ? chance.of(SOCIALS) : Hit.NO_REFERER;
  }

  /// A visit of some pages.
  void visit(Stage stage, double at, String referer, String first, int pages, boolean isAttack) {
    double now = at;
    String page = first;
    String from = referer;
    for (int i = 0; i < pages; i++) {
      open(stage, now, page, from, isAttack);
      from = stage.site.origin + page;
      now += Math.max(2, chance.logNormal(35, 0.9));
      page = next(stage, now);
    }
  }

  private String next(Stage stage, double now) {
    Site site = stage.site;
    int kind = chance.below(100);
    if (kind < 10) {
      return "/";
    }
    if (kind < 22) {
      return chance.of(site.sections);
    }
    if (kind < 26) {
      return site.search + Site.words(chance);
    }
    return kind < 29 ? chance.of(site.documents) : article(stage, now, chance);
  }

  /// An article as readers choose: the well known more often, and what just appeared.
  static String article(Stage stage, double now, Chance chance) {
    for (Stage.Story story : stage.stories) {
      double age = now - story.at();
      if (age > 0 && chance.happens(0.25 * Math.exp(-age / 7200))) {
        return story.path();
      }
    }
    return stage.site.articles.get(chance.zipf(stage.site.articles.size()));
  }

  /// One page and what it is made of.
  void open(Stage stage, double at, String page, String referer, boolean isAttack) {
    Site site = stage.site;
    if (page.endsWith("/") && page.length() > 1 && chance.happens(0.01)) {
      String bare = page.substring(0, page.length() - 1);
      stage.add(at, visitor, Hit.Ask.get(bare, referer), new Hit.Answer(301, 162, 0.1), isAttack);
    }
    stage.add(at, visitor, Hit.Ask.get(page, referer), site.answer(page), isAttack);
    if (page.endsWith(".pdf") || !fetches) {
      return;
    }
    String here = site.origin + page;
    for (String asset : site.common) {
      asset(stage, at, asset, here, 1, isAttack);
    }
    for (String image : site.images(page)) {
      // What stands far down is fetched only if the reader gets there.
      asset(stage, at, image, here, 0.8, isAttack);
    }
    if (cached.add("/favicon.ico") && chance.happens(0.6)) {
      Hit.Answer icon = new Hit.Answer(200, 1406, 0.02);
      stage.add(at + 0.4, visitor, Hit.Ask.get("/favicon.ico", here), icon, isAttack);
    }
  }

  private void asset(
      Stage stage, double at, String asset, String page, double share, boolean isAttack) {
    if (!chance.happens(share) || cached.contains(asset) && chance.happens(0.97)) {
      return;
    }
    Hit.Answer answer = cached.add(asset) ? stage.site.answer(asset) : new Hit.Answer(304, 0, 0.02);
    double later = 0.15 + chance.exponential(0.3);
    stage.add(at + later, visitor, Hit.Ask.get(asset, page), answer, isAttack);
  }

  /// Has fetched everything before.
  void knowsTheSite(Site site) {
    site.common.forEach(
        asset -> {
          if (chance.happens(0.85)) {
            cached.add(asset);
          }
        });
    cached.add("/favicon.ico");
  }
}
