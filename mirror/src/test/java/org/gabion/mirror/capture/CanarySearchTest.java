package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CanarySearchTest {
  private static final String CANARY = "Jäne <Doe> & Sons";
  private static final CanarySearch SEARCH = new CanarySearch(List.of(CANARY, "gbncnry"));

  private static Optional<String> find(byte[] bytes) throws IOException {
    return SEARCH.find(new ByteArrayInputStream(bytes));
  }

  @Test
  void find_inEachCoding() throws IOException {
    for (String text :
        List.of(
            "x Jäne <Doe> & Sons y",
            "x jäne <DOE> & sons y",
            "q=J%C3%A4ne+%3CDoe%3E+%26+Sons",
            "q=J%c3%a4ne%20%3CDoe%3E%20%26%20Sons",
            "<b>Jäne &lt;Doe&gt; &amp; Sons</b>",
            "{\"n\": \"J\\u00e4ne <Doe> & Sons\"}")) {
      assertThat(find(text.getBytes(StandardCharsets.UTF_8))).as(text).contains(CANARY);
    }
    for (var charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE)) {
      assertThat(find(("xx " + CANARY).getBytes(charset))).contains(CANARY);
    }
  }

  @Test
  void find_inBase64AtAnyOffset() throws IOException {
    for (String before : List.of("", "1", "12", "{\"sub\":\"")) {
      byte[] coded =
          Base64.getUrlEncoder().encode((before + CANARY + "\"}").getBytes(StandardCharsets.UTF_8));
      assertThat(find(coded)).contains(CANARY);
    }
  }

  @Test
  void find_acrossTheWindow() throws IOException {
    byte[] mark = "GBNCNRY".getBytes(StandardCharsets.US_ASCII);
    for (int at = (64 << 10) - 40; at < (64 << 10) + 400; at += 3) {
      byte[] bytes = new byte[300_000];
      Arrays.fill(bytes, (byte) 'g');
      System.arraycopy(mark, 0, bytes, at, mark.length);
      assertThat(find(bytes)).as("at " + at).contains("gbncnry");
    }
  }

  @Test
  void find_inWhatHasNone_findsNothing() throws IOException {
    byte[] bytes = new byte[1 << 20];
    new Random(23).nextBytes(bytes);

    assertThat(find(bytes)).isEmpty();
    assertThat(find(new byte[0])).isEmpty();
    assertThat(find("gbncnr".getBytes(StandardCharsets.US_ASCII))).isEmpty();
  }
}
