package org.gabion.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTemplateTest {
  private final PathTemplate template = new PathTemplate(new KeyedHash(1, 2));

  private static byte[] bytes(String path) {
    return path.getBytes(StandardCharsets.UTF_8);
  }

  private long hash(String path) {
    return template.hash(bytes(path), 0, bytes(path).length);
  }

  private static String describe(String path) {
    return PathTemplate.describe(bytes(path), 0, bytes(path).length);
  }

  @ParameterizedTest
  @CsvSource({
    "/,/",
    "/about,/about",
    "/about/,/about/",
    "//about,//about",
    "/articles/8231,/articles/{id}",
    "/articles/8231/photo-1734.jpg,/articles/{id}/{id}.jpg",
    "/articles/8231/photo-17.jpg,/articles/{id}/photo-17.jpg",
    "/2026/11/22/a-town-hall-was-offline-for-hours,/{id}/{id}/{id}/{slug}",
    "/archive/2026-11-22.html,/archive/{date}.html",
    "/u/550e8400-e29b-41d4-a716-446655440000,/u/{uuid}",
    "/commit/9fceb02d0ae598e95dc970b74767f19372d61af8,/commit/{hash}",
    "/wiki/Z%C3%BCrich,/wiki/{slug}",
    "/api/v1/users/17?page=2,/api/v1/users/{id}",
    "/index.html#top,/index.html",
    "/style.css,/style.css",
    "/.well-known/acme-challenge,/.well-known/acme-challenge",
    "/a/b/c/d/e/f/g/h/i/j,/a/b/c/d/e/f/g/h/{rest}",
    "/facade/decade,/facade/decade",
    "/files/report.,/files/report.",
    "/1.2.3.4,/{id}.4",
    "*,/*",
  })
  void describe_path_showsTheTemplate(String path, String expected) {
    assertThat(describe(path)).isEqualTo(expected);
  }

  @Test
  void hash_sameTemplate_isEqual() {
    assertThat(hash("/articles/1")).isEqualTo(hash("/articles/99999?x=1"));
    assertThat(hash("/p/1234.jpg")).isEqualTo(hash("/p/99.jpg"));
    assertThat(hash("/a/b/c/d/e/f/g/h/i")).isEqualTo(hash("/a/b/c/d/e/f/g/h/other/and/more"));
  }

  @Test
  void hash_otherTemplate_differs() {
    assertThat(hash("/articles/1")).isNotEqualTo(hash("/articles/one"));
    assertThat(hash("/p/1234.jpg")).isNotEqualTo(hash("/p/1234.png"));
    assertThat(hash("/p/1234")).isNotEqualTo(hash("/p/1234/"));
    assertThat(hash("/p/1234")).isNotEqualTo(hash("/p/2026-11-22"));
    assertThat(hash("/ab/c")).isNotEqualTo(hash("/a/bc"));
  }

  @Test
  void hash_scope_keepsApart() {
    byte[] path = bytes("/a");
    assertThat(template.hash(1, path, 0, 2)).isNotEqualTo(template.hash(2, path, 0, 2));
    assertThat(template.hash(0, path, 0, 2)).isEqualTo(template.hash(path, 0, 2));
  }

  @Test
  void hash_inTheMiddle_readsTheRangeOnly() {
    byte[] line = bytes("GET /articles/17 HTTP/1.1");
    assertThat(template.hash(line, 4, 16)).isEqualTo(hash("/articles/5"));
  }

  @Test
  void hash_anyPath_agreesWithDescription() {
    SplittableRandom random = new SplittableRandom(5);
    String alphabet = "/////....---__0123456789abcdefXYZ%~?#";
    Map<String, Long> seen = new HashMap<>();
    Map<Long, String> byHash = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      StringBuilder path = new StringBuilder("/");
      for (int n = random.nextInt(random.nextInt(10) == 0 ? 80 : 12); n > 0; n--) {
        path.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String text = describe(path.toString());
      long hash = hash(path.toString());
      assertThat(seen.merge(text, hash, (a, _) -> a)).as(path.toString()).isEqualTo(hash);
      assertThat(byHash.merge(hash, text, (a, _) -> a)).as(path.toString()).isEqualTo(text);
    }
  }
}
