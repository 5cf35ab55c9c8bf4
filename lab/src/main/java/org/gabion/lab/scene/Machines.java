package org.gabion.lab.scene;

import java.util.ArrayList;
import java.util.List;

/// Programs that come to every public site: declared crawlers, feed readers, monitors, link
/// previews, little tools, and stray probes. Not thread safe.
final class Machines {
  /// A crawler as it says itself.
  ///
  /// @param share of all crawlers' requests
  record Crawler(String agent, int addresses, double share) {}

  private static final String LIKE =
      "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ";

  static final List<Crawler> CRAWLERS =
      List.of(
          new Crawler(
              LIKE
                  + "Googlebot/2.1; +http://www.google.com/bot.html) Chrome/141.0.7390.122"
                  + " Safari/537.36",
              8,
              0.28),
          new Crawler(
              LIKE
                  + "bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36",
              6,
              0.2),
          new Crawler("Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", 4, 0.08),
          new Crawler(
              "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", 10, 0.14),
          new Crawler(
              "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
              5,
              0.1),
          new Crawler(LIKE + "GPTBot/1.2; +https://openai.com/gptbot)", 5, 0.12),
          new Crawler(
              "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like"
                  + " Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1;"
                  + " +http://www.apple.com/go/applebot)",
              3,
              0.05),
          new Crawler("DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)", 2, 0.03));

  private static final List<String> FEED_READERS =
      List.of(
          "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 31 subscribers; like"
              + " FeedFetcher-Google)",
          "FreshRSS/1.24.3 (Linux; https://freshrss.org)",
          "NetNewsWire (RSS Reader; https://netnewswire.com/)",
          "Tiny Tiny RSS/24.05 (https://tt-rss.org/)",
          "Mozilla/5.0 (compatible; Miniflux/2.2.3; +https://miniflux.app)",
          "Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 12 subscribers; )",
          "NewsBlur Feed Fetcher - 4 subscribers - https://www.newsblur.com/site/1",
          "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0",
          "newsboat/2.36.0 (Linux x86_64)",
          "FeedBurner/1.0 (http://www.FeedBurner.com)");

  private static final List<String> PREVIEWS =
      List.of(
          "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
          "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
          "TelegramBot (like TwitterBot)",
          "WhatsApp/2.24.20.89 A",
          "Twitterbot/1.0",
          "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
          "http.rb/5.1.1 (Mastodon/4.3.1; +https://social.example/)");

  private static final List<String> TOOLS =
      List.of(
          "curl/8.5.0",
          "python-requests/2.32.3",
          "Go-http-client/1.1",
          "Wget/1.21.4",
          "axios/1.7.7",
          "Java/17.0.12",
          "okhttp/4.12.0",
          "Python/3.12 aiohttp/3.10.5",
          "-");

  private static final List<String> PROBES =
      List.of(
          "/.env",
          "/.git/config",
          "/wp-login.php",
          "/xmlrpc.php",
          "/phpinfo.php",
          "/admin/config.php",
          "/.aws/credentials",
          "/cgi-bin/luci/",
          "/actuator/health",
          "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
          "/owa/auth/logon.aspx",
          "/server-status");

  private final Stage stage;
  private final Site site;

  Machines(Stage stage) {
    this.stage = stage;
    this.site = stage.site;
  }

  void play() {
    crawl(new Chance(stage.seed, "crawlers"), site.size.perMinute * 0.1, 0, stage.length);
    feeds();
    monitor();
    previews();
    tools();
    probes();
  }

  /// Declared crawlers between two times.
  void crawl(Chance chance, double perMinute, double from, double to) {
    for (Crawler crawler : CRAWLERS) {
      Chance places = new Chance(stage.seed, crawler.agent());
      String block = stage.networks.server(places);
      String net = block.substring(0, block.lastIndexOf('.'));
      List<Visitor> visitors = new ArrayList<>();
      for (int i = 0; i < crawler.addresses(); i++) {
        visitors.add(new Visitor(net + "." + places.between(1, 254), crawler.agent(), "HTTP/1.1"));
      }
      double robots = from + chance.exponential(3600);
      for (double at : stage.arrivals(chance, perMinute * crawler.share())) {
        if (at < from || at >= to) {
          continue;
        }
        if (at > robots) {
          robots = at + chance.between(3000, 7000);
          Hit.Answer rules = new Hit.Answer(200, 240, 0.02);
          stage.calm(at - 0.5, visitors.get(0), Hit.Ask.get("/robots.txt", Hit.NO_REFERER), rules);
        }
        crawl(chance.of(visitors), at, chance);
      }
    }
  }

  private void crawl(Visitor visitor, double at, Chance chance) {
    int kind = chance.below(100);
    String target =
        kind < 4
            ? chance.of(site.common)
            : kind < 9
                ? chance.of(site.gone)
                : kind < 16
                    ? chance.of(site.sections)
                    : kind < 20 ? chance.of(site.documents) : chance.of(site.articles);
    Hit.Answer answer =
        kind >= 4 && kind < 9
            ? site.missing()
            : chance.happens(0.15) ? new Hit.Answer(304, 0, 0.3) : site.answer(target);
    stage.calm(at, visitor, Hit.Ask.get(target, Hit.NO_REFERER), answer);
  }

