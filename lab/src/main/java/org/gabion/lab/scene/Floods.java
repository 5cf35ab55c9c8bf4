package org.gabion.lab.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Floods of requests that nobody waits for. Stateless.
final class Floods {
  /// A flood's program.
  ///
  /// @param agent makes the next User-Agent
  /// @param protocol what it speaks
  /// @param referer what it says where it comes from
  private record Program(
      Function<Chance, String> agent, String protocol, Function<Chance, String> referer) {
    Visitor visitor(String address, Chance chance) {
      return new Visitor(address, agent.apply(chance), protocol);
    }
  }

  private Floods() {}

  /// Programs rotate agents as readers have them, or a list of their own that is partly outdated.
  private static Program program(Stage stage, Chance chance) {
    List<String> list = new ArrayList<>();
    int size = chance.between(20, 200);
    for (int i = 0; i < size; i++) {
      list.add(
          chance.happens(0.5)
              ? Agents.browser(chance)
              : Agents.chrome("Windows NT 10.0; Win64; x64", chance.between(90, 140), ""));
    }
    boolean asReaders = chance.happens(0.5);
    Function<Chance, String> agent = asReaders ? Agents::browser : draw -> draw.of(list);
    String protocol = stage.site.isHttp2 && chance.happens(0.5) ? "HTTP/2.0" : "HTTP/1.1";
    int kind = chance.below(10);
    Function<Chance, String> referer =
        kind < 5
            ? draw -> Hit.NO_REFERER
            : kind < 8 ? Reader::referer : draw -> "https://www.google.com/";
    return new Program(agent, protocol, referer);
  }

  /// When an event of this many seconds starts: somewhere in the middle of the scene.
  static double start(Stage stage, Chance chance, double seconds) {
    double least = Math.max(3900, 0.25 * stage.length);
    return chance.between(least, Math.max(least + 1, 0.8 * stage.length - seconds));
  }

  static void oneRequest(Stage stage) {
    Chance chance = new Chance(stage.seed, "one-request");
    Program program = program(stage, chance);
    double seconds = chance.between(360, 480);
    double start = start(stage, chance, seconds);
    double rate = chance.between(15.0, 30.0);
    // Most aim at the front page; some take any page.
    boolean anyPage = chance.happens(0.3);
    for (double at = start; at < start + seconds; at += chance.exponential(1 / rate)) {
      Visitor bot = program.visitor(stage.networks.bot(chance), chance);
      String page = anyPage ? chance.of(stage.site.articles) : "/";
      hit(stage, at, bot, page, program.referer.apply(chance), 1.5);
    }
  }

  private static void hit(
      Stage stage, double at, Visitor bot, String target, String referer, double cost) {
    Hit.Answer well = stage.site.answer(target);
    Hit.Answer answer = new Hit.Answer(well.status(), well.bytes(), cost);
    stage.add(at, bot, Hit.Ask.get(target, referer), answer, true);
  }

  private static List<Visitor> bots(Stage stage, int count, Program program, Chance chance) {
    List<Visitor> bots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      bots.add(program.visitor(stage.networks.bot(chance), chance));
    }
    return bots;
  }

  /// A query that was never asked before passes every cache.
  static void cacheBuster(Stage stage) {
    Chance chance = new Chance(stage.seed, "cache-buster");
    Program program = program(stage, chance);
    double seconds = chance.between(300, 1500);
    double start = start(stage, chance, seconds);
    double rate = chance.between(10.0, 30.0);
    String page = chance.happens(0.6) ? "/" : stage.site.articles.get(chance.below(20));
    String key = chance.of(List.of("", "_=", "v=", "cb=", "rand="));
    List<Visitor> bots = bots(stage, chance.between(200, 2000), program, chance);
    for (double at = start; at < start + seconds; at += chance.exponential(1 / rate)) {
      Visitor bot = chance.of(bots);
      bot = chance.happens(0.5) ? program.visitor(bot.address(), chance) : bot;
      String query = key.isEmpty() ? chance.letters(4) + "=" + chance.letters(6) : key;
      String target = page + "?" + query + (key.isEmpty() ? "" : chance.letters(10));
      hit(stage, at, bot, target, program.referer.apply(chance), 3);
    }
  }

  /// Few hundred sources ask for the front page as often as they can.
  static void root(Stage stage) {
    Chance chance = new Chance(stage.seed, "root-flood");
    Program program = program(stage, chance);
    double seconds = chance.between(300, 1200);
    double start = start(stage, chance, seconds);
    List<Visitor> bots = bots(stage, chance.between(100, 400), program, chance);
    double rate = bots.size() * chance.between(0.2, 0.5);
    for (double at = start; at < start + seconds; at += chance.exponential(1 / rate)) {
      hit(stage, at, chance.of(bots), "/", program.referer.apply(chance), 1.2);
    }
  }

  /// Searching costs the origin most; every search is for other words.
  static void search(Stage stage) {
    Chance chance = new Chance(stage.seed, "search-cost");
    Program program = program(stage, chance);
    double seconds = chance.between(300, 1800);
    double start = start(stage, chance, seconds);
    List<Visitor> bots = bots(stage, chance.between(300, 5000), program, chance);
    boolean letters = chance.happens(0.5);
    for (double at = start; at < start + seconds; at += chance.exponential(1 / 25.0)) {
      String words = letters ? chance.letters(chance.between(5, 9)) : Site.words(chance);
      String target = stage.site.search + words;
      hit(stage, at, chance.of(bots), target, program.referer.apply(chance), 4);
    }
  }

  /// The same flood comes twice.
  static void twoWaves(Stage stage) {
    Chance chance = new Chance(stage.seed, "two-waves");
    Program program = program(stage, chance);
    double seconds = chance.between(240, 600);
    double pause = chance.between(3600, Math.min(10_800, 0.85 * stage.length - 3900 - 2 * seconds));
    double first = start(stage, chance, 2 * seconds + pause);
    List<Visitor> bots = bots(stage, chance.between(1000, 5000), program, chance);
    double rate = chance.between(12.0, 30.0);
    for (double start : List.of(first, first + seconds + pause)) {
      for (double at = start; at < start + seconds; at += chance.exponential(1 / rate)) {
        hit(stage, at, chance.of(bots), "/", program.referer.apply(chance), 1.5);
      }
    }
  }

  /// A flood of this length on one page, inside something else.
  static void on(Stage stage, String page, double start, double seconds, Chance chance) {
    Program program = program(stage, chance);
    double rate = chance.between(15.0, 30.0);
    List<Visitor> bots = bots(stage, chance.between(1000, 6000), program, chance);
    for (double at = start; at < start + seconds; at += chance.exponential(1 / rate)) {
      hit(stage, at, chance.of(bots), page, program.referer.apply(chance), 1.5);
    }
  }
}
