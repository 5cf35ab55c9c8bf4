package org.gabion.lab.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class NewsroomTest {
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

  private final Newsroom newsroom = Newsroom.of(1);

  @Test
  void at_everyLinkOfEveryPage_isThere() {
    List<String> pages =
        Stream.concat(
                Stream.of("/", "/search?q=harbour"),
                Stream.iterate(1, n -> n + 1).limit(30).map(n -> "/articles/" + n))
            .toList();
    for (String page : pages) {
      List<String> links = LINK.matcher(html(page)).results().map(MatchResult::group).toList();
      assertThat(links).as(page).isNotEmpty();
      for (String link : LINK.matcher(html(page)).results().map(m -> m.group(1)).toList()) {
        assertThat(newsroom.at(link)).as("%s on %s", link, page).isPresent();
      }
    }
  }

  @Test
  void at_pageAndAsset_onlyThePageOccupiesAWorker() {
    assertThat(newsroom.at("/articles/30").orElseThrow().kind()).isEqualTo(Content.Kind.PAGE);
    assertThat(newsroom.at("/?a=b").orElseThrow().kind()).isEqualTo(Content.Kind.PAGE);
    assertThat(newsroom.at("/images/story-30.svg").orElseThrow().kind())
        .isEqualTo(Content.Kind.ASSET);
  }

  @Test
  void at_unknownTarget_isEmpty() {
    assertThat(newsroom.at("/articles/31")).isEmpty();
    assertThat(newsroom.at("/../etc/passwd")).isEmpty();
    assertThat(newsroom.at("*")).isEmpty();
  }

  @Test
  void search_markupInTheQuestion_isEscaped() {
    String html = html("/search?q=%3Cscript%3Ealert(1)%3C/script%3E");
    assertThat(html).contains("&lt;script&gt;").doesNotContain("<script>alert");
  }

  @Test
  void search_wordOfAHeadline_findsItsArticle() {
    assertThat(html("/search?q=lighthouse")).contains("/articles/6\"");
  }

  @Test
  void search_brokenEscapeOrNothing_findsNothing() {
    assertThat(html("/search?q=%zz")).contains("Nothing found");
    assertThat(html("/search")).contains("Nothing found");
  }

  @Test
  void of_sameSeed_makesTheSameBytes() {
    assertThat(html("/articles/3")).isEqualTo(text(Newsroom.of(1), "/articles/3"));
    assertThat(html("/articles/3")).isNotEqualTo(text(Newsroom.of(2), "/articles/3"));
  }

  private String html(String target) {
    return text(newsroom, target);
  }

  private static String text(Newsroom newsroom, String target) {
    return new String(newsroom.at(target).orElseThrow().bytes(), StandardCharsets.UTF_8);
  }
}