  /// The programs that poll the feed.
  List<Visitor> feedReaders() {
    Chance chance = new Chance(stage.seed, "feed readers");
    List<Visitor> readers = new ArrayList<>();
    for (int i = 0; i < site.size.feedReaders; i++) {
      String address =
          chance.happens(0.5) ? stage.networks.server(chance) : stage.networks.home(chance);
      readers.add(new Visitor(address, chance.of(FEED_READERS), "HTTP/1.1"));
    }
    return readers;
  }

  private void feeds() {
    Chance chance = new Chance(stage.seed, "feeds");
    for (Visitor visitor : feedReaders()) {
      double every = chance.of(List.of(15, 30, 30, 60, 60, 60, 120)) * 60;
      double at = chance.between(0, every);
      boolean asksIfChanged = chance.happens(0.8);
      while (at < stage.length) {
        feed(visitor, at, asksIfChanged && chance.happens(0.95));
        at += every + chance.gaussian() * 4;
      }
    }
  }

  void feed(Visitor visitor, double at, boolean unchanged) {
    Hit.Answer answer = unchanged ? new Hit.Answer(304, 0, 0.2) : new Hit.Answer(200, 38_000, 0.4);
    stage.calm(at, visitor, Hit.Ask.get(site.feed, Hit.NO_REFERER), answer);
  }

  /// Somebody else's uptime service looks in every five minutes, from several places.
  private void monitor() {
    Chance chance = new Chance(stage.seed, "monitor");
    List<String> places = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      places.add(stage.networks.server(chance));
    }
    String agent = "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)";
    String method = chance.happens(0.5) ? "HEAD" : "GET";
    for (double at = chance.between(0, 300); at < stage.length; at += 300) {
      Hit.Answer answer = new Hit.Answer(200, method.equals("HEAD") ? 0 : 12_000, site.pageCost);
      Visitor visitor = new Visitor(chance.of(places), agent, "HTTP/1.1");
      stage.calm(at, visitor, new Hit.Ask(method, "/", Hit.NO_REFERER), answer);
    }
  }

  private void previews() {
    Chance chance = new Chance(stage.seed, "previews");
    for (double at : stage.arrivals(chance, site.size.perMinute * 0.015)) {
      preview(at, Reader.article(stage, at, chance), chance);
    }
  }

  void preview(double at, String page, Chance chance) {
    Visitor visitor = new Visitor(stage.networks.server(chance), chance.of(PREVIEWS), "HTTP/1.1");
    stage.calm(at, visitor, Hit.Ask.get(page, Hit.NO_REFERER), site.answer(page));
  }

  /// Scripts that fetch a page or a few, link checkers, and one that polls.
  private void tools() {
    Chance chance = new Chance(stage.seed, "tools");
    for (double at : stage.arrivals(chance, site.size.perMinute * 0.015)) {
      Visitor visitor = new Visitor(stage.networks.server(chance), chance.of(TOOLS), "HTTP/1.1");
      int pages = chance.geometric(0.6, 12);
      double now = at;
      for (int i = 0; i < pages; i++) {
        String page = chance.happens(0.3) ? "/" : Reader.article(stage, now, chance);
        boolean head = chance.happens(0.2);
        Hit.Answer answer = head ? new Hit.Answer(200, 0, site.pageCost) : site.answer(page);
        stage.calm(now, visitor, new Hit.Ask(head ? "HEAD" : "GET", page, Hit.NO_REFERER), answer);
        now += chance.exponential(4);
      }
    }
    Visitor poller = new Visitor(stage.networks.home(chance), TOOLS.get(1), "HTTP/1.1");
    String page = site.sections.get(0);
    for (double at = chance.between(0, 600); at < stage.length; at += 600 + chance.gaussian()) {
      stage.calm(at, poller, Hit.Ask.get(page, Hit.NO_REFERER), site.answer(page));
    }
  }

  /// Every address of the internet is tried now and then: one or two requests, then it goes on.
  private void probes() {
    Chance chance = new Chance(stage.seed, "probes");
    for (double at : stage.arrivals(chance, Math.min(2, site.size.perMinute * 0.02))) {
      String agent =
          chance.happens(0.6)
              ? Agents.browser(chance)
              : chance.of(
                  List.of("-", "Mozilla/5.0 zgrab/0.x", "Go-http-client/1.1", "curl/7.88.1"));
      Visitor visitor = new Visitor(stage.networks.server(chance), agent, "HTTP/1.1");
      int requests = chance.between(1, 2);
      for (int i = 0; i < requests; i++) {
        String path = i == 0 && chance.happens(0.3) ? "/" : chance.of(PROBES);
        Hit.Answer answer =
            path.equals("/") || path.equals(site.login) ? site.answer(path) : site.missing();
        stage.calm(at + i * 0.7, visitor, Hit.Ask.get(path, Hit.NO_REFERER), answer);
      }
    }
  }
}
