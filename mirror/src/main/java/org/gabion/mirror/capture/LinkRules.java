package org.gabion.mirror.capture;

import java.util.Optional;
import org.gabion.core.snapshot.RouteKey;

/// Decides which links of a site lead to pages that may be asked for. Stateless.
final class LinkRules {
  private final CrawlScope scope;
  private final Robots robots;

  LinkRules(CrawlScope scope, Robots robots) {
    this.scope = scope;
    this.robots = robots;
  }

  LinkRuling rule(SiteUrl url) {
    if (!scope.holds(url)) {
      return new LinkRuling.Elsewhere(url);
    }
    String path = SessionIds.without(url.path());
    Optional<RouteKey> key = RouteKey.of(path, url.query(), scope.parametersOf(path));
    if (key.isEmpty()) {
      return new LinkRuling.Leave(
          url, MissReason.BAD_ADDRESS, "its address can not be written in one way only");
    }
    String canonical = key.get().path();
    for (String prefix : scope.excluded()) {
      if (canonical.startsWith(prefix)) {
        return excluded(url, "excluded by the rule for " + prefix);
      }
    }
    boolean allowed = scope.allowedActions().stream().anyMatch(canonical::startsWith);
    if (!allowed && ActionLinks.isAction(canonical, url.query(), scope.parametersOf(path))) {
      return excluded(url, "it looks like an action; allow it under allowed actions if it is none");
    }
    if (!robots.allows(scope.home().origin() + key.get())) {
      return excluded(url, "robots.txt leaves it out");
    }
    return new LinkRuling.Take(key.get());
  }

  private static LinkRuling excluded(SiteUrl url, String why) {
    return new LinkRuling.Leave(url, MissReason.EXCLUDED, why);
  }
}
