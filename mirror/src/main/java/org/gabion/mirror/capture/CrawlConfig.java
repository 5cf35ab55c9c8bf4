package org.gabion.mirror.capture;

import java.net.URI;
import java.util.List;
import org.gabion.core.snapshot.Digest;

/// What a crawl is asked to do. Immutable.
///
/// @param site the site's id, which the site itself must name in its proof file
/// @param canaries texts that must never be in a copy, such as the operator's own account name
/// @param language the language that is asked for where a page has several, such as `en` or `pt-BR`
public record CrawlConfig(
    Digest site, CrawlScope scope, CrawlLimits limits, List<String> canaries, String language) {
  private static final int MAX_CANARIES = 100;
  private static final int MIN_CANARY = 4;
  private static final int MAX_CANARY = 200;

  public CrawlConfig {
    canaries = List.copyOf(canaries);
    checkCanaries(canaries);
    boolean plain =
        language.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '-'));
    if (!plain || language.length() < 2 || language.length() > 20 || language.charAt(0) == '-') {
      throw new IllegalArgumentException("'" + language + "' is no language such as en or pt-BR");
    }
  }

  static void checkCanaries(List<String> canaries) {
    if (canaries.size() > MAX_CANARIES) {
      throw new IllegalArgumentException("at most " + MAX_CANARIES + " canaries");
    }
    for (String canary : canaries) {
      if (canary.length() < MIN_CANARY || canary.length() > MAX_CANARY) {
        throw new IllegalArgumentException(
            "a canary has 4 to 200 characters, or it would be found in good pages: '"
                + canary
                + "'");
      }
    }
  }

  /// A crawl of one host with the usual limits.
  public static CrawlConfig of(URI start, Digest site) {
    return new CrawlConfig(site, CrawlScope.of(start), CrawlLimits.USUAL, List.of(), "en");
  }

  public CrawlConfig withScope(CrawlScope newScope) {
    return new CrawlConfig(site, newScope, limits, canaries, language);
  }

  public CrawlConfig withLimits(CrawlLimits newLimits) {
    return new CrawlConfig(site, scope, newLimits, canaries, language);
  }

  public CrawlConfig withCanaries(List<String> newCanaries) {
    return new CrawlConfig(site, scope, limits, newCanaries, language);
  }

  public CrawlConfig withLanguage(String newLanguage) {
    return new CrawlConfig(site, scope, limits, canaries, newLanguage);
  }
}
