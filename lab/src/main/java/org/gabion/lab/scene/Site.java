package org.gabion.lab.scene;

import java.util.ArrayList;
import java.util.List;

/// What there is on the site of a scene, and what it answers when it is well. Read only once made.
final class Site {
  private static final List<String> WORDS =
      List.of(
          "river",
          "council",
          "bridge",
          "library",
          "market",
          "school",
          "harbour",
          "budget",
          "winter",
          "festival",
          "museum",
          "orchard",
          "tram",
          "garden",
          "history",
          "letters",
          "autumn",
          "night",
          "report",
          "concert",
          "village",
          "forest",
          "energy",
          "water",
          "housing",
          "theatre",
          "mill",
          "archive",
          "storm",
          "election",
          "bakery",
          "station",
          "painter",
          "choir",
          "valley",
          "bees");

  /// How the site's software builds paths.
  private enum Style {
    DATED,
    NUMBERED,
    HTML
  }

  final SiteSize size;
  final String origin;
  final List<String> articles = new ArrayList<>();
  final List<String> sections = new ArrayList<>();
  final List<String> documents = new ArrayList<>();
  final List<String> common = new ArrayList<>();
  final List<String> gone = new ArrayList<>();
  final String feed;
  final String login;
  final String search;

  /// Whether browsers and the site speak HTTP/2.
  final boolean isHttp2;

  /// What a page costs: little where a cache stands before it.
  final double pageCost;

  private final Style style;

  Site(SiteSize size, long seed) {
    this.size = size;
    Chance chance = new Chance(seed, "site");
    this.style = chance.of(List.of(Style.values()));
    this.origin = "https://www." + chance.of(WORDS) + "-" + chance.of(WORDS) + ".example";
    this.isHttp2 = chance.happens(0.8);
    this.pageCost = chance.happens(0.5) ? 0.4 : 1;
    this.feed = chance.of(List.of("/feed.xml", "/feed/", "/rss.xml", "/index.xml"));
    this.login = chance.of(List.of("/login", "/user/login", "/wp-login.php", "/account/signin"));
    this.search = chance.of(List.of("/search?q=", "/?s=", "/search/?query="));
    for (int i = 0; i < size.articles; i++) {
      articles.add(article(chance, i));
    }
    for (int i = 0; i < 8; i++) {
      sections.add("/" + chance.of(WORDS) + "/");
    }
    for (int i = 0; i < size.articles * 3 / 4; i++) {
      documents.add("/files/" + slug(chance, 3) + "-" + chance.between(1990, 2026) + ".pdf");
    }
    for (int i = 0; i < 40; i++) {
      gone.add("/old/" + slug(chance, 2) + ".html");
    }
    int scripts = chance.between(2, 5);
    for (int i = 0; i < scripts; i++) {
      common.add("/static/js/" + chance.of(WORDS) + "." + chance.hex(8) + ".js");
    }
    int styles = chance.between(1, 3);
    for (int i = 0; i < styles; i++) {
      common.add("/static/css/" + chance.of(WORDS) + "." + chance.hex(8) + ".css");
    }
    common.add("/static/fonts/text." + chance.hex(6) + ".woff2");
    common.add("/static/img/logo.svg");
  }

  private String article(Chance chance, int number) {
    return switch (style) {
      case DATED ->
          String.format(
              java.util.Locale.ROOT,
              "/%d/%02d/%s/",
              chance.between(2019, 2026),
              chance.between(1, 12),
              slug(chance, chance.between(2, 6)));
      case NUMBERED -> "/article/" + (20_000 - number);
      case HTML -> "/news/" + slug(chance, chance.between(2, 5)) + "-" + number + ".html";
    };
  }

  private static String slug(Chance chance, int words) {
    StringBuilder slug = new StringBuilder(chance.of(WORDS));
    for (int i = 1; i < words; i++) {
      slug.append('-').append(chance.of(WORDS));
    }
    return slug.toString();
  }

  /// What somebody looks for.
  static String words(Chance chance) {
    int count = chance.geometric(0.5, 4);
    StringBuilder words = new StringBuilder(chance.of(WORDS));
    for (int i = 1; i < count; i++) {
      words.append('+').append(chance.of(WORDS));
    }
    return words.toString();
  }

  /// The pictures of a page.
  List<String> images(String page) {
    List<String> images = new ArrayList<>();
    int hash = page.hashCode() & 0x7fffffff;
    for (int i = 0; i <= hash % 5; i++) {
      images.add(
          "/media/" + Integer.toHexString(hash / 7 + i * 1031) + (i == 0 ? "-wide.jpg" : ".webp"));
    }
    return images;
  }

  /// Its answer to GET.
  Hit.Answer answer(String target) {
    if (target.startsWith("/old/")) {
      return missing();
    }
    return new Hit.Answer(200, bytes(target), cost(target));
  }

  Hit.Answer missing() {
    return new Hit.Answer(404, 1180, 0.5);
  }

  private long bytes(String target) {
    int spread = (target.hashCode() & 0x7fffffff) % 1000;
    if (target.endsWith(".pdf")) {
      return 80_000 + spread * 9000L;
    }
    if (target.startsWith("/media/")) {
      return 9000 + spread * 180L;
    }
    return target.startsWith("/static/") ? 1500 + spread * 60L : 7000 + spread * 30L;
  }

  private double cost(String target) {
    if (target.startsWith("/media/") || target.startsWith("/static/") || target.endsWith(".pdf")) {
      return 0.02;
    }
    return target.startsWith(search) ? 4 : pageCost;
  }
}
