package org.gabion.mirror.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CssLinksTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a{b:url(x.png)}                       | a{b:url("<x.png>")}
          a{b:url( 'x y.png' )}                 | a{b:url("<x y.png>")}
          a{b:URL("x.png") no-repeat}           | a{b:url("<x.png>") no-repeat}
          a{b:u\\72l(x.png)}                    | a{b:url("<x.png>")}
          a{b:url(x\\29 .png)}                  | a{b:url("<x).png>")}
          @import "a.css" screen;               | @import "<import a.css>"  screen;
          @import url(a.css);                   | @import "<import a.css>" ;
          @IM\\50ORT 'a.css';                   | @import "<import a.css>" ;
          @import/**/url('a.css')layer(x);      | @import "<import a.css>" layer(x);
          /* url(no) */a{}                      | /* url(no) */a{}
          a::before{content:"url(no)"}          | a::before{content:"url(no)"}
          a{b:image-set("x.png" 1x, url(y) 2x)} | a{b:image-set("<x.png>" 1x, url("<y>") 2x)}
          a{b:image-set("x" type("image/png"))} | a{b:image-set("<x>" type("image/png"))}
          @namespace s url(http://x/);a{}       | @namespace s url(http://x/);a{}
          @charset "latin1";a{}                 | a{}
          a{b:url(x y)}                         | a{b:url("data:,")}
          a{b:url(x                             | a{b:url("<x>")
          """)
  void rewrite_anyForm_putsOthersInTheirPlace(String css, String wanted) {
    String rewritten =
        CssLinks.rewrite(
            css.replace("\\\\", "\\"),
            (url, kind) ->
                Optional.of((kind == CssLinks.Kind.IMPORT ? "(import " : "(") + url + ")"));
    // Brackets of this test's own, because < is escaped in what is written.
    assertThat(rewritten).isEqualTo(wanted.replace("<", "(").replace(">", ")"));
  }

  @Test
  void rewrite_takenOut_asksNobodyAndLeavesTheRest() {
    String css = "@import 'a.css';@import url(b.css) print;a{b:url(c);d:e}";

    assertThat(CssLinks.rewrite(css, (_, _) -> Optional.empty()))
        .isEqualTo("a{b:url(\"data:,\");d:e}");
  }

  @Test
  void rewrite_urlThatWouldEndTheStyleElement_isEscaped() {
    assertThat(CssLinks.rewrite("a{b:url(x)}", (_, _) -> Optional.of("</style>\"\\\n")))
        .isEqualTo("a{b:url(\"\\3c /style>\\22 \\5c \\a \")}");
  }

  @Test
  void links_ofWhatWasRewritten_areThoseThatWerePut() {
    String marks = "url(\"')@import;{}\\ \n/*ab1-";
    long seed = 20261126;
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder css = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        int at = random.nextInt(marks.length());
        css.append(random.nextInt(4) == 0 ? "url(" : String.valueOf(marks.charAt(at)));
      }
      String rewritten = CssLinks.rewrite(css.toString(), (_, _) -> Optional.of("put"));

      assertThat(CssLinks.links(rewritten))
          .as("seed %d, round %d: %s", seed, round, css)
          .allSatisfy(link -> assertThat(link).isIn("put", CssLinks.NOTHING));
    }
  }
}
