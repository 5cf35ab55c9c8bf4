package org.gabion.mirror.check;

/// Somebody who can silence mirrors.
public record Party(PartyKind kind, String name) {
  /// As it is said in a sentence.
  public String words() {
    return switch (kind) {
      case HOSTER -> "hoster " + name;
      case NETWORK -> "network " + name;
      case COUNTRY -> "country " + name;
      case DOMAIN -> "domain " + name;
      case TOP_LEVEL -> "top-level domain ." + name;
      case PREFIX -> "address prefix " + name;
    };
  }
}
