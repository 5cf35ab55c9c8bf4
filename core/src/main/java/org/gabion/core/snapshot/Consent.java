package org.gabion.core.snapshot;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.gabion.core.proof.Base64Text;
import org.gabion.core.request.ClientKey;

/// A mirror's signed word that it keeps a copy of this site at this address. Nobody contacts a
/// mirror without one, so a roster can not aim its readers at somebody.
///
/// @param url the copy's root: `https:` or `http:`, a host, perhaps a port and a path, with `/` at
///   the end
/// @param key the mirror's own Ed25519 key
public record Consent(Digest site, String url, PublicKey key, Instant at, byte[] signature) {
  public static final int MAX_BYTES = 2048;
  public static final int MAX_URL = 512;

  static final String TYPE = "consent";

  private static final int MAX_HOST = 253;
  private static final int MAX_LABEL = 63;

  public Consent {
    if (!isUrl(url) || key.algorithm() != Algorithm.ED25519 || signature.length != 64) {
      throw new IllegalArgumentException("a consent of " + url);
    }
    Bounds.second("when a mirror consented", at);
  }

  /// Whether a text can be the address of a copy, in its one spelling: what a browser's URL parser
  /// gives back unchanged.
  public static boolean isUrl(String text) {
    int host = text.startsWith("https://") ? 8 : text.startsWith("http://") ? 7 : -1;
    int path = host < 0 ? -1 : text.indexOf('/', host);
    return path > host
        && text.length() <= MAX_URL
        && text.endsWith("/")
        && text.indexOf('?') < 0
        && isAuthority(text.substring(host, path), host == 8 ? 443 : 80)
        && RouteKey.parse(text.substring(path)).isPresent();
  }

  private static boolean isAuthority(String text, int usualPort) {
    int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
    if (end < 0 || end == text.length()) {
      return isHost(text);
    }
    return isHost(text.substring(0, end))
        && text.charAt(end) == ':'
        && isPort(text.substring(end + 1), usualPort);
  }

  /// Whether a port is written in full, without leading zeros, and not the one that is meant
  /// anyway.
  private static boolean isPort(String text, int usual) {
    boolean digits =
        !text.isEmpty()
            && text.length() <= 5
            && text.charAt(0) != '0'
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && Integer.parseInt(text) <= 65_535 && Integer.parseInt(text) != usual;
  }

  private static boolean isHost(String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      String inside = text.substring(1, text.length() - 1);
      return inside.indexOf(':') >= 0 && isAddress(inside);
    }
    if (text.isEmpty() || text.length() > MAX_HOST) {
      return false;
    }
    String[] labels = text.split("\\.", -1);
    String last = labels[labels.length - 1];
    // A host that ends in a number is an address to browsers, however it is written.
    if (last.startsWith("0x") || last.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return isAddress(text);
    }
    return Arrays.stream(labels).allMatch(Consent::isLabel);
  }

  private static boolean isAddress(String text) {
    return ClientKey.parse(text).filter(key -> key.toString().equals(text)).isPresent();
  }

  private static boolean isLabel(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_LABEL
        && text.charAt(0) != '-'
        && text.charAt(text.length() - 1) != '-'
        && text.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
  }

  /// The exact bytes that a mirror signs.
  public static byte[] body(Digest site, String url, PublicKey key, Instant at) {
    return new Text(TYPE, site).line("url", url).line("key", key).line("at", at).bytes();
  }

  /// Whether the mirror's key signed it.
  public boolean isSigned() {
    return key.verifies(body(site, url, key, at), signature);
  }

  /// Reads a consent as a mirror hands it to the site's operator.
  public static Parsed<Consent> parse(byte[] bytes) {
    return Lines.parse(
        bytes,
        MAX_BYTES,
        lines -> {
          Digest site = lines.opening(TYPE);
          String url = lines.text("url");
          PublicKey key = key(lines, lines.words("key", 2));
          Instant at = lines.instant("at");
          return of(lines, site, url, key, at, lines.text("signature"));
        });
  }

  /// Reads a line of a roster.
  static Consent read(Lines lines, Digest site) {
    String[] words = lines.words("mirror", 5);
    PublicKey key = key(lines, new String[] {words[1], words[2]});
    long second = lines.toNumber(words[3], 0, Lines.LAST_INSTANT.getEpochSecond());
    return of(lines, site, words[0], key, Instant.ofEpochSecond(second), words[4]);
  }

  private static PublicKey key(Lines lines, String[] words) {
    return PublicKey.parse(words[0], words[1])
        .filter(key -> key.algorithm() == Algorithm.ED25519)
        .orElseThrow(() -> lines.fault("'ed25519 KEY'"));
  }

  private static Consent of(
      Lines lines, Digest site, String url, PublicKey key, Instant at, String base64) {
    if (!isUrl(url)) {
      throw lines.fault("a URL such as https://copy.example/ with / at its end");
    }
    Optional<byte[]> signature = Base64Text.parse(base64, 64);
    if (signature.isEmpty()) {
      throw lines.fault("an Ed25519 signature");
    }
    return new Consent(site, url, key, at, signature.get());
  }

  /// As a file.
  public byte[] bytes() {
    String body = new String(body(site, url, key, at), StandardCharsets.US_ASCII);
    return (body + "signature " + Base64Text.of(signature) + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  String rosterLine() {
    return url + " " + key + " " + at.getEpochSecond() + " " + Base64Text.of(signature);
  }
}
