package org.gabion.lab.scene;

import java.util.ArrayList;
import java.util.List;

/// Attacks that want in, or want everything: their number hurts nobody. Stateless.
final class Intrusions {
  private static final List<String> FOLDERS =
      List.of(
          "admin",
          "backup",
          "wp-content/plugins",
          "config",
          "old",
          "test",
          "api/v1",
          "cgi-bin",
          "phpmyadmin",
          "vendor",
          "include",
          "db",
          ".git",
          "sql",
          "upload",
          "tmp",
          "console");
  private static final List<String> FILES =
      List.of(
          "index.php",
          "config.php.bak",
          ".env",
          "setup.cgi",
          "shell.php",
          "dump.sql",
          "readme.txt",
          "login.jsp",
          "web.config",
          "debug",
          "id_rsa",
          "info.php",
          "install.php",
          "HEAD");

  private Intrusions() {}

  /// Passwords stolen elsewhere are tried from many sources, a few from each.
  static void logins(Stage stage) {
    Chance chance = new Chance(stage.seed, "login-flood");
    double seconds = chance.between(600, 2400);
    double start = Floods.start(stage, chance, seconds);
    int count = chance.between(200, 2000);
    List<Visitor> bots = bots(stage, count, chance);
    double rate = chance.between(1.0, 8.0);
    for (double at = start; at < start + seconds; at += chance.exponential(1 / rate)) {
      login(stage, at, chance.of(bots), chance);
    }
  }

  /// The same from a handful of sources, a few a minute, for hours.
  static void slowLogins(Stage stage) {
    Chance chance = new Chance(stage.seed, "slow-login");
    double seconds = chance.between(0.3, 0.5) * stage.length;
    double start = Floods.start(stage, chance, seconds);
    List<Visitor> bots = bots(stage, chance.between(2, 6), chance);
    double every = stage.site.size == SiteSize.BUSY ? 6 : 15;
    for (double at = start; at < start + seconds; at += every * chance.between(0.6, 1.4)) {
      login(stage, at, chance.of(bots), chance);
    }
  }

  private static List<Visitor> bots(Stage stage, int count, Chance chance) {
    List<Visitor> bots = new ArrayList<>();
    boolean tool = chance.happens(0.3);
    String protocol = stage.site.isHttp2 && chance.happens(0.5) ? "HTTP/2.0" : "HTTP/1.1";
    for (int i = 0; i < count; i++) {
      String agent = tool ? "python-requests/2.31.0" : Agents.browser(chance);
      bots.add(new Visitor(stage.networks.bot(chance), agent, protocol));
    }
    return bots;
  }

  private static void login(Stage stage, double at, Visitor bot, Chance chance) {
    String login = stage.site.login;
    boolean succeeds = chance.happens(0.002);
    String referer = chance.happens(0.5) ? stage.site.origin + login : Hit.NO_REFERER;
    Hit.Answer answer = succeeds ? new Hit.Answer(302, 0, 3) : new Hit.Answer(200, 4200, 3);
    stage.add(at, bot, new Hit.Ask("POST", login, referer), answer, true);
  }

  private static List<String> paths(Chance chance, int count) {
    List<String> paths = new ArrayList<>();
    while (paths.size() < count) {
      String path = "/" + chance.of(FOLDERS) + "/" + chance.of(FILES);
      if (!paths.contains(path)) {
        paths.add(path);
      }
    }
    return paths;
  }

  /// One source asks for one path a minute.
  static void slowScan(Stage stage) {
    Chance chance = new Chance(stage.seed, "slow-scan");
    double seconds = chance.between(0.35, 0.6) * stage.length;
    double start = Floods.start(stage, chance, seconds);
    String agent =
        chance.happens(0.6)
            ? Agents.browser(chance)
            : chance.of(List.of("-", "Go-http-client/1.1"));
    Visitor scanner = new Visitor(stage.networks.server(chance), agent, "HTTP/1.1");
    List<String> paths = paths(chance, 200);
    int next = 0;
    for (double at = start; at < start + seconds; at += chance.between(40, 80)) {
      probe(stage, at, scanner, paths.get(next++ % paths.size()), chance);
    }
  }

  private static void probe(Stage stage, double at, Visitor scanner, String path, Chance chance) {
    int kind = chance.below(100);
    Hit.Answer answer =
        kind < 90
            ? stage.site.missing()
            : kind < 97 ? new Hit.Answer(403, 520, 0.1) : new Hit.Answer(200, 900, 0.3);
    stage.add(at, scanner, Hit.Ask.get(path, Hit.NO_REFERER), answer, true);
  }

  /// Different sources go through the same list at different hours.
  static void spreadScan(Stage stage) {
    Chance chance = new Chance(stage.seed, "spread-scan");
    List<String> paths = paths(chance, chance.between(30, 60));
    int sources = chance.between(3, 5);
    double first = 0.2 * stage.length;
    for (int i = 0; i < sources; i++) {
      Visitor scanner =
          new Visitor(stage.networks.server(chance), Agents.browser(chance), "HTTP/1.1");
      double at = first + (0.65 * stage.length / sources) * (i + chance.between(0, 0.3));
      for (String path : paths) {
        probe(stage, at, scanner, path, chance);
        at += chance.exponential(3);
      }
    }
  }

  /// Documents are carried off one after the other: no error, no haste.
  static void bulk(Stage stage) {
    Chance chance = new Chance(stage.seed, "bulk-download");
    double seconds = chance.between(0.35, 0.55) * stage.length;
    double start = Floods.start(stage, chance, seconds);
    int sources = chance.between(1, 3);
    List<Visitor> takers = new ArrayList<>();
    for (int i = 0; i < sources; i++) {
      String agent = Agents.browser(chance);
      takers.add(new Visitor(stage.networks.server(chance), agent, "HTTP/1.1"));
    }
    double every = chance.between(15, 50);
    int next = 0;
    List<String> documents = stage.site.documents;
    for (double at = start; at < start + seconds; at += every * chance.between(0.5, 1.5)) {
      String target = documents.get(next++ % documents.size());
      stage.add(
          at,
          chance.of(takers),
          Hit.Ask.get(target, Hit.NO_REFERER),
          stage.site.answer(target),
          true);
    }
  }
}
