package org.gabion.mirror.capture;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/// The links of one page, each once. Stateless.
final class FoundLinks {
  private static final int MAX_LINKS = 50_000;

  private FoundLinks() {}

  /// The links of a page that was answered as such; none if its type has none, or it is too large
  /// to be taken apart.
  static Set<SiteUrl> of(SiteUrl page, Answer.Got answer, Body body) throws IOException {
    Set<SiteUrl> links = new LinkedHashSet<>();
    String type = answer.type();
    if (PageLinks.mayHold(type, page.path()) && body.size() <= PageLinks.MAX_TEXT) {
      PageLinks.of(
          page,
          type,
          answer.header("content-type").orElse(""),
          body.bytes(),
          url -> {
            if (links.size() < MAX_LINKS) {
              links.add(url);
            }
          });
    }
    return links;
  }

  /// The links that both visitors saw.
  static Set<SiteUrl> common(SiteUrl page, Answer.Got first, Answer.Got second) throws IOException {
    Set<SiteUrl> links = of(page, first, first.body());
    if (second.status() != 304) {
      links.retainAll(of(page, second, second.body()));
    }
    return links;
  }
}
