package org.gabion.guard.wire;

import io.netty.channel.WriteBufferWaterMark;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.request.ClientAddress;
import org.gabion.core.request.HeadLimits;
import org.gabion.core.request.Request;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.HostTable;
import org.gabion.guard.gate.Site;
import org.gabion.guard.origin.OriginState;
import org.gabion.guard.tls.OriginTls;

/// What all event loops know of the configuration; immutable, replaced as a whole by a reload.
///
/// @param originTls TLS towards the https origins, by site
public record EdgeView(
    GuardConfig config,
    List<Site> sites,
    HostTable<Optional<Site>> byHost,
    Map<OriginState, Optional<OriginTls>> originTls,
    ClientAddress clientAddress,
    HeadLimits requestHead,
    ConnectionLimits limits,
    WriteBufferWaterMark waterMark) {

  /// @param originTls TLS towards the https origins; every origin of every site has an entry
  public static EdgeView of(
      GuardConfig config, List<Site> sites, Map<OriginState, Optional<OriginTls>> originTls) {
    HostTable.Builder<Optional<Site>> table = new HostTable.Builder<>();
    Optional<Site> fallback = Optional.empty();
    for (Site site : sites) {
      table.add(site.config().hosts(), Optional.of(site));
      if (site.config().byDefault() || site.config().hosts().isEmpty()) {
        fallback = Optional.of(site);
      }
    }
    GuardConfig.HttpLimits http = config.http();
    return new EdgeView(
        config,
        List.copyOf(sites),
        table.build(fallback),
        originTls,
        new ClientAddress(config.clients().trustedProxies(), config.clients().header()),
        new HeadLimits(
            http.maxHeadBytes(), http.maxHeaders(), http.maxTargetBytes(), http.underscores()),
        ConnectionLimits.of(http),
        new WriteBufferWaterMark(http.writeHighWaterMark() / 2, http.writeHighWaterMark()));
  }

  /// The site that answers this request's Host; empty if none does.
  Optional<Site> site(Request request) {
    if (sites.size() == 1 && sites.getFirst().config().hosts().isEmpty()) {
      return byHost.fallback();
    }
    if (request.hostEnd() < 0) {
      return byHost.fallback();
    }
    int end = request.hostEnd();
    if (request.bytes()[end - 1] == '.') {
      end--;
    }
    return byHost.find(
        request.text(request.authorityStart(), end).toLowerCase(java.util.Locale.ROOT));
  }

  boolean uses(OriginState origin) {
    return originTls.containsKey(origin);
  }

  Optional<OriginTls> tlsTo(OriginState origin) {
    return originTls.getOrDefault(origin, Optional.empty());
  }
}
