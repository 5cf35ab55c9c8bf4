package org.gabion.mirror.rendition;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a rendition can not know from the copy.
///
/// @param original where links to pages that are not in the copy lead: the site's own address, such
///   as `https://example.org`, without a path; if empty, such links become plain text
/// @param hosts names of the site in links, in lower case, with a port if it is not the usual one;
///   links to them are links inside the copy
/// @param note a word of the publisher to readers, in the site's own language; plain text
/// @param mostBytes of one file; what is larger is left out of the rendition
public record RenditionRules(
    Optional<String> original, Set<String> hosts, Optional<String> note, long mostBytes) {
  /// What every target takes: it holds a file in memory.
  public static final long TARGET_BYTES = 64L << 20;

  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:.]+\\])(:[0-9]{1,5})?");

  public RenditionRules {
    hosts = Set.copyOf(hosts);
    original.ifPresent(
        origin -> {
          if (!ORIGIN.matcher(origin).matches()) {
            throw new IllegalArgumentException(
                "'" + origin + "' is no address of a site; write https://example.org");
          }
        });
    for (String host : hosts) {
      if (!host.equals(host.toLowerCase(Locale.ROOT)) || host.indexOf('/') >= 0) {
        throw new IllegalArgumentException(
            "'" + host + "' is no host name in lower case; write example.org");
      }
    }
  }

  /// For a site whose address is not known.
  public static RenditionRules unknownSite() {
    return new RenditionRules(Optional.empty(), Set.of(), Optional.empty(), TARGET_BYTES);
  }

  /// For a site with one address.
  ///
  /// @param origin such as `https://example.org`
  public static RenditionRules of(String origin) {
    String host = origin.substring(origin.indexOf("//") + 2);
    return new RenditionRules(Optional.of(origin), Set.of(host), Optional.empty(), TARGET_BYTES);
  }

  /// The same with another limit.
  public RenditionRules withMostBytes(long limit) {
    return new RenditionRules(original, hosts, note, limit);
  }

  /// The same with a word to readers.
  public RenditionRules withNote(String text) {
    return new RenditionRules(original, hosts, Optional.of(text), mostBytes);
  }
}
