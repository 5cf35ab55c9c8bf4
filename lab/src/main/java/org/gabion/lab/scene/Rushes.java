package org.gabion.lab.scene;

/// What readers do that a careless detector takes for an attack: each is the benign twin of one.
/// Stateless.
final class Rushes {
  private Rushes() {}

  /// Steep at first, ebbing slowly.
  private static double moment(double start, double seconds, Chance chance) {
    return start + Math.min(2 * seconds, chance.logNormal(0.3 * seconds, 0.7));
  }

  private static int people(Stage stage, Chance chance, int quiet, int busy) {
    return (int) ((stage.site.size == SiteSize.BUSY ? busy : quiet) * chance.between(0.5, 1.5));
  }

  /// A broadcast names the site: people type its name, and come to the front page from nowhere.
  static void frontPage(Stage stage) {
    Chance chance = new Chance(stage.seed, "front-crowd");
    double seconds = chance.between(600, 1500);
    double start = Floods.start(stage, chance, seconds);
    int people = people(stage, chance, 1500, 4000);
    for (int i = 0; i < people; i++) {
      Reader reader = Reader.fresh(stage, chance);
      int pages = chance.geometric(0.6, 6);
      double at = moment(start, seconds, chance);
      reader.visit(stage, at, Hit.NO_REFERER, "/", pages, false);
    }
  }

  /// On an evening of results everybody looks for a few words.
  static void searches(Stage stage) {
    Chance chance = new Chance(stage.seed, "search-rush");
    double seconds = chance.between(1800, 3600);
    double start = Floods.start(stage, chance, seconds);
    int people = people(stage, chance, 600, 2500);
    String topic = Site.words(chance);
    for (int i = 0; i < people; i++) {
      Reader reader = Reader.fresh(stage, chance);
      double at = moment(start, seconds, chance);
      String referer = Reader.referer(chance);
      reader.open(stage, at, "/", referer, false);
      String from = stage.site.origin + "/";
      int tries = chance.geometric(0.6, 5);
      for (int k = 0; k < tries; k++) {
        at += chance.logNormal(20, 0.7);
        String words = chance.happens(0.5) ? topic : topic + "+" + Site.words(chance);
        String page = stage.site.search + words;
        reader.open(stage, at, page, from, false);
        from = stage.site.origin + page;
      }
      reader.visit(stage, at + 15, from, Reader.article(stage, at, chance), 1, false);
    }
  }

  /// Members come in at the same hour, some mistype their password.
  static void logins(Stage stage) {
    Chance chance = new Chance(stage.seed, "login-rush");
    double seconds = chance.between(1200, 2400);
    double start = Floods.start(stage, chance, seconds);
    int people = people(stage, chance, 200, 1000);
    String login = stage.site.login;
    String here = stage.site.origin + login;
    for (int i = 0; i < people; i++) {
      Reader reader = Reader.fresh(stage, chance);
      reader.knowsTheSite(stage.site);
      double at = moment(start, seconds, chance);
      reader.open(stage, at, login, Hit.NO_REFERER, false);
      int tries = chance.geometric(0.85, 4);
      for (int k = 1; k <= tries; k++) {
        at += chance.logNormal(9, 0.5);
        Hit.Answer answer = k < tries ? new Hit.Answer(200, 4200, 3) : new Hit.Answer(302, 0, 3);
        stage.calm(at, reader.visitor, new Hit.Ask("POST", login, here), answer);
      }
      reader.visit(stage, at + 1, here, "/", chance.geometric(0.4, 8), false);
    }
  }

  /// A report is out: many fetch it, and some its neighbours.
  static void documents(Stage stage) {
    Chance chance = new Chance(stage.seed, "document-rush");
    double seconds = chance.between(1800, 5400);
    double start = Floods.start(stage, chance, seconds);
    int people = people(stage, chance, 500, 2500);
    int first = chance.below(20);
    String article = stage.site.articles.get(chance.below(5));
    for (int i = 0; i < people; i++) {
      Reader reader = Reader.fresh(stage, chance);
      double at = moment(start, seconds, chance);
      String referer = Reader.referer(chance);
      if (chance.happens(0.7)) {
        reader.open(stage, at, article, referer, false);
        referer = stage.site.origin + article;
        at += chance.logNormal(25, 0.8);
      }
      int count = chance.geometric(0.7, 8);
      for (int k = 0; k < count; k++) {
        reader.open(stage, at, stage.site.documents.get(first + k), referer, false);
        at += chance.logNormal(30, 0.8);
      }
    }
  }

