package org.gabion.core.snapshot;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// Writes a document of the format, line by line; what [Lines] reads. Not thread safe.
final class Text {
  private final StringBuilder text = new StringBuilder();

  Text(String type, Digest site) {
    text.append("gabion ").append(type).append(" 1\n");
    line("site", site);
  }

  Text line(String word, Object value) {
    text.append(word).append(' ').append(value).append('\n');
    return this;
  }

  Text line(String word, Instant instant) {
    return line(word, (Object) instant.toString());
  }

  Text optional(String word, Optional<?> value) {
    return line(word, value.isPresent() ? value.get() : "-");
  }

  byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
