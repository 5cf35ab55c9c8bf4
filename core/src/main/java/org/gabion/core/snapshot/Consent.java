package org.gabion.core.snapshot;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.gabion.core.proof.Base64Text;

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

  public Consent {
    if (!isUrl(url) || key.algorithm() != Algorithm.ED25519 || signature.length != 64) {
      throw new IllegalArgumentException("a consent of " + url);
    }
  }

  /// Whether a text can be the address of a copy, in its one spelling.
  public static boolean isUrl(String text) {
    if (text.length() > MAX_URL || !text.endsWith("/") || text.contains("..")) {
      return false;
    }
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme();
      String host = uri.getHost();
      return scheme != null
          && (scheme.equals("https") || scheme.equals("http"))
          && host != null
          && host.equals(host.toLowerCase(Locale.ROOT))
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && uri.getRawPath() != null
          && RouteKey.parse(uri.getRawPath()).isPresent()
          && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    } catch (URISyntaxException e) {
      return false;
    }
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
