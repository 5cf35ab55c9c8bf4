package org.gabion.mirror.capture;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// Fetches the files that tell of a site: proof, robots.txt, sitemaps. Follows redirects within the
/// site. Stateless.
final class SiteFiles {
  static final int MAX_BYTES = 50 << 20;

  private static final int MAX_REDIRECTS = 5;

  private final Session session;
  private final CrawlScope scope;

  SiteFiles(Session session, CrawlScope scope) {
    this.session = session;
    this.scope = scope;
  }

  /// The answer at the end of the redirects; a redirect if they lead away or nowhere.
  Answer fetch(SiteUrl url, long limit) throws IOException {
    SiteUrl at = url;
    Answer answer = ask(at, limit);
    for (int i = 0; i < MAX_REDIRECTS; i++) {
      Optional<SiteUrl> next = redirect(answer, at).filter(scope::holds);
      if (next.isEmpty() || !(answer instanceof Answer.Got got)) {
        return answer;
      }
      got.body().close();
      at = next.get();
      answer = ask(at, limit);
    }
    return answer;
  }

  private Answer ask(SiteUrl url, long limit) throws IOException {
    String target = url.path() + (url.query().isEmpty() ? "" : "?" + url.query());
    if (!target.chars().allMatch(SiteFiles::mayBeSent)) {
      return new Answer.Failed("its address has characters that must be escaped");
    }
    return session.get(target, Map.of(), limit);
  }

  /// What `java.net.URI` takes in a path and a query.
  private static boolean mayBeSent(int c) {
    return c > 0x20 && c < 0x7f && "\"<>\\^`{|}[]".indexOf(c) < 0;
  }

  private static Optional<SiteUrl> redirect(Answer answer, SiteUrl from) {
    return answer instanceof Answer.Got got && got.status() >= 300 && got.status() < 400
        ? got.header("location").flatMap(from::resolve)
        : Optional.empty();
  }
}
