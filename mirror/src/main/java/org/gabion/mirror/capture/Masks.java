package org.gabion.mirror.capture;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Makes one page of two visits that differ only in well-known regions. What is not in a region is
/// the same byte for byte in both, and stays. Stateless.
final class Masks {
  /// More than this of differences, or a tenth of the page, is no mark of a visit but content.
  private static final int MAX_REMOVED = 4 << 10;

  private Masks() {}

  /// What came of two visits.
  ///
  /// @param content for everybody
  /// @param masked bytes of regions that were masked
  record Masked(byte[] content, int masked) {}

  /// @return empty if the visits differ in more than can be masked
  static Optional<Masked> both(byte[] first, byte[] second) {
    Optional<List<Region>> ours = HtmlRegions.of(first);
    Optional<List<Region>> theirs = HtmlRegions.of(second);
    if (ours.isEmpty() || theirs.isEmpty() || ours.get().size() != theirs.get().size()) {
      return Optional.empty();
    }
    return both(first, ours.get(), second, theirs.get());
  }

  private static Optional<Masked> both(
      byte[] first, List<Region> ours, byte[] second, List<Region> theirs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(first.length);
    int at = 0;
    int otherAt = 0;
    int removed = 0;
    int different = 0;
    for (int i = 0; i < ours.size(); i++) {
      Region mine = ours.get(i);
      Region other = theirs.get(i);
      if (mine.kind() != other.kind()
          || !Arrays.equals(first, at, mine.from(), second, otherAt, other.from())) {
        return Optional.empty();
      }
      out.write(first, at, mine.from() - at);
      boolean same = Arrays.equals(first, mine.from(), mine.to(), second, other.from(), other.to());
      if (same && !mine.kind().always()) {
        out.write(first, mine.from(), mine.length());
      } else {
        Optional<byte[]> mask = mask(mine, text(first, mine), text(second, other));
        if (mask.isEmpty()) {
          return Optional.empty();
        }
        out.writeBytes(mask.get());
        removed += mine.length();
        different += same ? 0 : mine.length();
      }
      at = mine.to();
      otherAt = other.to();
    }
    boolean rest = Arrays.equals(first, at, first.length, second, otherAt, second.length);
    if (!rest || different > Math.max(MAX_REMOVED, first.length / 10)) {
      return Optional.empty();
    }
    out.write(first, at, first.length - at);
    return Optional.of(new Masked(out.toByteArray(), removed));
  }

  private static String text(byte[] page, Region region) {
    return new String(page, region.from(), region.length(), StandardCharsets.ISO_8859_1);
  }

  /// What stands in place of two values; empty if they have no place in common.
  private static Optional<byte[]> mask(Region region, String first, String second) {
    return switch (region.kind()) {
      case TOKEN, SCRIPT_TOKEN, REQUEST_ID -> Optional.of(new byte[0]);
      case NONCE -> Optional.of(Nonces.FIXED.getBytes(StandardCharsets.US_ASCII));
      case COMMENT ->
          shape(first).equals(shape(second)) ? Optional.of(new byte[0]) : Optional.empty();
      case HIDDEN_MAIL -> {
        Optional<byte[]> mail = plainMail(first);
        Optional<byte[]> other = plainMail(second);
        yield mail.isPresent() && other.isPresent() && Arrays.equals(mail.get(), other.get())
            ? mail
            : Optional.empty();
      }
    };
  }

  /// A comment with each word that has a digit in it, and the numbers' marks, put as one sign.
  private static String shape(String comment) {
    StringBuilder shape = new StringBuilder();
    int at = 0;
    while (at < comment.length()) {
      int from = at;
      boolean digit = false;
      while (at < comment.length() && inWord(comment.charAt(at))) {
        digit |= comment.charAt(at) >= '0' && comment.charAt(at) <= '9';
        at++;
      }
      if (from == at) {
        shape.append(comment.charAt(at++));
      } else {
        shape.append(digit ? "0" : comment.substring(from, at));
      }
    }
    return shape.toString();
  }

  private static boolean inWord(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "-_.:+/=".indexOf(c) >= 0;
  }

  /// Cloudflare's form of an e-mail address: a key of one byte, then each byte changed by it. Put
  /// under key 0, which its script undoes as any other.
  private static Optional<byte[]> plainMail(String hidden) {
    try {
      byte[] bytes = HexFormat.of().parseHex(hidden);
      for (int i = bytes.length - 1; i >= 0; i--) {
        bytes[i] ^= bytes[0];
      }
      String plain = HexFormat.of().formatHex(bytes);
      return Optional.of(plain.getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
