package org.gabion.analyze.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gabion.analyze.report.Analysis.Measure;
import org.gabion.analyze.rules.Condition.AddressIn;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.Prefix;

/// For nftables: a table of its own with a set of addresses that forgets each after ten minutes.
///
/// Knows addresses only, never wider than /24 or /48, and drops what they send to the ports of the
/// web. Table, set and chain stand on lines of their own, so that loading it again is no error.
record NftablesRules() implements RuleTarget {
  private static final String TIMEOUT = "10m";
  private static final int ADDRESSES_A_LINE = 4;

  @Override
  public String name() {
    return "nftables";
  }

  @Override
  public Optional<Condition> express(Condition condition) {
    return condition instanceof AddressIn(Prefix prefix)
            && prefix.bits() >= (prefix.address().isIpv4() ? 24 : 48)
        ? Optional.of(condition)
        : Optional.empty();
  }

  @Override
  public int mostAddresses() {
    return 1000;
  }

  @Override
  public Optional<Measure> milder() {
    return Optional.empty();
  }

  @Override
  public String test() {
    return "nft -c -f FILE, then nft -f FILE, and nft list table to see its counter";
  }

  @Override
  public String undo(Ruling ruling) {
    return "nft delete table inet "
        + table(ruling)
        + " (each address is forgotten by itself after "
        + TIMEOUT
        + ")";
  }

  private static String table(Ruling ruling) {
    return "gabion_" + ruling.label();
  }

  @Override
  public Snippet render(Ruling ruling) {
    if (!(ruling.response() instanceof Ruling.Response.Refuse)) {
      throw new IllegalArgumentException("a set of addresses only drops");
    }
    List<Prefix> prefixes =
        switch (ruling.grounds()) {
          case Ruling.Grounds.BySignature(List<Conjunction> any) ->
              any.stream()
                  .flatMap(all -> all.conditions().stream())
                  .map(condition -> ((AddressIn) condition).prefix())
                  .distinct()
                  .toList();
          case Ruling.Grounds.ByAddress(List<ClientKey> addresses) ->
              addresses.stream().map(key -> new Prefix(key, key.familyBits())).toList();
        };
    String table = "inet " + table(ruling);
    StringBuilder text = new StringBuilder("add table " + table + "\n");
    text.append(
        family(table, "ipv4", "ip", prefixes.stream().filter(NftablesRules::isV4).toList()));
    text.append(
        family(table, "ipv6", "ip6", prefixes.stream().filter(prefix -> !isV4(prefix)).toList()));
    return new Snippet(
        List.of(
            new Snippet.Part(
                "set.nft",
                "nowhere: load this file with nft -f FILE, and again every ten minutes while it"
                    + " lasts",
                text.toString())));
  }

  private static boolean isV4(Prefix prefix) {
    return prefix.address().isIpv4();
  }

  private static String family(String table, String family, String field, List<Prefix> prefixes) {
    if (prefixes.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(
        """
        add set %1$s %2$s { type %2$s_addr; flags interval, timeout; timeout %4$s; }
        add chain %1$s %2$s_in { type filter hook input priority -10; policy accept; }
        flush chain %1$s %2$s_in
        add rule %1$s %2$s_in meta l4proto { tcp, udp } th dport { 80, 443 } %3$s saddr @%2$s counter drop
        """
            .formatted(table, family, field, TIMEOUT));
    for (int i = 0; i < prefixes.size(); i += ADDRESSES_A_LINE) {
      text.append(
          prefixes.subList(i, Math.min(prefixes.size(), i + ADDRESSES_A_LINE)).stream()
              .map(prefix -> new AddressIn(prefix).text() + " timeout " + TIMEOUT)
              .collect(
                  Collectors.joining(", ", "add element " + table + " " + family + " { ", " }\n")));
    }
    return text.toString();
  }

  @Override
  public Optional<ProgramCheck.Maker> programCheck(Snippet snippet) {
    return Optional.of(
        folder ->
            new ProgramCheck(
                List.of("nft"),
                Map.of("rules.nft", snippet.parts().getFirst().text()),
                List.of("-c", "-f", folder.resolve("rules.nft").toString()),
                List.of("--version")));
  }
}
