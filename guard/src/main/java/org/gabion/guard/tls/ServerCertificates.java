package org.gabion.guard.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Optional;
import org.gabion.guard.GuardConfig.Site;
import org.gabion.guard.HostTable;

/// One immutable set of contexts, by host name: what handshakes use until the next set replaces it.
/// It owns one reference of each context (native memory is counted, not collected).
final class ServerCertificates {

  /// @param pair what the context was made from
  record Entry(PemKeyPair.Usable pair, SslContext context) {}

  private final HostTable<List<Entry>> byHost;
  private final List<List<Entry>> bySite;

  private ServerCertificates(HostTable<List<Entry>> byHost, List<List<Entry>> bySite) {
    this.byHost = byHost;
    this.bySite = List.copyOf(bySite);
  }

  /// @param entries of each site, in the order of `sites`
  static ServerCertificates of(List<Site> sites, List<List<Entry>> entries) {
    HostTable.Builder<List<Entry>> table = new HostTable.Builder<>();
    List<Entry> fallback = List.of();
    for (int i = 0; i < sites.size(); i++) {
      Site site = sites.get(i);
      table.add(site.hosts(), entries.get(i));
      if (site.byDefault() || site.hosts().isEmpty()) {
        fallback = entries.get(i);
      }
    }
    return new ServerCertificates(table.build(fallback), entries);
  }

  /// The context for a server name, lower case and empty when the reader named none; nothing when
  /// the site has no certificate. Of several certificates, the first that is valid for the name is
  /// taken, else the first.
  Optional<SslContext> find(String serverName) {
    List<Entry> entries = serverName.isEmpty() ? byHost.fallback() : byHost.find(serverName);
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    for (Entry entry : entries) {
      if (entry.pair().covers(serverName)) {
        return Optional.of(entry.context());
      }
    }
    return Optional.of(entries.getFirst().context());
  }

  /// @param index of the site in the list that this set was made from
  List<Entry> ofSite(int index) {
    return bySite.get(index);
  }

  void release() {
    bySite.forEach(
        entries -> entries.forEach(entry -> ReferenceCountUtil.release(entry.context())));
  }
}
