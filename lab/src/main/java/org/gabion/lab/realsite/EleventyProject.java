package org.gabion.lab.realsite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// The sources of a newspaper for the generator Eleventy: articles with pictures, sections, an
/// archive, a feed, redirects, a page for what is not there. The same seed gives the same sources.
/// One thread.
final class EleventyProject {
  static final String MODULE = "@11ty/eleventy";
  static final String VERSION = "3.1.8";

  /// How many articles a page of the archive lists.
  static final int LISTED = 100;

  static final List<String> SECTIONS =
      List.of("politics", "city", "money", "culture", "science", "sports");

  private static final int PICTURES = 400;
  private static final int WEBPS = 8;
  private static final int REDIRECTS = 20;
  private static final int REFRESHES = 5;
  // Home, about, moved, 404, and those that send on by themselves.
  private static final int OTHER_PAGES = 4 + SECTIONS.size() + REFRESHES;
  private static final List<String> WORDS =
      List.of(
          ("the river market keeps its old bridge while every council debates budgets and naïve"
                  + " plans for Straße or façade beside quiet gardens where readers meet after rain"
                  + " Καλημέρα 日本 мост & stone <walls> stand under \"new\" lamps that nobody paid"
                  + " for until winter came")
              .split(" ", -1));

  private final Path folder;
  private final int articles;
  private final long seed;

  /// @param pages of HTML that the generator will make, all in all
  EleventyProject(Path folder, int pages, long seed) {
    this.folder = folder;
    int others = pages - OTHER_PAGES;
    this.articles = others - (others + LISTED) / (LISTED + 1);
    this.seed = seed;
  }

  int articles() {
    return articles;
  }

  /// Where the generator writes.
  Path built() {
    return folder.resolve("built");
  }

  static String article(int number) {
    return String.format(Locale.ROOT, "/articles/%05d/", number);
  }

  /// Where old addresses lead, as the file `_redirects` has it.
  Map<String, String> redirects() {
    Map<String, String> redirects = new TreeMap<>();
    for (int i = 1; i <= REDIRECTS; i++) {
      redirects.put("/old/" + i, article(1 + i * 7 % articles));
    }
    redirects.put("/newest", "/archive/");
    return redirects;
  }

  /// Pages that send the reader on by themselves.
  Map<String, String> refreshes() {
    Map<String, String> refreshes = new TreeMap<>();
    for (int i = 1; i <= REFRESHES; i++) {
      refreshes.put("/go/" + i + "/", article(1 + i * 11 % articles));
    }
    return refreshes;
  }

