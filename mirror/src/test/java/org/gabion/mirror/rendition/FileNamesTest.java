package org.gabion.mirror.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.gabion.core.snapshot.RouteKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileNamesTest {
  @ParameterizedTest
  @CsvSource({
    "/,.html,r/index.html",
    "/news/,.html,r/news/index.html",
    "/about.html,.html,r/about.html",
    "/about,.html,r/about~.html",
    "/css/site.min.css,.css,r/css/site.min.css",
    "/index.html,.html,r/index_html~*.html",
    "/404.html,.html,r/404_html~*.html",
    "/About.html,.html,r/about_html~*.html",
    "/con,.html,r/con~*.html",
    "/aux/x.html,.html,r/aux~*/x.html",
    "/com1.png,.png,r/com1_png~*.png",
    "/v1.2/x.html,.html,r/v1_2~*/x.html",
    "/.well-known/x.txt,.txt,r/x_well-known~*/x.txt",
    "/_next/x.css,.css,r/x_next~*/x.css",
    "/page.php?id=3,.html,r/page_php_id_3~*.html",
    "/x.html.,.html,r/x_html_~*.html",
    "/%C3%A4,.html,r/x_c3_a4~*.html",
    "/a%2Fb.html,.html,r/a_2fb_html~*.html"
  })
  void of_anyKey_isSafeAndReadable(String key, String ending, String wanted) {
    String path = FileNames.of(RouteKey.parse(key).orElseThrow(), ending);

    assertThat(path).matches(wanted.replace(".", "\\.").replace("*", "[0-9a-f]{20}"));
  }

  @Test
  void of_manyKeysThatLookAlike_neverMeetOnAnyFileSystem() {
    List<String> parts =
        List.of(
            "a", "A", "a.html", "a~", "index", "index.html", "con", "x.", "x", "404.html", "a.b");
    Map<String, String> taken = new HashMap<>();
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder key = new StringBuilder();
      for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
        key.append('/').append(parts.get(random.nextInt(parts.size())));
      }
      key.append(random.nextInt(3) == 0 ? "/" : "").append(random.nextInt(5) == 0 ? "?a=b" : "");
      for (String ending : List.of(".html", ".png")) {
        String path = FileNames.of(RouteKey.parse(key.toString()).orElseThrow(), ending);
        String other = taken.put(path.toLowerCase(Locale.ROOT), key + " " + ending);
        assertThat(other == null || other.equals(key + " " + ending)).as(path).isTrue();
      }
    }
    // No file stands where another needs a folder.
    for (String path : taken.keySet()) {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        assertThat(taken).doesNotContainKey(path.substring(0, slash));
      }
    }
  }

  @Test
  void of_aVeryLongKey_isShort() {
    String path = FileNames.of(RouteKey.of("/x".repeat(900)).orElseThrow(), ".html");

    assertThat(path).matches("r/~/[0-9a-f]{40}\\.html");
  }

  @ParameterizedTest
  @CsvSource({
    "r/index.html,r/a/b.png,a/b.png",
    "r/a/b.html,r/a/c.html,c.html",
    "r/a/b/c.html,r/x.html,../../x.html",
    "r/a/b.html,index.html,../../index.html",
    "r/a/b.html,r/a/b.html,b.html"
  })
  void relative_fromFileToFile_leadsThere(String from, String to, String wanted) {
    assertThat(FileNames.relative(from, to)).isEqualTo(wanted);
  }
}
