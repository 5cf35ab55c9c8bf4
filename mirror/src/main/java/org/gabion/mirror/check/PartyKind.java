package org.gabion.mirror.check;

/// Who can silence a mirror. A mirror falls if *all* its parties of one kind act: with addresses in
/// two networks, both networks must.
public enum PartyKind {
  /// Whoever runs the machines, by the name that its network is registered under.
  HOSTER("hoster"),
  /// An autonomous system by its number.
  NETWORK("network"),
  /// Where the addresses are said to be.
  COUNTRY("country"),
  /// The registrable domain: its holder, and the registrar that could take it away.
  DOMAIN("domain"),
  /// The top-level domain, by its registry.
  TOP_LEVEL("top-level domain"),
  /// The /24 or /48 of the addresses, where nothing better is known.
  PREFIX("address prefix");

  private final String word;

  PartyKind(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /// The name in documents for programs.
  public String code() {
    return word.replace(' ', '-');
  }
}
