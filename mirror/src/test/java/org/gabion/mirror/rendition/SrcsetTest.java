package org.gabion.mirror.rendition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SrcsetTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a.png 1x, b.png 2x      | <a.png> 1x, <b.png> 2x
          a.png, b.png 2x         | <a.png>, <b.png> 2x
          a,b.png 100w,c.png 200w | <a,b.png> 100w, <c.png> 200w
          data:,x 1x , b          | <data:,x> 1x, <b>
          a (x,y) 2x, b           | <a> (x,y) 2x, <b>
          ,, a ,,                 | <a>
          gone 1x, b 2x           | <b> 2x
          ` `                     | ``
          """)
  void rewrite_anyForm_keepsWhatEachIsFor(String text, String wanted) {
    assertThat(
            Srcset.rewrite(
                text, url -> url.equals("gone") ? Optional.empty() : Optional.of("<" + url + ">")))
        .isEqualTo(wanted);
  }
}
