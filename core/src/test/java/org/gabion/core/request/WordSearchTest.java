package org.gabion.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WordSearchTest {
  private static final String[] WORDS = {"/.env", "../", "login", "log", "in", "%2e%2e"};

  /// The slow twin: every word looked for in the lower-case text.
  private static int slowly(String text) {
    for (int i = 0; i < WORDS.length; i++) {
      if (text.toLowerCase(Locale.ROOT).contains(WORDS[i])) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void find_inRandomTexts_findsWhatItsSlowTwinFinds() {
    WordSearch search = new WordSearch(WORDS);
    Random random = new Random(7);
    String letters = "/.envlogiLOGIN2%e";
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(20); n > 0; n--) {
        if (random.nextInt(8) == 0) {
          text.append(WORDS[random.nextInt(WORDS.length)]);
        }
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      byte[] bytes = ("lo" + text + "g").getBytes(StandardCharsets.US_ASCII);
      int word = search.find(bytes, 2, bytes.length - 1);
      assertThat(word).as("%s", text).isEqualTo(slowly(text.toString()));
      found += word >= 0 ? 1 : 0;
    }
    assertThat(found).isBetween(2000, 18_000);
  }

  @Test
  void features_ofTextsSeenBefore_areThoseOfNewOnes() {
    KeyedHash hash = new KeyedHash(1, 2);
    Features reused = new Features(hash);
    Random random = new Random(8);
    for (int i = 0; i < 5000; i++) {
      byte[] agent =
          ("Mozilla/5.0 Firefox/" + random.nextInt(200))
              .repeat(1 + random.nextInt(14))
              .getBytes(StandardCharsets.US_ASCII);
      Features fresh = new Features(hash);
      for (Features each : new Features[] {reused, fresh}) {
        each.clear();
        each.userAgent(agent, 0, agent.length);
        each.accept(agent, 3, agent.length);
        each.host(agent, 0, Math.min(agent.length, 9));
      }
      for (Attribute attribute : Attribute.values()) {
        assertThat(reused.value(attribute)).isEqualTo(fresh.value(attribute));
      }
      assertThat(reused.agentClass()).isEqualTo(fresh.agentClass());
    }
  }
}
