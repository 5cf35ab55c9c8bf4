package org.gabion.analyze.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The slow twin of [JsonFields]: the same answers by way of a general JSON library.
///
/// A byte from 0x80 is shown to the library as a character that no log holds, so that it comes back
/// as the byte that it was.
final class JsonTwin {
  private static final int BYTES = 0x10ff00;
  private static final JsonFactory FACTORY = new JsonFactory();

  private final String paths;
  private final char separator;

  /// @param keys the paths that are asked for
  JsonTwin(java.util.List<String> keys, char separator) {
    this.paths = "\n" + String.join("\n", keys) + "\n";
    this.separator = separator;
  }

  /// Path to kind and text of each known value; empty if the bytes are no object.
  Optional<Map<String, String>> read(byte[] line) {
    Map<String, String> values = new TreeMap<>();
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), plain(line))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      object(parser, "", true, 1, values);
      return parser.nextToken() == null ? Optional.of(values) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private void object(
      JsonParser parser, String path, boolean known, int depth, Map<String, String> values) {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String below = path.isEmpty() ? key : path + separator + key;
      boolean wanted =
          known
              && key.indexOf(separator) < 0
              && key.indexOf('\n') < 0
              && (paths.contains("\n" + below + "\n") || paths.contains("\n" + below + separator));
      if (wanted) {
        values.keySet().removeIf(k -> k.equals(below) || k.startsWith(below + separator));
      }
      parser.nextToken();
      value(parser, below, wanted, depth, values);
    }
  }

  private void value(
      JsonParser parser, String path, boolean wanted, int depth, Map<String, String> values) {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        bound(depth);
        object(parser, path, wanted, depth + 1, values);
      }
      case START_ARRAY -> {
        bound(depth);
        boolean first = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          value(parser, path, wanted && first, depth + 1, values);
          first = false;
        }
      }
      case VALUE_STRING -> keep(wanted, values, path, "STRING " + latin(parser.getString()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          keep(wanted, values, path, "NUMBER " + parser.getString());
      case VALUE_TRUE -> keep(wanted, values, path, "TRUE ");
      case VALUE_FALSE -> keep(wanted, values, path, "FALSE ");
      case VALUE_NULL -> keep(wanted, values, path, "NULL ");
      default -> throw new IllegalStateException("" + parser.currentToken());
    }
  }

  private void keep(boolean wanted, Map<String, String> values, String path, String value) {
    if (wanted && paths.contains("\n" + path + "\n")) {
      values.put(path, value);
    }
  }

  private static void bound(int depth) {
    if (depth >= JsonFields.MAX_DEPTH) {
      throw new tools.jackson.core.exc.StreamReadException("too deep");
    }
  }

  /// The bytes of the text, one character each.
  private static String latin(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    text.codePoints()
        .forEach(
            c -> {
              if (c >= BYTES) {
                out.write(c - BYTES);
              } else {
                boolean half = c >= 0xd800 && c < 0xe000;
                out.writeBytes(
                    Character.toString(half ? 0xfffd : c).getBytes(StandardCharsets.UTF_8));
              }
            });
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /// The line without the liberties that are taken for nginx.
  private static String plain(byte[] line) {
    String in = new String(line, StandardCharsets.ISO_8859_1);
    StringBuilder out = new StringBuilder();
    boolean string = false;
    for (int i = 0; i < in.length(); i++) {
      char c = in.charAt(i);
      char next = i + 1 < in.length() ? in.charAt(i + 1) : 0;
      if (string
          && c == '\\'
          && next == 'x'
          && in.substring(i + 2).matches("(?s)[0-9a-fA-F]{2}.*")) {
        byteOf(Integer.parseInt(in.substring(i + 2, i + 4), 16), out);
        i += 3;
      } else if (string && c == '\\' && next == 'u' && half(in, i)) {
        // The library refuses half a pair in a key.
        out.append("\\ufffd");
        i += 5;
      } else if (string
          && c == '\\'
          && next == 'u'
          && unit(in, i) >= 0xd800
          && unit(in, i) < 0xdc00) {
        out.append(in, i, i + 12);
        i += 11;
      } else if (string && c == '\\') {
        out.append(c).append(next);
        i++;
      } else if (!string && c == '-' && ",}] \t\r\n".indexOf(next) >= 0) {
        out.append("null");
      } else {
        string ^= c == '"';
        if (c < 0x80) {
          out.append(c);
        } else {
          byteOf(c, out);
        }
      }
    }
    return out.toString();
  }

  /// Whether half a surrogate pair is escaped at `i`, without its other half.
  private static boolean half(String in, int i) {
    int unit = unit(in, i);
    boolean high = unit >= 0xd800 && unit < 0xdc00;
    boolean low = unit >= 0xdc00 && unit < 0xe000;
    int next = unit(in, i + 6);
    return low || high && (next < 0xdc00 || next >= 0xe000);
  }

  /// The UTF-16 unit that is escaped at `i`, or -1.
  private static int unit(String in, int i) {
    String rest = in.substring(Math.min(in.length(), i), Math.min(in.length(), i + 6));
    return rest.matches("\\\\u[0-9a-fA-F]{4}") ? Integer.parseInt(rest.substring(2), 16) : -1;
  }

  private static void byteOf(int value, StringBuilder out) {
    if (value < 0x80) {
      out.append(String.format("\\u%04x", value));
    } else {
      out.appendCodePoint(BYTES + value);
    }
  }
}
