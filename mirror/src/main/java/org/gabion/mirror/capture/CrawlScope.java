package org.gabion.mirror.capture;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gabion.core.snapshot.RouteKey;

/// Which addresses a crawl takes as pages of the site. Immutable.
///
/// @param start scheme, host and port of the site, with no path but `/`; all requests go there
/// @param hosts further names of the same site, such as `www.example.org`; links to them are links
///   to the start's host
/// @param parameters by path prefix, the names of the query parameters that choose a page; the
///   longest prefix that fits counts; all others are dropped
/// @param excluded path prefixes that are left out
/// @param allowedActions path prefixes whose links are followed although they look like actions
public record CrawlScope(
    URI start,
    Set<String> hosts,
    Map<String, Set<String>> parameters,
    List<String> excluded,
    List<String> allowedActions) {
  private static final int MAX_RULES = 1000;

  public CrawlScope {
    Optional<SiteUrl> parsed = SiteUrl.parse(start.toString());
    if (parsed.isEmpty()
        || start.getRawUserInfo() != null
        || start.getRawFragment() != null
        || !parsed.get().path().equals("/")
        || !parsed.get().query().isEmpty()) {
      throw new IllegalArgumentException(
          start + " is no site: name its scheme, host and port, such as https://www.example.org/");
    }
    TreeSet<String> names = new TreeSet<>();
    for (String host : hosts) {
      names.add(host.toLowerCase(Locale.ROOT));
      if (SiteUrl.parse("http://" + host + "/")
          .filter(url -> url.host().equals(host.toLowerCase(Locale.ROOT)) && url.port() == 80)
          .isEmpty()) {
        throw new IllegalArgumentException(
            "'" + host + "' is no host name: name it without scheme, port and path");
      }
    }
    hosts = Set.copyOf(names);
    TreeMap<String, Set<String>> rules = new TreeMap<>();
    parameters.forEach((prefix, allowed) -> rules.put(prefix, Set.copyOf(allowed)));
    parameters = Map.copyOf(rules);
    excluded = List.copyOf(excluded);
    allowedActions = List.copyOf(allowedActions);
    parameters.keySet().forEach(CrawlScope::checkPrefix);
    excluded.forEach(CrawlScope::checkPrefix);
    allowedActions.forEach(CrawlScope::checkPrefix);
    if (hosts.size() + parameters.size() + excluded.size() + allowedActions.size() > MAX_RULES) {
      throw new IllegalArgumentException("at most " + MAX_RULES + " hosts, prefixes and rules");
    }
  }

  private static void checkPrefix(String prefix) {
    if (RouteKey.of(prefix).filter(key -> key.path().equals(prefix)).isEmpty()) {
      throw new IllegalArgumentException(
          "'" + prefix + "' is no path prefix: begin it with / and write it as addresses do");
    }
  }

  /// All pages of one host, without parameters.
  public static CrawlScope of(URI start) {
    return new CrawlScope(start, Set.of(), Map.of(), List.of(), List.of());
  }

  /// The address of the start page.
  SiteUrl home() {
    return SiteUrl.parse(start.toString()).orElseThrow();
  }

  /// The parameters that choose a page below a path.
  Set<String> parametersOf(String path) {
    String longest = "";
    Set<String> allowed = Set.of();
    for (Map.Entry<String, Set<String>> rule : parameters.entrySet()) {
      if (path.startsWith(rule.getKey()) && rule.getKey().length() > longest.length()) {
        longest = rule.getKey();
        allowed = rule.getValue();
      }
    }
    return allowed;
  }

  /// Whether an address is one of this site: its hosts, at the start's port or the usual ones.
  boolean holds(SiteUrl url) {
    SiteUrl home = home();
    if (!url.host().equals(home.host()) && !hosts.contains(url.host())) {
      return false;
    }
    return url.port() == home.port()
        || url.port() == SiteUrl.usualPort(url.scheme())
            && home.port() == SiteUrl.usualPort(home.scheme());
  }
}
