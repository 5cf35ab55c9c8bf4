package org.gabion.mirror.capture;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.core.snapshot.RouteKey;

/// The pages of the last crawl: what is remembered of them, and their contents from the last
/// edition. One thread.
final class EarlierPages {
  /// A time of change this close to the answer could hide a second change in the same second.
  private static final Duration LEAST_AGE = Duration.ofMinutes(1);

  private final CrawlMemory memory;
  private final CaptureSink sink;
  private final Spool spool;

  EarlierPages(CrawlMemory memory, CaptureSink sink, Spool spool) {
    this.memory = memory;
    this.sink = sink;
    this.spool = spool;
  }

  /// What is remembered of a page, if it is of use: the site can be asked whether it is the same,
  /// and its content is still there.
  Optional<Remembered> of(RouteKey key) throws IOException {
    Optional<Remembered> page = memory.of(key).filter(known -> !known.conditions().isEmpty());
    if (page.isEmpty()) {
      return page;
    }
    Optional<InputStream> content = sink.earlier(key, page.get().content());
    if (content.isPresent()) {
      content.get().close();
      return page;
    }
    return Optional.empty();
  }

  /// The page as it would have been answered, had the site sent it again.
  ///
  /// @param answer 304
  /// @return empty if the last edition has other content, or none that can be read
  Optional<Answer.Got> whole(RouteKey key, Remembered page, Answer.Got answer, long limit)
      throws IOException {
    Optional<InputStream> content = sink.earlier(key, page.content());
    if (content.isEmpty()) {
      return Optional.empty();
    }
    Optional<Body> body;
    try (InputStream in = content.get()) {
      body = spool.take(in, limit);
    } catch (IOException e) {
      // A copy that is damaged here costs one more request, and no page.
      return Optional.empty();
    }
    if (body.isEmpty()) {
      return Optional.empty();
    }
    if (!body.get().digest().equals(page.content())) {
      body.get().close();
      return Optional.empty();
    }
    Map<String, List<String>> fields = new TreeMap<>(answer.headers().map());
    page.headers().forEach((name, value) -> fields.put(name.fieldName(), List.of(value)));
    return Optional.of(new Answer.Got(200, HttpHeaders.of(fields, (_, _) -> true), body.get()));
  }

  /// Remembers a page that was kept.
  void keep(RouteKey key, Answer.Got answer, Map<RouteHeader, String> headers, Body body)
      throws IOException {
    Optional<String> etag = answer.header("etag").filter(RouteHeader::fits);
    Optional<String> modified =
        answer
            .header("last-modified")
            .filter(RouteHeader::fits)
            .filter(time -> isOld(answer, time));
    if (etag.isPresent() || modified.isPresent()) {
      memory.keep(key, new Remembered(body.digest(), etag, modified, headers));
    }
  }

  void keep(RouteKey key, Remembered page) {
    memory.keep(key, page);
  }

  private static boolean isOld(Answer.Got answer, String modified) {
    try {
      ZonedDateTime then = ZonedDateTime.parse(modified, DateTimeFormatter.RFC_1123_DATE_TIME);
      ZonedDateTime now =
          ZonedDateTime.parse(
              answer.header("date").orElse(""), DateTimeFormatter.RFC_1123_DATE_TIME);
      return Duration.between(then, now).compareTo(LEAST_AGE) >= 0;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
