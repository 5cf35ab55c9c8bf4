package org.gabion.mirror.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks for one page as the first and as the second visitor. Safe for use by several threads.
final class Visitor {
  private final Session first;
  private final Session second;
  private final Visitors visitors;
  private final CanarySearch echo = new CanarySearch(List.of(Visitors.MARK));
  private final long maxBytes;

  /// A page that the first visitor has, and the second one has not.
  ///
  /// @param remembered what the last crawl told, if the site says that it is still so
  record Seen(Frontier.Entry entry, Answer.Got answer, Optional<Remembered> remembered) {
    String target() {
      return entry.key().toString();
    }
  }

  /// What both visitors got.
  record Pair(Seen seen, Answer second) {}

  Visitor(Session first, Session second, Visitors visitors, long maxBytes) {
    this.first = first;
    this.second = second;
    this.visitors = visitors;
    this.maxBytes = maxBytes;
  }

  Answer first(String target, Map<String, String> conditions) throws IOException {
    return first.get(target, conditions, maxBytes);
  }

  Answer asSecond(String target) throws IOException {
    return second.get(target, Map.of(), maxBytes);
  }

  /// Asks for the same page as the second visitor.
  Pair second(Seen seen) throws IOException {
    boolean page = seen.answer().status() == 200 && PageLinks.isHtml(seen.answer().type());
    String target = page ? visitors.marked(seen.target()) : seen.target();
    Answer answer = second.get(target, conditions(seen), maxBytes);
    if (page && answer instanceof Answer.Got got && got.status() == 200 && echoes(got)) {
      // Many pages name their own address; what was asked for without the mark is not an echo.
      got.body().close();
      answer = second.get(seen.target(), conditions(seen), maxBytes);
    }
    if (seen.remembered().isPresent()
        && answer instanceof Answer.Got got
        && got.status() != 304
        && !got.body().sameAs(seen.answer().body())) {
      return anew(seen, got);
    }
    return new Pair(seen, answer);
  }

  /// The page changed between the visits, or was masked when it was kept: the first visitor needs
  /// the page of today.
  private Pair anew(Seen seen, Answer.Got got) throws IOException {
    seen.answer().body().close();
    return switch (first.get(seen.target(), Map.of(), maxBytes)) {
      case Answer.Got again -> new Pair(new Seen(seen.entry(), again, Optional.empty()), got);
      case Answer.Failed failed -> withoutFirst(seen, got, failed);
      case Answer.TooLarge large -> withoutFirst(seen, got, large);
    };
  }

  private static Pair withoutFirst(Seen seen, Answer.Got got, Answer instead) throws IOException {
    got.body().close();
    return new Pair(seen, instead);
  }

  private boolean echoes(Answer.Got got) throws IOException {
    try (InputStream in = got.body().open()) {
      return echo.find(in).isPresent();
    }
  }

  private static Map<String, String> conditions(Seen seen) {
    if (seen.remembered().isPresent()) {
      return seen.remembered().get().conditions();
    }
    // Assets are the same for all if the site names them by a strong validator.
    String etag = seen.answer().header("etag").orElse("");
    return Assets.isAsset(seen.answer().type())
            && seen.answer().status() == 200
            && etag.startsWith("\"")
        ? Map.of("If-None-Match", etag)
        : Map.of();
  }
}
