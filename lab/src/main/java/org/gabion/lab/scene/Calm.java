package org.gabion.lab.scene;

import java.util.ArrayList;
import java.util.List;

/// What comes to the site on an ordinary day: readers, editors, and everything that is no person.
/// Not thread safe.
final class Calm {
  private final Stage stage;
  private final Site site;

  Calm(Stage stage) {
    this.stage = stage;
    this.site = stage.site;
  }

  void play() {
    readers();
    editors();
    hotLinkers();
    new Machines(stage).play();
  }

  /// About two thirds of all requests; a visit draws along a good dozen of them.
  private void readers() {
    Chance chance = new Chance(stage.seed, "readers");
    double visits = site.size.perMinute * 0.64 / 15;
    List<Reader> regulars = new ArrayList<>();
    int most = (int) Math.max(20, visits * 60);
    for (int i = 0; i < most; i++) {
      Reader reader = Reader.fresh(stage, chance);
      reader.knowsTheSite(site);
      regulars.add(reader);
    }
    for (double at : stage.arrivals(chance, visits)) {
      boolean returns = chance.happens(0.3);
      Reader reader = returns ? regulars.get(chance.zipf(most)) : Reader.fresh(stage, chance);
      visit(reader, at, chance, returns);
    }
  }

  private void visit(Reader reader, double at, Chance chance, boolean returns) {
    String referer = returns && chance.happens(0.6) ? Hit.NO_REFERER : Reader.referer(chance);
    int kind = chance.below(1000);
    if (kind < 15) {
      stage.calm(
          at,
          reader.visitor,
          Hit.Ask.get(site.gone.get(chance.zipf(site.gone.size())), referer),
          site.missing());
      return;
    }
    if (kind < 40) {
      // Documents are found by search engines too.
      reader.open(
          stage, at, site.documents.get(chance.zipf(site.documents.size())), referer, false);
      return;
    }
    boolean home = chance.happens(returns || referer.equals(Hit.NO_REFERER) ? 0.45 : 0.08);
    String first = home ? "/" : Reader.article(stage, at, chance);
    int pages = chance.geometric(returns ? 0.35 : 0.55, 8);
    reader.visit(stage, at, referer, first, pages, false);
    if (chance.happens(0.006)) {
      String target = first.equals("/") ? site.articles.get(0) : first;
      stage.calm(
          at + chance.between(60, 400),
          reader.visitor,
          new Hit.Ask(
              "POST",
              target + (target.endsWith("/") ? "comment" : "/comment"),
              site.origin + target),
          new Hit.Answer(302, 0, 2));
    }
  }

  /// A few people log in, some mistype, and they save drafts.
  private void editors() {
    Chance chance = new Chance(stage.seed, "editors");
    int people = site.size == SiteSize.BUSY ? 12 : 3;
    for (int i = 0; i < people; i++) {
      Reader editor = Reader.fresh(stage, chance);
      editor.knowsTheSite(site);
      for (double at : stage.arrivals(chance, 1 / 150.0)) {
        edit(editor, at, chance);
      }
    }
  }

  private void edit(Reader editor, double at, Chance chance) {
    String login = site.login;
    editor.open(stage, at, login, Hit.NO_REFERER, false);
    double now = at;
    int tries = chance.geometric(0.85, 3);
    for (int i = 1; i <= tries; i++) {
      now += chance.between(4.0, 15.0);
      int status = i < tries ? 200 : 302;
      stage.calm(
          now,
          editor.visitor,
          new Hit.Ask("POST", login, site.origin + login),
          new Hit.Answer(status, status == 200 ? 4200 : 0, 3));
    }
    String referer = site.origin + login;
    int drafts = chance.between(2, 12);
    for (int i = 0; i < drafts; i++) {
      now += chance.logNormal(70, 0.8);
      String page = "/desk/item/" + chance.between(1000, 1040) + "/edit";
      editor.open(stage, now, page, referer, false);
      now += chance.logNormal(90, 0.8);
      stage.calm(
          now,
          editor.visitor,
          new Hit.Ask("POST", page, site.origin + page),
          new Hit.Answer(302, 0, 2));
      referer = site.origin + page;
    }
  }

  /// Pictures that other people's pages show.
  private void hotLinkers() {
    Chance chance = new Chance(stage.seed, "hot-linkers");
    List<String> hosts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      hosts.add("https://forum" + chance.below(90) + ".example/thread/" + chance.below(90_000));
    }
    for (double at : stage.arrivals(chance, site.size.perMinute * 0.03)) {
      Reader reader = Reader.fresh(stage, chance);
      int place = chance.zipf(hosts.size());
      String image = site.images(site.articles.get(place)).get(0);
      Hit.Answer answer = chance.happens(0.1) ? new Hit.Answer(304, 0, 0.02) : site.answer(image);
      stage.calm(at, reader.visitor, Hit.Ask.get(image, hosts.get(place)), answer);
    }
  }
}