  /// Numbers of the pictures that a browser is asked to make, in WebP.
  static List<Integer> webps() {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < WEBPS; i++) {
      numbers.add(PICTURES + i);
    }
    return numbers;
  }

  /// Writes all sources.
  ///
  /// @param webps by number
  void write(Map<Integer, byte[]> webps) throws IOException {
    text("package.json", "{\"name\": \"newspaper\", \"private\": true, \"type\": \"module\"}\n");
    text(
        "eleventy.config.js",
        """
        export default function (config) {
          config.addPassthroughCopy("src/images");
          config.addPassthroughCopy("src/css");
          config.addPassthroughCopy("src/files");
          config.addPassthroughCopy("src/_redirects");
          config.addFilter("day", date => date.toISOString().substring(0, 10));
          return {
            dir: { input: "src", output: "built" },
            markdownTemplateEngine: false,
          };
        }
        """);
    layout();
    fixedPages();
    lists();
    pictures(webps);
    Random random = new Random(seed);
    for (int number = 1; number <= articles; number++) {
      text("src" + article(number).replaceFirst("/$", ".md"), article(number, random));
    }
  }

  private void layout() throws IOException {
    text(
        "src/_includes/page.njk",
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>{{ title }} - The Stone</title>
        <link rel="stylesheet" href="/css/site.css">
        <link rel="icon" href="/images/icon.svg">
        <link rel="alternate" type="application/atom+xml" href="/feed.xml">
        </head>
        <body>
        <header>
        <a href="/"><img src="/images/logo.svg" alt="The Stone" width="120" height="40"></a>
        <nav><a href="/archive/">Archive</a> <a href="/moved/">Moved</a></nav>
        </header>
        <main id="content">{{ content | safe }}</main>
        <footer>Made by {{ eleventy.generator }}</footer>
        </body>
        </html>
        """);
    text(
        "src/css/site.css",
        """
        @import "print.css" print;
        body { font-family: serif; max-width: 50rem; margin: auto }
        h1 { color: rgb(120, 40, 20) }
        main { background-image: url("../images/icon.svg"); background-repeat: no-repeat }
        """);
    text("src/css/print.css", "nav { display: none }\n");
  }

  private void fixedPages() throws IOException {
    page("index.md", "The Stone", "/", home());
    page(
        "about.md",
        "Über uns",
        "/über uns/",
        "# Über uns\n\n[Bericht für alle](/files/Bericht%20für%20alle.txt)"
            + " and [the feed](/feed.xml).\n");
    text("src/files/Bericht für alle.txt", "Ein Bericht für alle.\n");
    page("moved.md", "What has moved", "/moved/", moved());
    page(
        "404.md",
        "Nothing is here",
        "/404.html",
        "# Nothing is here\n\n![The Stone](/images/logo.svg)\n\n[To the first page](/).\n");
    StringBuilder redirects = new StringBuilder("# Old addresses\n\n");
    redirects()
        .forEach((from, to) -> redirects.append(from).append("  ").append(to).append("  301\n"));
    text("src/_redirects", redirects.toString());
    for (Map.Entry<String, String> refresh : refreshes().entrySet()) {
      text(
          "src" + refresh.getKey().replaceFirst("/$", ".html"),
          """
          <!doctype html>
          <meta charset="utf-8">
          <title>Go on</title>
          <meta http-equiv="refresh" content="0; url=%1$s">
          <p><a href="%1$s">Go on</a>
          """
              .formatted(refresh.getValue()));
    }
    text("src/robots.njk", "---\npermalink: /robots.txt\n---\nUser-agent: *\nDisallow:\n");
  }

  private String home() {
    StringBuilder text = new StringBuilder("# The Stone\n\n");
    for (int number = 1; number <= Math.min(20, articles); number++) {
      text.append("- [Article ").append(number).append("](").append(article(number)).append(")\n");
    }
    for (String section : SECTIONS) {
      text.append("- [").append(section).append("](/sections/").append(section).append("/)\n");
    }
    return text
        + "\n[Archive](/archive/), [about us](</über uns/>), [moved](/moved/),"
        + " [elsewhere](https://example.org/).\n";
  }

  private String moved() {
    StringBuilder text = new StringBuilder("# What has moved\n\n");
    redirects().keySet().forEach(from -> link(text, from));
    refreshes().keySet().forEach(from -> link(text, from));
    return text.toString();
  }

  private static void link(StringBuilder text, String to) {
    text.append("- [").append(to).append("](").append(to).append(")\n");
  }

  private void lists() throws IOException {
    for (String section : SECTIONS) {
      text(
          "src/sections/" + section + ".njk",
          """
          ---
          title: %1$s
          layout: page.njk
          ---
          <h1>%1$s</h1>
          <ul>{%% for item in collections.%1$s %%}
          <li><a href="{{ item.url }}">{{ item.data.title }}</a>{%% endfor %%}
          </ul>
          """
              .formatted(section));
    }
    text(
        "src/archive.njk",
        """
        ---
        title: Archive
        layout: page.njk
        pagination:
          data: collections.article
          size: %d
          alias: items
        permalink: "/archive/{%% if pagination.pageNumber > 0 %%}{{ pagination.pageNumber + 1 }}/{%% endif %%}"
        ---
        <h1>Archive, page {{ pagination.pageNumber + 1 }}</h1>
        <ul>{%% for item in items %%}
        <li><a href="{{ item.url }}">{{ item.data.title }}</a> of {{ item.date | day }}{%% endfor %%}
        </ul>
        <p>{%% for url in pagination.hrefs %%}<a href="{{ url }}">{{ loop.index }}</a> {%% endfor %%}
        """
            .formatted(LISTED));
    text(
        "src/feed.njk",
        """
        ---
        permalink: /feed.xml
        ---
        <?xml version="1.0" encoding="utf-8"?>
        <feed xmlns="http://www.w3.org/2005/Atom">
        <title>The Stone</title>
        <id>https://stone.example/</id>
        <updated>2026-01-01T00:00:00Z</updated>
        {% for item in collections.article | reverse %}{% if loop.index <= 30 %}
        <entry>
        <title>{{ item.data.title }}</title>
        <id>https://stone.example{{ item.url }}</id>
        <link href="{{ item.url }}"/>
        <updated>{{ item.date.toISOString() }}</updated>
        <content type="html">{{ item.templateContent | escape }}</content>
        </entry>{% endif %}{% endfor %}
        </feed>
        """);
  }

  private void pictures(Map<Integer, byte[]> webps) throws IOException {
    for (int number = 0; number < PICTURES; number++) {
      bytes("src/images/p-" + number + ".png", Pictures.png(number));
    }
    for (Map.Entry<Integer, byte[]> webp : webps.entrySet()) {
      bytes("src/images/w-" + webp.getKey() + ".webp", webp.getValue());
    }
    bytes("src/images/logo.svg", Pictures.svg(120, 40, "#742814"));
    bytes("src/images/icon.svg", Pictures.svg(24, 24, "#742814"));
  }

  private String article(int number, Random random) {
    StringBuilder text = new StringBuilder();
    int hours = number % 24;
    text.append("---\ntitle: Article ").append(number).append("\nlayout: page.njk\n");
    text.append("tags: [article, ").append(SECTIONS.get(number % SECTIONS.size())).append("]\n");
    text.append(
        String.format(
            Locale.ROOT,
            "date: %d-%02d-%02dT%02d:00:00Z\n",
            2000 + number / 336 % 26,
            1 + number / 28 % 12,
            1 + number % 28,
            hours));
    text.append("---\n# Article ").append(number).append(": ").append(words(random, 5));
    text.append("\n\n![A picture](/images/p-").append(random.nextInt(PICTURES)).append(".png)\n\n");
    for (int i = 0; i < 4; i++) {
      text.append(words(random, 60)).append(".\n\n");
    }
    text.append("<picture><source type=\"image/webp\" srcset=\"/images/w-");
    text.append(PICTURES + random.nextInt(WEBPS)).append(".webp\"><img src=\"../../images/p-");
    text.append(random.nextInt(PICTURES)).append(".png\" alt=\"Another\"></picture>\n\n");
    text.append("Read also [one](").append(article(1 + random.nextInt(articles)));
    text.append("), [another](..").append(other(random)).append(") and [a third](");
    text.append(article(1 + random.nextInt(articles))).append("#content).\n\n");
    text.append("[Before](").append(article(number == 1 ? articles : number - 1));
    text.append(") [After](").append(article(number == articles ? 1 : number + 1));
    text.append(") [Section](/sections/").append(SECTIONS.get(number % SECTIONS.size()));
    return text.append("/)\n").toString();
  }

  private String other(Random random) {
    return article(1 + random.nextInt(articles)).substring("/articles".length());
  }

  private static String words(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return text.toString().replace("&", "&amp;").replace("<", "&lt;");
  }

  /// Adds a paragraph to some articles.
  ///
  /// @return their numbers
  List<Integer> change(int count) throws IOException {
    List<Integer> changed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = 1 + (int) ((i + 1L) * articles / (count + 1));
      Files.writeString(
          folder.resolve("src" + article(number).replaceFirst("/$", ".md")),
          "\nCorrected: " + words(new Random(seed + i), 12) + ".\n",
          StandardOpenOption.APPEND);
      changed.add(number);
    }
    return changed;
  }

  private void page(String file, String title, String address, String markdown) throws IOException {
    text(
        "src/" + file,
        "---\ntitle: \""
            + title
            + "\"\nlayout: page.njk\npermalink: \""
            + address
            + "\"\n---\n"
            + markdown);
  }

  private void text(String path, String content) throws IOException {
    bytes(path, content.getBytes(StandardCharsets.UTF_8));
  }

  private void bytes(String path, byte[] content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.resolveSibling("."));
    Files.write(file, content);
  }
}
