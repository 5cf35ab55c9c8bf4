package org.gabion.mirror.capture;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Searches bytes for texts that must not be there, as they are and in the codings that sites write
/// them in: other charsets, percent-encoding, HTML, JSON, base64. ASCII letters match in either
/// case. Immutable.
final class CanarySearch {
  private static final int WINDOW = 64 << 10;

  /// Shorter pieces of base64 would be found by chance.
  private static final int LEAST_BASE64 = 8;

  private final Map<Integer, List<Pattern>> byStart = new HashMap<>();

  /// One bit for each first pair of bytes: nearly all places are dismissed by one look.
  private final long[] starts = new long[(1 << 16) / Long.SIZE];

  private final int longest;

  private record Pattern(byte[] folded, String name, boolean exact) {}

  /// @param texts of at least two characters
  CanarySearch(List<String> texts) {
    int most = 1;
    for (String text : texts) {
      Set<String> known = new LinkedHashSet<>();
      for (byte[] form : forms(text)) {
        if (known.add(new String(form, StandardCharsets.ISO_8859_1))) {
          add(new Pattern(folded(form), text, false));
          most = Math.max(most, form.length);
        }
      }
      for (byte[] form : base64(text)) {
        add(new Pattern(form, text, true));
        most = Math.max(most, form.length);
      }
    }
    longest = most;
  }

  private static List<byte[]> forms(String text) {
    List<byte[]> forms = new ArrayList<>();
    List<Charset> charsets =
        List.of(
            StandardCharsets.UTF_8,
            StandardCharsets.ISO_8859_1,
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE);
    for (Charset charset : charsets) {
      if (charset.newEncoder().canEncode(text)) {
        forms.add(text.getBytes(charset));
      }
    }
    String percent = URLEncoder.encode(text, StandardCharsets.UTF_8);
    forms.add(percent.getBytes(StandardCharsets.US_ASCII));
    forms.add(percent.replace("+", "%20").getBytes(StandardCharsets.US_ASCII));
    String html =
        text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;");
    forms.add(html.getBytes(StandardCharsets.UTF_8));
    StringBuilder json = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      json.append(c < 0x80 ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    forms.add(json.toString().getBytes(StandardCharsets.US_ASCII));
    return forms;
  }

  /// The part of the coding that does not depend on what stands around, at each of three offsets.
  private static List<byte[]> base64(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<byte[]> forms = new ArrayList<>();
    for (int skipped = 0; skipped < 3; skipped++) {
      int whole = Math.max(0, bytes.length - skipped) / 3 * 3;
      byte[] middle = Arrays.copyOfRange(bytes, Math.min(skipped, bytes.length), skipped + whole);
      for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
        byte[] coded = encoder.encode(middle);
        if (coded.length >= LEAST_BASE64) {
          forms.add(coded);
        }
      }
    }
    return forms;
  }

  private void add(Pattern pattern) {
    int start = pair(folded(pattern.folded()), 0);
    starts[start / Long.SIZE] |= 1L << start % Long.SIZE;
    byStart.computeIfAbsent(start, _ -> new ArrayList<>()).add(pattern);
  }

  private static byte[] folded(byte[] bytes) {
    byte[] folded = bytes.clone();
    for (int i = 0; i < folded.length; i++) {
      folded[i] = (byte) fold(folded[i]);
    }
    return folded;
  }

  private static int fold(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }

  private static int pair(byte[] bytes, int at) {
    return (fold(bytes[at]) & 0xff) << 8 | fold(bytes[at + 1]) & 0xff;
  }

  /// The text that is there, in one coding or another; the first of them.
  Optional<String> find(InputStream in) throws IOException {
    byte[] window = new byte[WINDOW + longest];
    int held = 0;
    while (true) {
      int read = in.readNBytes(window, held, window.length - held);
      held += read;
      Optional<String> found = find(window, held);
      if (found.isPresent() || read == 0) {
        return found;
      }
      int kept = Math.min(held, longest);
      System.arraycopy(window, held - kept, window, 0, kept);
      held = kept;
    }
  }

  Optional<String> find(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return find(bytes, bytes.length);
  }

  private Optional<String> find(byte[] bytes, int length) {
    for (int i = 0; i + 1 < length; i++) {
      int pair = pair(bytes, i);
      if ((starts[pair / Long.SIZE] & 1L << pair % Long.SIZE) != 0) {
        for (Pattern pattern : byStart.getOrDefault(pair, List.of())) {
          if (matches(pattern, bytes, i, length)) {
            return Optional.of(pattern.name());
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean matches(Pattern pattern, byte[] bytes, int from, int length) {
    byte[] wanted = pattern.folded();
    if (from + wanted.length > length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      int b = pattern.exact() ? bytes[from + i] : fold(bytes[from + i]);
      if (b != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
