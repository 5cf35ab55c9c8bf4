package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MasksTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String both(String first, String second) {
    return Masks.both(bytes(first), bytes(second))
        .map(masked -> new String(masked.content(), StandardCharsets.UTF_8))
        .orElse("-");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Tokens go also where both visitors saw the same.
        "<input type=hidden name=csrf value=a1> | <input type=hidden name=csrf value=a1>"
            + " | <input type=hidden name=csrf value=>",
        "<input type='hidden' name='x' value='0a1b2c3d4e5f6a7b'> | SAME"
            + " | <input type='hidden' name='x' value=''>",
        "<INPUT VALUE=\"x1\" NAME=\"_Token\" TYPE=\"Hidden\"> | <INPUT VALUE=\"y22\""
            + " NAME=\"_Token\" TYPE=\"Hidden\"> | <INPUT VALUE=\"\" NAME=\"_Token\""
            + " TYPE=\"Hidden\">",
        "<meta name=csrf-token content='abc'> | SAME | <meta name=csrf-token content=''>",
        "<script>var csrf = 'abcdefg1';</script> | SAME | <script>var csrf = '';</script>",
        "<script>x({\"csrfToken\":\"abcdefg1\"})</script> | SAME"
            + " | <script>x({\"csrfToken\":\"\"})</script>",
        // What is no token stays.
        "<input type=hidden name=lang value=en> | SAME | SAME",
        "<input type=hidden name=to value='https://example.org/thank-you-2026'> | SAME | SAME",
        "<input type=text name=csrf value=a1> | SAME | SAME",
        "<meta name=csrf-param content=authenticity_token> | SAME | SAME",
        "<script>headers['X-CSRF-Token'] = csrfHeader;</script> | SAME | SAME",
        "<!-- build 4711 --> | SAME | SAME",
        "<b nonce=q1> | SAME | SAME",
        // What differs is masked in known places only.
        "<b nonce=q1> | <b nonce=q2> | <b nonce=Z2FiaW9u>",
        "<!-- at 10:11:12 by 3 -->x | <!-- at 10:11:59 by 4 -->x | <!---->x",
        "<!-- for jane --> | <!-- for john --> | -",
        "<!--[if IE 8]>1<![endif]--> | <!--[if IE 9]>1<![endif]--> | -",
        "<p>1</p> | <p>2</p> | -",
        "<p class=1> | <p class=2> | -",
        "<!-- 1 --><p>x | <!-- 2 --><p>y | -",
        "<script>a='1'</script> | <script>a='2'</script> | -",
        "<textarea><input type=hidden name=csrf value=1></textarea> | SAME | SAME",
        "<a data-cfemail=5a3b> | <a data-cfemail=0061> | <a data-cfemail=0061>",
        "<a data-cfemail=5a3b> | <a data-cfemail=0062> | -",
        "<script>window.__CF$cv$params={r:'1',t:'2'};x</script>"
            + " | <script>window.__CF$cv$params={r:'3',t:'4'};x</script>"
            + " | <script>window.__CF$cv$params={};x</script>",
        "<!-->a<!-- 1 -->b | <!-->a<!-- 2 -->b | <!-->a<!---->b",
      })
  void both_pages_areMadeOneOrRefused(String first, String second, String wanted) {
    String other = second.equals("SAME") ? first : second;
    assertThat(both(first, other)).isEqualTo(wanted.equals("SAME") ? first : wanted);
    assertThat(both(other, first)).isEqualTo(wanted.equals("SAME") ? first : wanted);
  }

  @Test
  void both_muchThatDiffers_isContentAndNoMark() {
    String first = "<!-- " + "a1 ".repeat(3000) + "-->";
    String second = "<!-- " + "b2 ".repeat(3000) + "-->";

    assertThat(both(first, second)).isEqualTo("-");
  }

  @Test
  void both_nonceInThePolicyOfThePage_isMaskedToo() {
    String page =
        "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'nonce-%s' 'self'\">"
            + "<script nonce=\"%s\">";

    assertThat(both(page.formatted("a1", "a1"), page.formatted("b2", "b2")))
        .isEqualTo(page.formatted(Nonces.FIXED, Nonces.FIXED));
  }

  @Test
  void both_anyBytes_areKeptWhereNothingIsMasked() {
    Random random = new Random(17);
    String[] parts = {
      "<",
      ">",
      "<!--",
      "-->",
      "<script>",
      "</script>",
      "'",
      "\"",
      "=",
      " value=",
      "<input ",
      "type=hidden",
      " name=",
      "lang",
      "x",
      "\n",
      "<meta ",
      "content=",
      "</",
      "/",
      "\u00e4"
    };
    for (int i = 0; i < 5000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(30); j >= 0; j--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      byte[] page = bytes(text.toString());
      Optional<Masks.Masked> masked = Masks.both(page, page);
      assertThat(masked).isPresent();
      assertThat(masked.get().content()).isEqualTo(page);
    }
  }

  @Test
  void of_hostilePages_endInTime() {
    for (String part :
        new String[] {
          "<script>__CF$cv$params={</script>",
          "__CF$cv$params={",
          "<a b='",
          "<!--",
          "<!-->",
          "</",
          "<meta http-equiv=content-security-policy content=x>",
          "<script></",
          "a='",
          "<a a a a a"
        }) {
      HtmlRegions.of(bytes("<script>" + part.repeat(200_000)));
      HtmlRegions.of(bytes(part.repeat(200_000)));
    }
  }
}
