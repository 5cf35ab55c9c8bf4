package org.gabion.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathClassTest {
  private static PathClass of(String path) {
    byte[] bytes = ("GET " + path + " HTTP/1.1").getBytes(StandardCharsets.UTF_8);
    return PathClass.of(bytes, 4, 4 + path.getBytes(StandardCharsets.UTF_8).length);
  }

  @ParameterizedTest
  @CsvSource({
    "/feed, FEED",
    "/Feed/, FEED",
    "/feed.xml, FEED",
    "/category/news/feed/, FEED",
    "/feeds/posts/default, FEED",
    "/feed/atom/, FEED",
    "/index.xml, FEED",
    "/@somebody.rss, FEED",
    "/login, LOGIN",
    "/wp-login.php, LOGIN",
    "/xmlrpc.php, LOGIN",
    "/user/login, LOGIN",
    "/account/signin, LOGIN",
    "/users/sign_in, LOGIN",
    "/login/callback, LOGIN",
    "/login;jsessionid=12, LOGIN",
    "/owa/auth/logon.aspx, LOGIN",
    "/api/session, LOGIN",
    "/oauth/token, LOGIN",
    "/health, SERVICE",
    "/healthz, SERVICE",
    "/api/health/, SERVICE",
    "/actuator/health/readiness, SERVICE",
    "/status.json, SERVICE",
    "/auth/health, SERVICE",
    "/robots.txt, SERVICE",
    "/favicon.ico, SERVICE",
    "/img/favicon-32x32.png, SERVICE",
    "/apple-touch-icon-precomposed.png, SERVICE",
    "/sitemap_index.xml, SERVICE",
    "/sitemap, SERVICE",
    "/.well-known/acme-challenge/abc, SERVICE",
    "/img/x.jpg, ASSET",
    "/files/report.pdf, DOCUMENT",
    "/, PAGE"
  })
  void of_wholeSegment_hasItsMeaning(String path, PathClass says) {
    assertThat(of(path)).isEqualTo(says);
  }

  @ParameterizedTest
  @CsvSource({
    "/feedback",
    "/feedback.php",
    "/newsfeed-explained",
    "/press/index.html",
    "/crosswords",
    "/health/flu",
    "/healthy-eating",
    "/mental-health-week",
    "/status/update-of-tuesday",
    "/live",
    "/authors/jane",
    "/sessions/keynote",
    "/token/collectors",
    "/password/policy",
    "/news/login-problems-at-the-bank",
    "/pingpong",
    "/sitemaps-explained",
    "/favicons"
  })
  void of_wordInsideAnother_isAPage(String path) {
    assertThat(of(path)).isEqualTo(PathClass.PAGE);
  }
}
