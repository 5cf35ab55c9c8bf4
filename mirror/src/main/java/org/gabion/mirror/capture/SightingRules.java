package org.gabion.mirror.capture;

import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.mirror.archive.CodingFault;
import org.gabion.mirror.archive.HttpBlock;
import org.gabion.mirror.archive.StoredRecord;

/// Decides which page a record may be, and how well it stands for it. Stateless.
///
/// A crawl asks for the one canonical address of a page. An archive holds what somebody asked for,
/// with whatever parameters: what `/search?q=name` showed is not the page `/search`.
final class SightingRules {
  /// A record of another host, which others may refer to all the same.
  static final Ruling NO_PAGE = new Ruling("", Sighting.Standing.ANSWER);

  private static final int NOT_MODIFIED = 304;

  private final CrawlScope scope;

  /// What is decided.
  ///
  /// @param key empty text for no page
  record Ruling(String key, Sighting.Standing standing) {}

  /// What an answer says of itself.
  ///
  /// @param status 0 if there is no whole header
  private record Glance(int status, String type, String location) {}

  SightingRules(CrawlScope scope) {
    this.scope = scope;
  }

  /// @return empty if the record says nothing of any page
  Optional<Ruling> ruling(SiteUrl url, Sighting.Kind kind, StoredRecord record, CrawlBook book)
      throws IOException {
    String path = SessionIds.without(url.path());
    Set<String> parameters = scope.parametersOf(path);
    Optional<RouteKey> key = RouteKey.of(path, url.query(), parameters);
    if (key.isEmpty()) {
      book.missed(
          url.toString(), MissReason.BAD_ADDRESS, "its address can not be written in one way only");
      return Optional.empty();
    }
    String canonical = key.get().path();
    if (scope.excluded().stream().anyMatch(canonical::startsWith)) {
      return Optional.of(new Ruling(key.get().toString(), Sighting.Standing.EXCLUDED));
    }
    Glance glance = glance(kind, record);
    boolean asked = path.equals(url.path()) && isWhole(key.get(), path, url.query());
    return standing(url, key.get(), kind, glance, asked)
        .map(
            standing ->
                new Ruling(
                    key.get().toString(),
                    record.field("WARC-Truncated").isPresent()
                            || record.field("WARC-Segment-Number").isPresent()
                        ? worse(standing)
                        : standing));
  }

  private static Sighting.Standing worse(Sighting.Standing standing) {
    return standing.compareTo(Sighting.Standing.NO_ANSWER) > 0
        ? Sighting.Standing.NO_ANSWER
        : standing;
  }

  private static Glance glance(Sighting.Kind kind, StoredRecord record) throws IOException {
    if (kind == Sighting.Kind.RESOURCE) {
      return new Glance(200, type(record.field("Content-Type").orElse("")), "");
    }
    if (kind == Sighting.Kind.REVISIT && record.length() == 0) {
      return new Glance(200, "", "");
    }
    try {
      HttpBlock http = HttpBlock.response(record.block());
      return new Glance(
          http.status(),
          type(http.header("content-type").orElse("")),
          http.header("location").orElse(""));
    } catch (CodingFault e) {
      return new Glance(0, "", "");
    }
  }

  private static String type(String contentType) {
    int semicolon = contentType.indexOf(';');
    return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /// Whether no parameter is left out of the key.
  private static boolean isWhole(RouteKey key, String path, String query) {
    Set<String> names = new HashSet<>();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      names.add(equals < 0 ? parameter : parameter.substring(0, equals));
    }
    return RouteKey.of(path, query, names).equals(Optional.of(key));
  }

  private Optional<Sighting.Standing> standing(
      SiteUrl url, RouteKey key, Sighting.Kind kind, Glance glance, boolean asked) {
    int status = glance.status();
    if (status == NOT_MODIFIED && kind == Sighting.Kind.RESPONSE) {
      return Optional.empty();
    }
    boolean gone = status == 404 || status == 410;
    if (!asked && gone) {
      return Optional.empty();
    }
    if (!asked && !Assets.isAsset(glance.type())) {
      return Optional.of(Sighting.Standing.PARAMETERS);
    }
    boolean answer =
        status == 200
            || gone
            || status == NOT_MODIFIED
            || status == 401
            || status == 403
            || Route.isRedirect(status) && !leadsTo(key, url, glance.location());
    if (!answer) {
      return Optional.of(Sighting.Standing.NO_ANSWER);
    }
    return Optional.of(asked ? Sighting.Standing.ANSWER : Sighting.Standing.VARIANT);
  }

  /// Whether a redirect leads to the page that it stands for, but for scheme, host or parameters.
  private boolean leadsTo(RouteKey key, SiteUrl from, String location) {
    return from.resolve(location)
        .filter(scope::holds)
        .flatMap(to -> RouteKey.of(to.path(), to.query(), scope.parametersOf(to.path())))
        .filter(key::equals)
        .isPresent();
  }
}
