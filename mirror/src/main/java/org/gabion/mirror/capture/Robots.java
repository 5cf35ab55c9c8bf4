package org.gabion.mirror.capture;

import crawlercommons.robots.BaseRobotRules;
import crawlercommons.robots.SimpleRobotRules;
import crawlercommons.robots.SimpleRobotRules.RobotRulesMode;
import crawlercommons.robots.SimpleRobotRulesParser;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What a site's robots.txt says to this crawler (RFC 9309). Immutable once read.
final class Robots {
  static final String PATH = "/robots.txt";

  /// RFC 9309 asks for at least 500 KiB.
  private static final int MAX_BYTES = 1 << 20;

  private static final String NAME = "gabion-mirror";
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
  private static final int MAX_SITEMAPS = 200;

  private final BaseRobotRules rules;

  private Robots(BaseRobotRules rules) {
    this.rules = rules;
  }

  static Robots allowingAll() {
    return new Robots(new SimpleRobotRules(RobotRulesMode.ALLOW_ALL));
  }

  static Robots parse(String url, byte[] content) {
    // The delay is capped by this class; the parser would forbid all above its own bound.
    SimpleRobotRulesParser parser = new SimpleRobotRulesParser(Long.MAX_VALUE, 0);
    return new Robots(parser.parseContent(url, content, "text/plain", List.of(NAME)));
  }

  /// Reads the site's file.
  ///
  /// @throws IOException if it can not be had, so that nobody knows what is allowed
  static Robots of(SiteFiles files, SiteUrl home) throws IOException {
    SiteUrl url = home.resolve(PATH).orElseThrow();
    return switch (files.fetch(url, MAX_BYTES)) {
      case Answer.Got got -> {
        try (Body body = got.body()) {
          if (got.status() == 200) {
            yield parse(url.toString(), body.bytes());
          }
          if (got.status() >= 400 && got.status() < 500) {
            yield allowingAll();
          }
          throw unknown(url, "it answers " + got.status());
        }
      }
      case Answer.Failed failed -> throw unknown(url, failed.detail());
      case Answer.TooLarge large -> throw unknown(url, large.detail());
    };
  }

  private static IOException unknown(SiteUrl url, String why) {
    return new IOException(
        url
            + " can not be read: "
            + why
            + ". What it allows is not known, so nothing was crawled; repair it, or let it answer"
            + " 404, and run again");
  }

  boolean allows(String url) {
    return rules.isAllowed(url);
  }

  /// The room that it asks for between requests, up to a bound.
  Duration delay() {
    long millis = rules.getCrawlDelay();
    return millis <= 0
        ? Duration.ZERO
        : Duration.ofMillis(Math.min(millis, LONGEST_DELAY.toMillis()));
  }

  List<String> sitemaps() {
    return rules.getSitemaps().stream().limit(MAX_SITEMAPS).toList();
  }
}
