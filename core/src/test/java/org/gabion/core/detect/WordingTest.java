package org.gabion.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.gabion.core.request.Attribute;
import org.junit.jupiter.api.Test;

final class WordingTest {
  @Test
  void each_isWholeWhereThatSaysEnough() {
    assertThat(Wording.each(1)).isEqualTo("1 request for each source");
    assertThat(Wording.each(1.5)).isEqualTo("1.5 requests for each source");
    assertThat(Wording.each(125)).isEqualTo("125 requests for each source");
  }

  @Test
  void agents_entropy_isANumberOfAgents() {
    assertThat(Wording.agents(0)).isEqualTo("nearly all with one user agent");
    assertThat(Wording.agents(6.1)).isEqualTo("as varied as 69 user agents");
  }

  @Test
  void among_attribute_isNamedAsOperatorsDo() {
    assertThat(Wording.among(Attribute.PREFIX))
        .isEqualTo(" (seen best in those with the same network)");
  }
}
