package org.gabion.lab.scene;

/// Many readers at once, or what looks like it. Stateless.
final class Crowds {
  private static final int PEOPLE = 10_000;

  private Crowds() {}

  /// Ten thousand people come to one article by links that others share.
  static void flash(Stage stage) {
    Chance chance = new Chance(stage.seed, "flash-crowd");
    double seconds = chance.between(1800, 3600);
    crowd(stage, chance, Floods.start(stage, chance, seconds), seconds);
  }

  /// The rush is steep at first and ebbs slowly.
  private static void crowd(Stage stage, Chance chance, double start, double seconds) {
    String article = stage.site.articles.get(chance.below(5));
    String source = chance.of(Reader.SOCIALS);
    for (int i = 0; i < PEOPLE; i++) {
      double at = start + Math.min(2 * seconds, chance.logNormal(0.3 * seconds, 0.7));
      Reader reader = Reader.fresh(stage, chance);
      if (chance.happens(0.05)) {
        reader.knowsTheSite(stage.site);
      }
      // Programs on telephones, and messages, tell no referer.
      String referer =
          chance.happens(0.45)
              ? source
              : chance.happens(0.4) ? chance.of(Reader.SOCIALS) : Hit.NO_REFERER;
      int pages = chance.geometric(0.8, 5);
      reader.visit(stage, at, referer, article, pages, false);
    }
    for (int i = 0; i < 60; i++) {
      double at = start + Math.min(2 * seconds, chance.logNormal(0.3 * seconds, 0.7));
      new Machines(stage).preview(at, article, chance);
    }
  }

  /// A flood hides in a crowd, on the front page or on the crowd's own article.
  static void withFlood(Stage stage) {
    Chance chance = new Chance(stage.seed, "flash-crowd");
    double seconds = chance.between(1800, 3600);
    double start = Floods.start(stage, chance, seconds);
    crowd(stage, chance, start, seconds);
    Chance flood = new Chance(stage.seed, "crowd-and-flood");
    String page = flood.happens(0.5) ? "/" : stage.site.articles.get(flood.below(5));
    double length = flood.between(300, 600);
    double inside = start + flood.between(0.15, 0.6) * seconds;
    Floods.on(stage, page, inside, length, flood);
  }

  /// Sources that behave in everything as readers do, only many more of them.
  static void mimicry(Stage stage) {
    Chance chance = new Chance(stage.seed, "mimicry");
    double seconds = chance.between(400, 900);
    double start = Floods.start(stage, chance, seconds);
    double visits = stage.site.size == SiteSize.BUSY ? 15 : 6;
    for (double at = start; at < start + seconds; at += chance.exponential(1 / visits)) {
      Reader reader = Reader.at(stage.networks.home(chance), stage, chance);
      boolean home = chance.happens(0.25);
      String first = home ? "/" : Reader.article(stage, at, chance);
      int pages = chance.geometric(0.5, 8);
      reader.visit(stage, at, Reader.referer(chance), first, pages, true);
    }
  }
}
