package org.gabion.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTextTest {
  @Test
  void of_everyKind_isJson() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "a \"b\"\\\n");
    value.put("whole", 10L);
    value.put("share", 0.99);
    value.put("even", 5_000.0);
    value.put("tiny", 1e-9);
    value.put("yes", true);
    value.put("list", List.of(1, 2));
    value.put("empty", Map.of());
    assertThat(JsonText.of(value))
        .isEqualTo(
            "{\"text\":\"a"
                + " \\\"b\\\"\\\\\\u000a\",\"whole\":10,\"share\":0.99,\"even\":5000,\"tiny\":0,\"yes\":true,\"list\":[1,2],\"empty\":{}}\n");
  }

  @Test
  void of_numberThatJsonDoesNotKnow_isAnError() {
    assertThatThrownBy(() -> JsonText.of(Map.of("a", Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
