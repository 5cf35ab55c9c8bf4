package org.gabion.lab.scene;

import java.util.ArrayList;
import java.util.List;

/// Programs that mean no harm, and come in numbers. Stateless.
final class Waves {
  private Waves() {}

  /// Something is published, and all who poll the feed are told at once.
  static void feeds(Stage stage) {
    Chance chance = new Chance(stage.seed, "feed-burst");
    double at = Floods.start(stage, chance, 600);
    Machines machines = new Machines(stage);
    int times = stage.site.size == SiteSize.BUSY ? 4 : 8;
    for (Visitor visitor : machines.feedReaders()) {
      for (int i = 0; i < chance.between(1, times); i++) {
        machines.feed(visitor, at + chance.exponential(90) + 60 * i, i > 0);
      }
    }
  }

  /// Crawlers that say what they are come 5 to 20 times as often as usual.
  static void crawlers(Stage stage) {
    Chance chance = new Chance(stage.seed, "crawler-wave");
    double seconds = chance.between(1200, 5400);
    double start = Floods.start(stage, chance, seconds);
    double usual = stage.site.size.perMinute * 0.1;
    new Machines(stage).crawl(chance, usual * chance.between(5.0, 20.0), start, start + seconds);
  }

  /// Health checks of the operator's own from a few addresses, all day long.
  static void monitors(Stage stage) {
    Chance chance = new Chance(stage.seed, "monitors");
    List<String> addresses = new ArrayList<>();
    int count = chance.between(2, 4);
    for (int i = 0; i < count; i++) {
      addresses.add("10.0." + chance.below(8) + "." + chance.between(2, 250));
    }
    String agent =
        chance.of(
            List.of(
                "kube-probe/1.29",
                "ELB-HealthChecker/2.0",
                "-",
                "curl/8.5.0",
                "check_http/v2.3 (monitoring-plugins 2.3)",
                "GoogleHC/1.0"));
    String target = chance.of(List.of("/", "/healthz", "/status", "/check.html"));
    String method = chance.happens(0.3) ? "HEAD" : "GET";
    Hit.Answer answer = new Hit.Answer(200, method.equals("HEAD") ? 0 : 612, 0.05);
    for (String address : addresses) {
      double every = chance.of(List.of(1.0, 2.0, 5.0));
      Visitor visitor = new Visitor(address, agent, "HTTP/1.1");
      for (double at = chance.between(0, every); at < stage.length; at += every) {
        stage.calm(at + chance.between(0, 0.01), visitor, new Hit.Ask(method, target, "-"), answer);
      }
    }
  }
}
