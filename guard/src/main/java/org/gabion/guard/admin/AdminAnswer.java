package org.gabion.guard.admin;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What the admin port answers.
///
/// @param headers beside Content-Type, Content-Length and what every answer has
record AdminAnswer(int status, String contentType, byte[] body, Map<String, String> headers) {
  static final String JSON = "application/json";
  static final String TEXT = "text/plain; charset=utf-8";

  static AdminAnswer json(int status, JsonText body) {
    return new AdminAnswer(status, JSON, (body + "\n").getBytes(StandardCharsets.UTF_8), Map.of());
  }

  static AdminAnswer text(int status, String body) {
    return new AdminAnswer(status, TEXT, body.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /// A refusal: `{"status":…,"error":"…"}` with a sentence that says what to do.
  static AdminAnswer error(int status, String sentence) {
    return json(
        status, new JsonText().open().field("status", status).field("error", sentence).close());
  }

  AdminAnswer with(String name, String value) {
    return new AdminAnswer(status, contentType, body, Map.of(name, value));
  }
}
