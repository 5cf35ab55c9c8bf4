package org.gabion.mirror.capture;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;

/// The rounds of a crawl: the first visitor asks for some pages, then the second one for the same
/// in another order, and the links that both saw lead to the next round. A link that only one of
/// them saw, such as one with that visitor's token, is never followed. One thread, which calls the
/// sink; requests run beside it.
final class Rounds {
  private static final int ROUND_PAGES = 200;
  private static final long ROUND_MEMORY = 64L << 20;
  private static final long ROUND_BYTES = 1L << 30;

  /// Shorter, a page that tells the second would look the same twice.
  private static final Duration BETWEEN_VISITS = Duration.ofSeconds(2);

  private final CrawlConfig config;
  private final SiteUrl home;
  private final Visitor visitor;
  private final EarlierPages earlier;
  private final Comparison comparison;
  private final LinkRules rules;
  private final Frontier frontier;
  private final CrawlBook book;
  private final Timing timing;
  private final Random random;
  private long bytes;

  /// One answer of the first visitor.
  private record Asked(Frontier.Entry entry, Optional<Remembered> remembered, Answer answer) {}

  Rounds(
      CrawlConfig config,
      Visitor visitor,
      EarlierPages earlier,
      Comparison comparison,
      LinkRules rules,
      Frontier frontier,
      CrawlBook book,
      Timing timing,
      Random random) {
    this.config = config;
    this.home = config.scope().home();
    this.visitor = visitor;
    this.earlier = earlier;
    this.comparison = comparison;
    this.rules = rules;
    this.frontier = frontier;
    this.book = book;
    this.timing = timing;
    this.random = random;
  }

  /// Adds an address that the site names, or that each site may have.
  void name(SiteUrl url) {
    switch (rules.rule(url)) {
      case LinkRuling.Take take -> frontier.addNamed(take.key());
      case LinkRuling.Elsewhere _ -> {
        // A sitemap may name pages of other sites; they are not this copy's.
      }
      case LinkRuling.Leave leave -> turnAway(leave);
    }
  }

  void run() throws IOException {
    while (frontier.waiting() > 0) {
      List<Visitor.Seen> seen = firstVisits();
      pause();
      Collections.shuffle(seen, random);
      secondVisits(seen);
    }
  }