  /// The same people look in all day long, with a browser that has what pages are made of: in a day
  /// each has fetched it at some time, in ten minutes few have.
  static void regulars(Stage stage) {
    Chance chance = new Chance(stage.seed, "regulars");
    double visits = stage.site.size.perMinute * 0.3;
    Reader[] people = new Reader[(int) (visits * 40)];
    for (int i = 0; i < people.length; i++) {
      people[i] = Reader.fresh(stage, chance);
    }
    for (double at : stage.arrivals(chance, visits)) {
      Reader reader = people[chance.below(people.length)];
      String page = chance.happens(0.6) ? "/" : Reader.article(stage, at, chance);
      reader.open(stage, at, page, Hit.NO_REFERER, false);
    }
  }

  /// The site was built anew: whoever follows an old link finds nothing there.
  static void oldAddresses(Stage stage) {
    Chance chance = new Chance(stage.seed, "moved-site");
    double start = Floods.start(stage, chance, 3600);
    double visits = Math.max(0.5, stage.site.size.perMinute * 0.02);
    for (double at : stage.arrivals(chance, visits)) {
      if (at < start) {
        continue;
      }
      Reader reader = Reader.fresh(stage, chance);
      int number = chance.zipf(stage.site.size.articles);
      String page = "/old/" + number + "-" + (number % 97) + ".html";
      reader.open(stage, at, page, Reader.referer(chance), false);
      if (chance.happens(0.5)) {
        double next = at + chance.logNormal(12, 0.6);
        reader.visit(stage, next, stage.site.origin + page, "/", chance.geometric(0.6, 5), false);
      }
    }
  }

  /// The site was built anew, and its own pages still point to what is gone: a few readers meet
  /// galleries without pictures, and try one link after the other.
  static void deadLinks(Stage stage) {
    Chance chance = new Chance(stage.seed, "dead-links");
    int people = chance.between(3, 8);
    for (int i = 0; i < people; i++) {
      Reader reader = Reader.fresh(stage, chance);
      if (chance.happens(0.5)) {
        reader.knowsTheSite(stage.site);
      }
      double at = Floods.start(stage, chance, 3600);
      String page = chance.of(stage.site.sections);
      String here = stage.site.origin + page;
      reader.open(stage, at, page, Reader.referer(chance), false);
      int number = chance.between(0, 60);
      for (int k = 0; k < number; k++) {
        String thumbnail = "/old/thumbs/" + chance.hex(6) + ".jpg";
        double soon = at + chance.exponential(1.5);
        stage.calm(soon, reader.visitor, Hit.Ask.get(thumbnail, here), stage.site.missing());
      }
      String folder = chance.happens(0.5) ? "/old/" : "/wp-content/uploads/";
      int tries = chance.between(5, 60);
      for (int k = 0; k < tries; k++) {
        at += chance.logNormal(25, 0.9);
        String target = folder + chance.between(2009, 2019) + "/" + chance.hex(5) + ".pdf";
        stage.calm(at, reader.visitor, Hit.Ask.get(target, here), stage.site.missing());
      }
    }
  }

  /// A few people read a matter to the ground: from one page of the site they open dozens of
  /// documents, with a browser that has what pages are made of.
  static void keenReaders(Stage stage) {
    Chance chance = new Chance(stage.seed, "keen-readers");
    int people = chance.between(2, 6);
    for (int i = 0; i < people; i++) {
      Reader reader = Reader.fresh(stage, chance);
      if (chance.happens(0.8)) {
        reader.knowsTheSite(stage.site);
      }
      double at = Floods.start(stage, chance, 3600);
      String page = chance.of(stage.site.sections);
      reader.open(stage, at, page, Reader.referer(chance), false);
      int first = chance.below(200);
      int count = chance.between(12, 45);
      // All in tabs of their own, or each when the last is read.
      double pause = chance.happens(0.3) ? 2 : 3000.0 / count;
      for (int k = 0; k < count; k++) {
        at += chance.logNormal(0.8 * pause, 0.7);
        String document = stage.site.documents.get(first + k);
        reader.open(stage, at, document, stage.site.origin + page, false);
      }
    }
  }
}
