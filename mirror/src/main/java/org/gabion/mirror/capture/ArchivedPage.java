package org.gabion.mirror.capture;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;

/// Judges the answer that an archive keeps for a page, by the rules of a crawl so far as one visit
/// allows. Stateless.
final class ArchivedPage {
  private final CrawlScope scope;
  private final Comparison comparison;
  private final CrawlBook book;

  ArchivedPage(CrawlScope scope, List<String> canaries, CrawlBook book) {
    this.scope = scope;
    this.comparison = new Comparison(new CanarySearch(canaries));
    this.book = book;
  }

  void judge(RouteKey key, Answer.Got got) throws IOException {
    boolean isGone = got.status() == 404 || got.status() == 410;
    boolean isNotFoundPage = key.equals(NotFoundPage.KEY);
    if (isGone && !isNotFoundPage) {
      return;
    }
    if (!isGone && isNotFoundPage) {
      book.missed(
          key.toString(),
          MissReason.EXCLUDED,
          "the site answers " + got.status() + " for pages that are not there, and not 404");
      return;
    }
    Optional<Comparison.Verdict.Leave> objection = comparison.headers(got, got);
    if (objection.isPresent()) {
      leave(key, objection.get());
    } else if (Route.isRedirect(got.status())) {
      redirect(key, got);
    } else {
      content(key, got);
    }
  }

  private void leave(RouteKey key, Comparison.Verdict.Leave leave) {
    book.missed(key.toString(), leave.reason(), leave.detail());
  }

  private void content(RouteKey key, Answer.Got got) throws IOException {
    switch (comparison.contents(got, got)) {
      case Comparison.Verdict.Leave leave -> leave(key, leave);
      case Comparison.Verdict.Keep keep -> {
        SiteUrl page = page(key);
        boolean session =
            FoundLinks.of(page, got, keep.body()).stream()
                .anyMatch(link -> scope.holds(link) && SessionIds.isIn(link));
        if (session) {
          book.missed(
              key.toString(), MissReason.PRIVATE, "its links carry a session of one visitor");
        } else {
          PageHead head = new PageHead(got.status(), Optional.empty(), keep.headers());
          book.page(key, head, keep.body(), keep.masked());
        }
      }
    }
  }

  private SiteUrl page(RouteKey key) {
    return scope.home().resolve(key.toString()).orElseThrow();
  }

  private void redirect(RouteKey key, Answer.Got got) {
    String url = key.toString();
    String said = got.header("location").orElse("");
    Optional<SiteUrl> to = page(key).resolve(said).filter(_ -> !said.isBlank());
    if (to.isEmpty()) {
      book.missed(url, MissReason.FAILED, "it redirects to no web address");
      return;
    }
    if (!scope.holds(to.get())) {
      keepRedirect(key, got.status(), to.get().toString());
      return;
    }
    String path = SessionIds.without(to.get().path());
    Optional<RouteKey> own = RouteKey.of(path, to.get().query(), scope.parametersOf(path));
    if (own.isEmpty()) {
      book.missed(url, MissReason.BAD_ADDRESS, "it redirects to " + to.get());
    } else if (own.get().equals(key)) {
      book.missed(
          url,
          MissReason.FAILED,
          "it redirects to itself, but for what a copy leaves out of addresses: "
              + said
              + "; allow its parameter, or import the archive that has its target");
    } else {
      keepRedirect(key, got.status(), own.get().toString());
    }
  }

  private void keepRedirect(RouteKey key, int status, String to) {
    if (Route.isLocation(to)) {
      book.redirect(key, new PageHead(status, Optional.of(to), Map.of()));
    } else {
      book.missed(key.toString(), MissReason.BAD_ADDRESS, "it redirects to " + to);
    }
  }
}
