package org.gabion.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteKeyTest {
  private static final long SEED = Long.getLong("gabion.seed", 20_261_126L);
  private static final Set<String> ALLOWED = Set.of("p", "q", "id", "name", "f\u00fcr", "a'b");

  @ParameterizedTest
  @CsvSource(
      delimiterString = " > ",
      value = {
        "/ > /",
        "/a > /a",
        "/a/ > /a/",
        "/A > /A",
        "/%7Euser > /~user",
        "/%7euser > /~user",
        "/~user > /~user",
        "/%41%5A%61%7A%30%39%2D%2E%5F > /AZaz09-._",
        "/a%2fb > /a%2Fb",
        "/a%2Fb > /a%2Fb",
        "/%252e%252e/ > /%252e%252e/",
        "/%25 > /%25",
        "/a b > /a%20b",
        "/a+b > /a+b",
        "/a%2Bb > /a%2Bb",
        "/\u00e9 > /%C3%A9",
        "/%c3%a9 > /%C3%A9",
        "/%E9 > /%E9",
        "/\ud83d\ude00 > /%F0%9F%98%80",
        "/%C0%AF > /%C0%AF",
        "/%C0%AE%C0%AE/ > /%C0%AE%C0%AE/",
        "/%FF > /%FF",
        "/!$&'()*+,;=:@ > /!$&'()*+,;=:@",
        "/%21 > /%21",
        "/\"<>^`{|}[] > /%22%3C%3E%5E%60%7B%7C%7D%5B%5D",
        "/a?b > /a%3Fb",
        "/a#b > /a%23b",
        "/. > /",
        "/./ > /",
        "/./a > /a",
        "/a/. > /a/",
        "/a/./b > /a/b",
        "/a/.. > /",
        "/a/../ > /",
        "/a/../b > /b",
        "/a/b/.. > /a/",
        "/a/b/../.. > /",
        "/a/b/c/./../../g > /a/g",
        "/a/%2e%2E/b > /b",
        "/a/.%2e/b > /b",
        "/a/... > /a/...",
        "/.../a > /.../a",
        "/..a > /..a",
        "/a.. > /a..",
        "/.a > /.a",
        "/a//b > /a//b",
        "/a// > /a//",
        "/a//../b > /a/b",
        "/mid/content=5/../6 > /mid/6",
        "/.gabion/head > /.gabion/head"
      })
  void path_inAnySpelling_hasOneKey(String path, String key) {
    assertThat(RouteKey.of(path).map(RouteKey::toString)).hasValue(key);
    assertThat(RouteKey.parse(key).map(RouteKey::path)).hasValue(key);
    if (!path.equals(key)) {
      assertThat(RouteKey.parse(path)).as("not its one spelling").isNotEqualTo(RouteKey.of(path));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "*",
        "http://x/",
        "//",
        "//other.example/",
        "/.//other.example/",
        "/a/..//other.example/",
        "/%2e//other.example/",
        "/..",
        "/../",
        "/../a",
        "/a/../..",
        "/a/../../b",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/%2E./a",
        "/..%2fa/../../..",
        "/%",
        "/%4",
        "/%4g",
        "/%g4",
        "/% 41",
        "/%+1",
        "/%-1",
        "/%\uff14\uff11",
        "/%\u06611",
        "/%u0041",
        "/%00",
        "/a%00.html",
        "/%0a",
        "/%0D%0A",
        "/%1F",
        "/%7f",
        "/%5C",
        "/..%5c..%5c",
        "/a\\b",
        "/\u0000",
        "/\n",
        "/\u007f",
        "/\ud800",
        "/a\udc00b",
        "/\udc00\ud800"
      })
  void path_thatIsNone_hasNoKey(String path) {
    assertThat(RouteKey.of(path)).isEmpty();
    assertThat(RouteKey.parse(path)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " > ",
      nullValues = "-",
      value = {
        "p=1 > /?p=1",
        "p > /?p",
        "p= > /?p=",
        "utm_source=x > /",
        "utm=1&p=1&x > /?p=1",
        "q=2&p=1 > /?p=1&q=2",
        "p=1&q=2 > /?p=1&q=2",
        "p=2&p=1 > /?p=2&p=1",
        "p=1&p=2 > /?p=1&p=2",
        "q=1&p=2&q=0&p=1 > /?p=2&p=1&q=1&q=0",
        "p=1&p=1 > /?p=1&p=1",
        "&&p=1& > /?p=1",
        "=x > /",
        "%70=1 > /?p=1",
        "P=1 > /",
        "p=a=b > /?p=a=b",
        "p=%3D > /?p=%3D",
        "p=%26q=1 > /?p=%26q=1",
        "p=a+b > /?p=a+b",
        "p=a%20b > /?p=a%20b",
        "p=a b > /?p=a%20b",
        "p=%2b > /?p=%2B",
        "p='x' > /?p=%27x%27",
        "p=%27x%27 > /?p=%27x%27",
        "a'b=1 > /?a%27b=1",
        "a%27b=1 > /?a%27b=1",
        "f\u00fcr=1 > /?f%C3%BCr=1",
        "f%c3%bcr=1 > /?f%C3%BCr=1",
        "p=/?:@ > /?p=/?:@",
        "p=# > /?p=%23",
        "p=../.. > /?p=../..",
        "p=[1] > /?p=%5B1%5D",
        "id=\u00e9 > /?id=%C3%A9",
        "p=%C0%AF > /?p=%C0%AF",
        "p=% > -",
        "p=%zz > -",
        "p=%00 > -",
        "p=%5c > -",
        "p=\\ > -",
        "p=\ud800 > -",
        "utm=%zz > /",
        "utm=%zz&p=1 > /?p=1"
      })
  void query_inAnySpelling_hasOneKeyOfAllowedParameters(String query, String key) {
    Optional<String> made = RouteKey.of("/", query, ALLOWED).map(RouteKey::toString);
    assertThat(made).isEqualTo(Optional.ofNullable(key));
    made.ifPresent(text -> assertThat(RouteKey.parse(text).map(RouteKey::toString)).hasValue(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/?",
        "/?&",
        "/?a&",
        "/?&a",
        "/?a&&b",
        "/?b&a",
        "/?=x",
        "/?%61=1",
        "/?a=%3d",
        "/?a=%41",
        "/?a='",
        "/?a=#",
        "/?a=[",
        "/?a=\u00e9",
        "/?a=%zz",
        "?a",
        "a?b"
      })
  void key_inAnotherSpelling_isNotRead(String text) {
    assertThat(RouteKey.parse(text)).isEmpty();
  }

  @Test
  void parameters_ofNamesThatBeginAlike_standInTheOrderOfNames() {
    RouteKey key = RouteKey.of("/", "a-b=1&a=2", Set.of("a", "a-b")).orElseThrow();
    assertThat(key).hasToString("/?a=2&a-b=1");
    assertThat(key.query()).isEqualTo("a=2&a-b=1");
    assertThat(RouteKey.parse("/?a-b=1&a=2")).isEmpty();
  }

  @Test
  void parameters_moreThanSixteen_areRefused() {
    String sixteen = "p=1" + "&p=1".repeat(15);
    assertThat(RouteKey.of("/", sixteen, ALLOWED)).isPresent();
    assertThat(RouteKey.of("/", sixteen + "&p=1", ALLOWED)).isEmpty();
    assertThat(RouteKey.of("/", sixteen + "&x=1", ALLOWED)).isPresent();
    assertThat(RouteKey.parse("/?" + sixteen + "&p=1")).isEmpty();
  }

  @Test
  void length_overTheLimit_isRefused() {
    String longest = "/" + "a".repeat(2047);
    assertThat(RouteKey.of(longest)).isPresent();
    assertThat(RouteKey.parse(longest)).isPresent();
    assertThat(RouteKey.of(longest + "a")).isEmpty();
    assertThat(RouteKey.parse(longest + "a")).isEmpty();
    // The canonical spelling counts: it may be shorter or longer than what came.
    assertThat(RouteKey.of("/" + "%61".repeat(2047))).hasValue(TestSite.key(longest));
    assertThat(RouteKey.of("/" + "\u00e9".repeat(400))).isEmpty();
    assertThat(RouteKey.of("/" + "a/../".repeat(10_000) + "b")).hasValue(TestSite.key("/b"));
  }

  @Test
  void names_thatDifferInCaseOnly_areTwoKeys() {
    assertThat(TestSite.key("/Index.html")).isNotEqualTo(TestSite.key("/index.html"));
  }

  @Test
  void shard_ofAKey_isTheFirstBitsOfItsDigest() {
    RouteKey key = TestSite.key("/about?p=1");
    String hex = TestSite.digest("/about?p=1").toString();
    assertThat(key.shard(0)).isZero();
    assertThat(key.shard(4)).isEqualTo(Integer.parseInt(hex.substring(0, 1), 16));
    assertThat(key.shard(12)).isEqualTo(Integer.parseInt(hex.substring(0, 3), 16));
    assertThat(key.shard(1)).isEqualTo(Integer.parseInt(hex.substring(0, 1), 16) >> 3);
  }

  /// What is made is read back, and made again it stays as it is.
  @Test
  void key_ofAnything_isReadBackAndStays() {
    Random random = new Random(SEED);
    System.out.println("seed " + SEED);
    List<String> pieces =
        List.of(
            "/",
            "/",
            "/",
            ".",
            "..",
            "%2e",
            "%2E",
            "%2f",
            "%5c",
            "%00",
            "%",
            "%25",
            "%7e",
            "%41",
            "%c3%a9",
            "a",
            "B",
            "\u00e9",
            " ",
            "\"",
            "'",
            "+",
            "&",
            "=",
            "?",
            "#",
            "p",
            "q",
            "~",
            "[",
            "\ud83d\ude00",
            "\ud800",
            "%C0%AF",
            ":",
            "@",
            "\\",
            "\n",
            ";");
    int made = 0;
    for (int i = 0; i < 200_000; i++) {
      String path = "/" + text(pieces, random, 8);
      String query = random.nextBoolean() ? "" : text(pieces, random, 10);
      Optional<RouteKey> key = RouteKey.of(path, query, ALLOWED);
      if (key.isPresent()) {
        made++;
        RouteKey found = key.get();
        assertThat(RouteKey.parse(found.toString())).as("%s?%s", path, query).isEqualTo(key);
        assertThat(RouteKey.of(found.path(), found.query(), ALLOWED)).isEqualTo(key);
        assertThat(found.toString().chars()).allMatch(c -> c > 0x20 && c < 0x7f);
        assertThat(found.path()).startsWith("/").doesNotStartWith("//").doesNotContain("/../");
        assertThat(found.path()).doesNotEndWith("/..").doesNotEndWith("/.");
        assertThat(found.path().toUpperCase(Locale.ROOT)).doesNotContain("%2E", "%5C", "%00");
      }
      assertThat(RouteKey.parse(path + "?" + query))
          .as("read is what is spelled so")
          .satisfiesAnyOf(
              read -> assertThat(read).isEmpty(),
              read -> assertThat(read.orElseThrow()).hasToString(path + "?" + query));
    }
    assertThat(made).isGreaterThan(40_000);
  }

  private static String text(List<String> pieces, Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(most + 1); n > 0; n--) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    return text.toString();
  }

  /// Most keys are seen to be keys at a glance; the glance must agree with the close look.
  @Test
  void parse_ofAnyPath_agreesWithTheRules() {
    Random random = new Random(SEED);
    String alphabet = "/..a-Z~%2eF+:@&\\#\u00e9 ";
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder(random.nextInt(20) == 0 ? "" : "/");
      for (int length = random.nextInt(8); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String path = text.toString();
      assertThat(RouteKey.parse(path))
          .as(path)
          .isEqualTo(RouteKey.of(path).filter(key -> key.toString().equals(path)));
    }
  }
}
