package org.gabion.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PageLinksTest {
  @Test
  void of_page_findsAssetsAndPagesOfTheSameSite() {
    PageLinks links =
        PageLinks.of(
            """
            <!doctype html><link rel="stylesheet" href="/a.css"><link rel="icon" href="/i.ico">
            <script src="/s.js"></script><script>var a = "<b>";</script>
            <img src="/p.svg?x=1&amp;y=2" alt=""><img src="//elsewhere.example/p.png">
            <a href="/articles/1">one</a> <a href="/articles/1">again</a> <a href="#top">top</a>
            <a href="https://elsewhere.example/">far</a> <a class="x" href="/articles/2">two</a>
            """);
    assertThat(links.assets()).containsExactly("/a.css", "/s.js", "/p.svg?x=1&y=2");
    assertThat(links.pages()).containsExactly("/articles/1", "/articles/2");
  }

  @Test
  void of_brokenMarkup_findsWhatThereIs() {
    assertThat(PageLinks.of("").pages()).isEmpty();
    assertThat(PageLinks.of("<a href=\"/x\">x</a><img src=\"/never").pages()).containsExactly("/x");
    assertThat(PageLinks.of("<img src=/unquoted>").assets()).isEmpty();
  }
}
