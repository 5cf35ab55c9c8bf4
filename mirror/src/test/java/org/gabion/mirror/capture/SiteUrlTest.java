package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SiteUrlTest {
  private static final SiteUrl PAGE =
      SiteUrl.parse("https://www.example.org/a/b/page.html?x=1").orElseThrow();

  @ParameterizedTest
  @CsvSource({
    "c.html, https://www.example.org/a/b/c.html",
    "./c, https://www.example.org/a/b/c",
    "../c/, https://www.example.org/a/c/",
    "../../../../c, https://www.example.org/c",
    "/c?d=e, https://www.example.org/c?d=e",
    "?y=2, https://www.example.org/a/b/page.html?y=2",
    "'', https://www.example.org/a/b/page.html?x=1",
    "#top, https://www.example.org/a/b/page.html?x=1",
    "c#d?e, https://www.example.org/a/b/c",
    "'  c.html  ', https://www.example.org/a/b/c.html",
    "//other.example/x, https://other.example/x",
    "'\\\\other.example\\x', https://other.example/x",
    "http://Other.Example:80/x, http://other.example/x",
    "HTTPS://other.example:8443, https://other.example:8443/",
    "https:/\\other.example/x, https://other.example/x",
    "http://bücher.example/ä, http://xn--bcher-kva.example/ä",
    "'http://[::1]:8080/x', 'http://[::1]:8080/x'",
    "a:b@c/d, -",
    "http://user:pass@host/, -",
    "http://host:99999/, -",
    "http://host:0/, -",
    "http:host, -",
    "'http://ho st/', -",
    "javascript:alert(1), -",
    "mailto:a@b.example, -",
    "'data:text/html,x', -",
    "http://, -",
  })
  void resolve_asBrowsersDo(String reference, String wanted) {
    assertThat(PAGE.resolve(reference).map(SiteUrl::toString).orElse("-")).isEqualTo(wanted);
  }

  @Test
  void resolve_lineEndsWithin_areDropped() {
    assertThat(PAGE.resolve("/c\n\td").map(SiteUrl::path)).contains("/cd");
  }

  @Test
  void resolve_tooLong_isNone() {
    assertThat(PAGE.resolve("/" + "x".repeat(10_000))).isEmpty();
    assertThat(SiteUrl.parse("http://h/" + "x".repeat(10_000))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a;jsessionid=1F2E3D/b", "/a;JSESSIONID=1F2E3D;x=y/b", "/a/b;sid=3", "/a;v=1/b"})
  void without_sessionInThePath_isTheSamePage(String path) {
    assertThat(SessionIds.without(path)).isIn("/a/b", "/a;v=1/b");
    assertThat(SessionIds.without(path).contains("v=1")).isEqualTo(path.contains("v=1"));
  }

  @ParameterizedTest
  @CsvSource({
    "/a?sid=12, false",
    "/a?sid=0123456789abcdef01234567, true",
    "/a?x=1&PHPSESSID=q3k9v0a7b2c8d4e6f1, true",
    "/a?q=0123456789abcdef01234567, false",
    "/a;jsessionid=1, true",
  })
  void isIn_sessionOfOneVisitor_isFound(String link, boolean wanted) {
    assertThat(SessionIds.isIn(PAGE.resolve(link).orElseThrow())).isEqualTo(wanted);
  }
}