  private void pause() throws IOException {
    try {
      timing.sleep(BETWEEN_VISITS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  private List<Visitor.Seen> firstVisits() throws IOException {
    List<Visitor.Seen> seen = new ArrayList<>();
    int started = 0;
    long held = 0;
    long size = 0;
    try (Visits<Asked> visits = new Visits<>(config.limits().connections())) {
      while (true) {
        while (visits.hasRoom()
            && started < ROUND_PAGES
            && held < ROUND_MEMORY
            && size < ROUND_BYTES
            && frontier.waiting() > 0) {
          Frontier.Entry entry = frontier.next().orElseThrow();
          start(visits, entry, earlier.of(entry.key()));
          started++;
        }
        if (visits.isIdle()) {
          return seen;
        }
        Optional<Visitor.Seen> one = firstVisit(visits, visits.take());
        if (one.isPresent()) {
          seen.add(one.get());
          held += one.get().answer().body().held();
          size += one.get().answer().body().size();
        }
        book.progress(frontier.waiting());
      }
    }
  }

  private void start(Visits<Asked> visits, Frontier.Entry entry, Optional<Remembered> remembered) {
    Map<String, String> conditions = remembered.map(Remembered::conditions).orElseGet(Map::of);
    visits.start(
        () -> new Asked(entry, remembered, visitor.first(entry.key().toString(), conditions)));
  }

  /// @return what the second visitor is to be asked about
  private Optional<Visitor.Seen> firstVisit(Visits<Asked> visits, Asked asked) throws IOException {
    Frontier.Entry entry = asked.entry();
    String url = entry.key().toString();
    switch (asked.answer()) {
      case Answer.Failed failed -> book.failed(url, failed.detail());
      case Answer.TooLarge large -> {
        book.answered();
        book.missed(url, MissReason.TOO_LARGE, large.detail());
      }
      case Answer.Got got -> {
        book.answered();
        take(got.body().size());
        if (got.status() == 304 && asked.remembered().isPresent()) {
          return unchanged(visits, asked, asked.remembered().get(), got);
        }
        if (isWorthASecondVisit(entry, got)) {
          return Optional.of(new Visitor.Seen(entry, got, Optional.empty()));
        }
        got.body().close();
      }
    }
    return Optional.empty();
  }

  private void take(long size) {
    bytes += size;
    if (bytes > config.limits().maxTotalBytes()) {
      frontier.stop();
    }
  }

  /// A page that the site says is as it was.
  private Optional<Visitor.Seen> unchanged(
      Visits<Asked> visits, Asked asked, Remembered page, Answer.Got got) throws IOException {
    Frontier.Entry entry = asked.entry();
    Optional<String> objection = PrivacyGate.objection(got);
    if (objection.isPresent()) {
      book.missed(entry.key().toString(), MissReason.PRIVATE, objection.get());
      return Optional.empty();
    }
    Optional<Answer.Got> whole =
        earlier.whole(entry.key(), page, got, config.limits().maxPageBytes());
    if (whole.isEmpty()) {
      start(visits, entry, Optional.empty());
      return Optional.empty();
    }
    take(whole.get().body().size());
    return Optional.of(new Visitor.Seen(entry, whole.get(), asked.remembered()));
  }

  /// Tells of what needs none: what is not there, or is not for everybody and leads nowhere.
  private boolean isWorthASecondVisit(Frontier.Entry entry, Answer.Got got) {
    String url = entry.key().toString();
    if (got.status() == 404 || got.status() == 410) {
      return false;
    }
    Optional<String> objection = PrivacyGate.objection(got);
    boolean mayLead = got.status() == 200 && PageLinks.mayHold(got.type(), entry.key().path());
    if (objection.isPresent() && !mayLead) {
      book.missed(url, MissReason.PRIVATE, objection.get());
      return false;
    }
    if (got.status() != 200 && !Route.isRedirect(got.status())) {
      book.missed(url, MissReason.FAILED, "it answers " + got.status());
      return false;
    }
    return true;
  }

  private void secondVisits(List<Visitor.Seen> seen) throws IOException {
    Iterator<Visitor.Seen> next = seen.iterator();
    try (Visits<Visitor.Pair> visits = new Visits<>(config.limits().connections())) {
      while (true) {
        while (visits.hasRoom() && next.hasNext()) {
          Visitor.Seen each = next.next();
          visits.start(() -> visitor.second(each));
        }
        if (visits.isIdle()) {
          return;
        }
        secondVisit(visits.take());
        book.progress(frontier.waiting());
      }
    }
  }

  private void secondVisit(Visitor.Pair pair) throws IOException {
    String url = pair.seen().target();
    try (Body _ = pair.seen().answer().body()) {
      switch (pair.second()) {
        case Answer.Failed failed -> book.failed(url, failed.detail());
        case Answer.TooLarge large -> book.missed(url, MissReason.TOO_LARGE, large.detail());
        case Answer.Got got -> {
          book.answered();
          try (Body _ = got.body()) {
            judge(pair.seen(), got);
          }
        }
      }
    }
  }

  private void judge(Visitor.Seen seen, Answer.Got second) throws IOException {
    Answer.Got first = seen.answer();
    SiteUrl page = home.resolve(seen.target()).orElseThrow();
    Optional<Comparison.Verdict.Leave> objection = comparison.headers(first, second);
    if (objection.isEmpty() && Route.isRedirect(first.status())) {
      redirect(seen, page, second);
      return;
    }
    Comparison.Verdict verdict =
        objection.isPresent() ? objection.get() : comparison.contents(first, second);
    switch (verdict) {
      case Comparison.Verdict.Keep keep -> {
        Set<SiteUrl> links = FoundLinks.of(page, first, keep.body());
        if (links.stream().anyMatch(link -> config.scope().holds(link) && SessionIds.isIn(link))) {
          book.missed(
              seen.target(), MissReason.PRIVATE, "its links carry a session of one visitor");
        } else {
          keep(seen, keep);
        }
        follow(links, seen.entry().depth() + 1);
      }
      case Comparison.Verdict.Leave leave -> {
        book.missed(seen.target(), leave.reason(), leave.detail());
        if (first.status() == 200) {
          follow(FoundLinks.common(page, first, second), seen.entry().depth() + 1);
        }
      }
    }
  }

  private void keep(Visitor.Seen seen, Comparison.Verdict.Keep keep) throws IOException {
    RouteKey key = seen.entry().key();
    book.page(key, PageHead.found(keep.headers()), keep.body(), keep.masked());
    if (seen.remembered().isPresent()) {
      earlier.keep(key, seen.remembered().get());
    } else {
      earlier.keep(key, seen.answer(), keep.headers(), keep.body());
    }
  }

  private void follow(Set<SiteUrl> links, int depth) {
    for (SiteUrl link : links) {
      switch (rules.rule(link)) {
        case LinkRuling.Take take -> frontier.addLinked(take.key(), depth);
        case LinkRuling.Elsewhere _ -> {
          // It stays a link.
        }
        case LinkRuling.Leave leave -> turnAway(leave);
      }
    }
  }

  private void turnAway(LinkRuling.Leave leave) {
    frontier.turnAway(leave.url().toString(), leave.reason(), leave.detail());
  }

  private void redirect(Visitor.Seen seen, SiteUrl page, Answer.Got second) {
    Optional<LinkRuling> mine = target(page, seen.answer());
    String url = seen.target();
    if (mine.isEmpty()) {
      book.missed(url, MissReason.FAILED, "it redirects to no web address");
      return;
    }
    if (!mine.equals(target(page, second))) {
      book.missed(url, MissReason.UNSTABLE, "it redirects two visitors to two places");
      return;
    }
    int status = seen.answer().status();
    RouteKey own = seen.entry().key();
    switch (mine.get()) {
      case LinkRuling.Take take when take.key().equals(own) ->
          book.missed(
              url,
              MissReason.FAILED,
              "it redirects to itself, but for what a copy leaves out of addresses: "
                  + seen.answer().header("location").orElse("")
                  + "; allow its parameter, or name its scheme and host as the start");
      case LinkRuling.Take take -> {
        book.redirect(own, new PageHead(status, Optional.of(take.key().toString()), Map.of()));
        frontier.addLinked(take.key(), seen.entry().depth() + 1);
      }
      case LinkRuling.Elsewhere elsewhere -> elsewhere(own, status, elsewhere.url().toString());
      case LinkRuling.Leave leave ->
          book.missed(
              url, leave.reason(), "it redirects to " + leave.url() + ": " + leave.detail());
    }
  }

  private void elsewhere(RouteKey own, int status, String to) {
    if (Route.isLocation(to)) {
      book.redirect(own, new PageHead(status, Optional.of(to), Map.of()));
    } else {
      book.missed(own.toString(), MissReason.BAD_ADDRESS, "it redirects to " + to);
    }
  }

  private Optional<LinkRuling> target(SiteUrl page, Answer.Got answer) {
    return answer.header("location").flatMap(page::resolve).map(rules::rule);
  }

  /// Finds out what the site answers for what is not there, and keeps it if it is for everybody.
  /// The two visitors ask for two names, so that a page which shows the name is known.
  void notFoundPage(String path, String otherPath) throws IOException {
    if (!(visitor.first(path, Map.of()) instanceof Answer.Got first)) {
      return;
    }
    String told = NotFoundPage.KEY.toString();
    try (Body _ = first.body()) {
      if (first.status() != 404 && first.status() != 410) {
        book.missed(
            told,
            MissReason.EXCLUDED,
            "the site answers "
                + first.status()
                + " for pages that are not there, and not 404; mistyped addresses look like pages");
        return;
      }
      pause();
      if (PageLinks.isHtml(first.type())
          && visitor.asSecond(otherPath) instanceof Answer.Got second) {
        try (Body _ = second.body()) {
          notFoundPage(first, second, home.resolve(path).orElseThrow());
        }
      }
    }
  }

  private void notFoundPage(Answer.Got first, Answer.Got second, SiteUrl page) throws IOException {
    Optional<Comparison.Verdict.Leave> objection = comparison.headers(first, second);
    Comparison.Verdict verdict =
        objection.isPresent() ? objection.get() : comparison.contents(first, second);
    switch (verdict) {
      case Comparison.Verdict.Keep keep -> {
        PageHead head = new PageHead(first.status(), Optional.empty(), keep.headers());
        book.page(NotFoundPage.KEY, head, keep.body(), keep.masked());
        follow(FoundLinks.of(page, first, keep.body()), 1);
      }
      case Comparison.Verdict.Leave leave ->
          book.missed(
              NotFoundPage.KEY.toString(),
              leave.reason(),
              "the page for what is not there: " + leave.detail());
    }
  }
}
