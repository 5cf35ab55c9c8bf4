package org.gabion.guard.conformance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Plays the frame lines of an [Http2Case] on a wire. Stateless.
///
/// Codes of errors may be given by name (RFC 9113 section 7).
final class Http2Script {
  static final Map<String, Integer> CODES =
      Map.ofEntries(
          Map.entry("NO_ERROR", 0),
          Map.entry("PROTOCOL_ERROR", 1),
          Map.entry("INTERNAL_ERROR", 2),
          Map.entry("FLOW_CONTROL_ERROR", 3),
          Map.entry("SETTINGS_TIMEOUT", 4),
          Map.entry("STREAM_CLOSED", 5),
          Map.entry("FRAME_SIZE_ERROR", 6),
          Map.entry("REFUSED_STREAM", 7),
          Map.entry("CANCEL", 8),
          Map.entry("COMPRESSION_ERROR", 9),
          Map.entry("ENHANCE_YOUR_CALM", 11));

  private Http2Script() {}

  static void play(Http2Wire wire, List<String> lines) throws IOException {
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at++);
      List<String> fields = new ArrayList<>();
      while (at < lines.size() && lines.get(at).startsWith("  ")) {
        addField(fields, lines.get(at++).substring(2));
      }
      step(wire, line.split(" ", -1), fields.toArray(String[]::new));
    }
  }

  private static void addField(List<String> fields, String line) {
    switch (line) {
      case "*get" ->
          fields.addAll(
              List.of(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a"));
      case "*post" ->
          fields.addAll(
              List.of(":method", "POST", ":scheme", "http", ":path", "/", ":authority", "a"));
      default -> {
        int space = line.indexOf(' ');
        String name = space < 0 ? line : line.substring(0, space);
        fields.add(name.equals("\"\"") ? "" : Escapes.text(name));
        fields.add(space < 0 ? "" : Escapes.text(line.substring(space + 1)));
      }
    }
  }

  private static void step(Http2Wire wire, String[] words, String[] fields) throws IOException {
    switch (words[0]) {
      case "headers" -> wire.headers(Integer.parseInt(words[1]), flags(words), fields);
      case "continuation" ->
          wire.frame(
              Http2Wire.CONTINUATION,
              flags(words),
              Integer.parseInt(words[1]),
              Http2Wire.block(fields));
      case "data" ->
          wire.data(
              Integer.parseInt(words[1]), words[2].equals("end"), Escapes.text(rest(words, 3)));
      case "rst" -> wire.reset(Integer.parseInt(words[1]), code(words[2]));
      case "window" -> wire.window(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "settings" -> {
        int[] values = new int[words.length - 1];
        for (int i = 1; i < words.length; i++) {
          values[i - 1] = Integer.parseUnsignedInt(words[i]);
        }
        wire.settings(values);
      }
      case "ping" -> wire.ping();
      case "goaway" -> wire.frame(Http2Wire.GOAWAY, 0, 0, Http2Wire.ints(0, code(words[1])));
      case "priority" ->
          wire.frame(
              Http2Wire.PRIORITY,
              0,
              Integer.parseInt(words[1]),
              new byte[] {0, 0, 0, Byte.parseByte(words[2]), 15});
      case "frame" ->
          wire.frame(
              Integer.decode(words[1]),
              Integer.decode(words[2]),
              Integer.decode(words[3]),
              Escapes.bytes(rest(words, 4)));
      case "oversized" ->
          wire.raw(
              Http2Wire.bytesOf(
                  Integer.decode(words[1]),
                  Integer.decode(words[2]),
                  Integer.decode(words[3]),
                  Integer.decode(words[4]),
                  new byte[Integer.decode(words[4])]));
      case "bytes" -> wire.raw(Escapes.bytes(rest(words, 1)));
      case "await" -> wire.await(Integer.parseInt(words[1]));
      default -> throw new IllegalArgumentException("unknown step " + words[0]);
    }
  }

  private static int flags(String[] words) {
    int flags = Http2Wire.END_HEADERS;
    for (int i = 2; i < words.length; i++) {
      switch (words[i]) {
        case "end" -> flags |= Http2Wire.END_STREAM;
        case "open" -> {}
        case "more" -> flags &= ~Http2Wire.END_HEADERS;
        default -> throw new IllegalArgumentException("unknown flag " + words[i]);
      }
    }
    return flags;
  }

  static int code(String name) {
    Integer code = CODES.get(name);
    return code == null ? Integer.parseInt(name) : code;
  }

  private static String rest(String[] words, int from) {
    return String.join(" ", List.of(words).subList(Math.min(from, words.length), words.length));
  }
}
