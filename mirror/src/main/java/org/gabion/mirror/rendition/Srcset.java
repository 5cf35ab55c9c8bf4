package org.gabion.mirror.rendition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One image of a `srcset` attribute: its address, and what it is for, such as `2x` or `640w`;
/// empty if nothing is said. Attributes are cut as browsers do (HTML Standard, "parse a srcset
/// attribute"): an address may hold commas, and ends at a space.
record Srcset(String url, String descriptor) {

  /// The images of an attribute, in order.
  static List<Srcset> parse(String text) {
    List<Srcset> images = new ArrayList<>();
    int at = 0;
    while (true) {
      while (at < text.length() && (isSpace(text.charAt(at)) || text.charAt(at) == ',')) {
        at++;
      }
      if (at == text.length()) {
        return images;
      }
      int from = at;
      while (at < text.length() && !isSpace(text.charAt(at))) {
        at++;
      }
      int end = at;
      while (text.charAt(end - 1) == ',') {
        end--;
      }
      String descriptor = "";
      if (end == at) {
        int comma = endOfDescriptor(text, at);
        descriptor = text.substring(at, comma).strip();
        at = comma;
      }
      images.add(new Srcset(text.substring(from, end), descriptor));
    }
  }

  private static int endOfDescriptor(String text, int from) {
    boolean bracket = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ',' && !bracket) {
        return i;
      }
      bracket = c == '(' || bracket && c != ')';
    }
    return text.length();
  }

  /// An attribute with other addresses; those that become empty are taken out.
  static String rewrite(String text, Function<String, Optional<String>> rewriter) {
    List<String> images = new ArrayList<>();
    for (Srcset image : parse(text)) {
      rewriter
          .apply(image.url)
          .ifPresent(
              url -> images.add(image.descriptor.isEmpty() ? url : url + " " + image.descriptor));
    }
    return String.join(", ", images);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }
}
