package org.gabion.analyze.format;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.Slice;

/// What is expected of one line, as the assertions beside a sample have it.
///
/// @param fields the names of the assertions without their kind, and the values
record ExpectedLine(Map<String, String> fields) {
  /// Whether it is a request at all.
  boolean isRequest() {
    return fields.getOrDefault("log_type", "").equals("http_access-log");
  }

  /// What differs first; empty if all is as expected.
  Optional<String> difference(LogRecord record) {
    return number("http_status", record.status)
        .or(() -> number("status", record.status))
        .or(() -> text("http_verb", record.method))
        .or(() -> target(record.target))
        .or(() -> text("http_user_agent", record.userAgent))
        .or(() -> client(record))
        .or(() -> number("body_bytes_sent", record.bytesOut))
        .or(() -> number("bytes_read", record.bytesOut))
        .or(() -> number("bytes", record.bytesOut))
        .or(() -> number("client_port", record.clientPort))
        .or(() -> text("http_referer", record.referer))
        .or(() -> text("referrer", record.referer))
        .or(() -> text("termination_state", record.termination))
        .or(() -> time(record.timeMicros));
  }

  private Optional<String> number(String name, long value) {
    String expected = fields.getOrDefault(name, "");
    return expected.isEmpty() || expected.equals("-") || expected.equals(Long.toString(value))
        ? Optional.empty()
        : Optional.of(name + " is " + value + " instead of " + expected);
  }

  private Optional<String> text(String name, Slice value) {
    String expected = fields.getOrDefault(name, "");
    if (expected.isEmpty() || expected.equals("-")) {
      return value.present && name.equals("http_user_agent") && !fields.containsKey(name)
          ? Optional.empty()
          : value.present && expected.equals("-")
              ? Optional.of(name + " is there")
              : Optional.empty();
    }
    return same(expected, value.toString())
        ? Optional.empty()
        : Optional.of(name + " is " + value + " instead of " + expected);
  }

  /// The assertions have the path with or without its query.
  private Optional<String> target(Slice value) {
    String expected = fields.getOrDefault("http_path", "");
    String target = value.toString();
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    return expected.isEmpty()
            || expected.equals("-")
            || same(expected, target)
            || same(expected, path)
        ? Optional.empty()
        : Optional.of("http_path is " + target + " instead of " + expected);
  }

  private Optional<String> client(LogRecord record) {
    String expected = fields.getOrDefault("source_ip", "");
    if (expected.isEmpty()) {
      return Optional.empty();
    }
    boolean same =
        record.clientKnown
            && ClientKey.parse(expected)
                .equals(Optional.of(new ClientKey(record.clientHigh, record.clientLow)));
    return same
        ? Optional.empty()
        : Optional.of("the client is " + ParsedLine.client(record) + " instead of " + expected);
  }

  private Optional<String> time(long micros) {
    for (String name : new String[] {"time_local", "timestamp", "accept_date"}) {
      String expected = fields.getOrDefault(name, "");
      if (!expected.isEmpty()) {
        byte[] b = expected.getBytes(StandardCharsets.ISO_8859_1);
        long time = TimeText.parse(b, 0, b.length);
        if (time != TimeText.BAD && time != micros) {
          return Optional.of("the time is " + micros + " instead of " + time);
        }
      }
    }
    return Optional.empty();
  }

  /// The assertions have texts with the log's escapes, which a record has not.
  private static boolean same(String expected, String value) {
    String utf8 = new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return expected.equals(value)
        || expected.equals(utf8)
        || CombinedTwin.unescape(expected).equals(value);
  }
}
