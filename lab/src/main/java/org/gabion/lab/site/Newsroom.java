package org.gabion.lab.site;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the sample site publishes: a front page, thirty articles, a search, and the style sheet,
/// script and images they use. Immutable and safe for every thread; the same seed makes the same
/// bytes.
public final class Newsroom {
  /// Longest part of a search that is looked at and repeated on the result page.
  private static final int LONGEST_SEARCH = 60;

  private final List<Story> stories;
  private final Map<String, Content> fixed = new HashMap<>();

  private Newsroom(List<Story> stories) {
    this.stories = stories;
    fixed.put("/", Content.page(Layout.front(stories)));
    for (Story story : stories) {
      fixed.put(story.path(), Content.page(Layout.article(story, after(story))));
      fixed.put(story.image(), Content.asset("image/svg+xml", Artwork.picture(story)));
    }
    fixed.put("/assets/site.css", Content.asset("text/css; charset=utf-8", Layout.STYLE));
    fixed.put("/assets/site.js", Content.asset("text/javascript; charset=utf-8", Layout.SCRIPT));
    fixed.put("/images/logo.svg", Content.asset("image/svg+xml", Artwork.LOGO));
    fixed.put("/favicon.ico", Content.asset("image/svg+xml", Artwork.LOGO));
    fixed.put(
        "/robots.txt", Content.asset("text/plain; charset=utf-8", "User-agent: *\nAllow: /\n"));
  }

  static Newsroom of(long seed) {
    return new Newsroom(Story.all(seed));
  }

  /// The representation at an origin-form target, or empty if there is none.
  Optional<Content> at(String target) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    if (path.equals("/search")) {
      return Optional.of(search(mark < 0 ? "" : target.substring(mark + 1)));
    }
    return Optional.ofNullable(fixed.get(path));
  }

  private Content search(String query) {
    String words = "";
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith("q=")) {
        words = decoded(pair.substring(2));
      }
    }
    String shortened =
        words.length() <= LONGEST_SEARCH ? words : words.substring(0, LONGEST_SEARCH);
    String wanted = shortened.toLowerCase(Locale.ROOT).strip();
    List<Story> found =
        wanted.isEmpty()
            ? List.of()
            : stories.stream()
                .filter(s -> s.headline().toLowerCase(Locale.ROOT).contains(wanted))
                .toList();
    return Content.page(Layout.results(shortened, found));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return ""; // a broken escape finds nothing
    }
  }

  private List<Story> after(Story story) {
    int next = story.number() % stories.size();
    return List.of(
        stories.get(next),
        stories.get((next + 1) % stories.size()),
        stories.get((next + 2) % stories.size()));
  }
}
