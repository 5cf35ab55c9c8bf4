package org.gabion.guard.gate;

import java.util.Optional;
import java.util.function.ToIntFunction;
import org.gabion.core.limit.RouteBudget;
import org.gabion.core.limit.RouteCosts;
import org.gabion.core.request.KeyedHash;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.copy.SiteCopy;
import org.gabion.guard.origin.OriginGroup;

/// One site as it runs: its configuration, its origins, its admission and what its routes cost.
/// Thread safe.
public final class Site {
  private static final long FIRST_COST_MICROS = 20_000;
  private static final int ROUTES = 4096;

  private final GuardConfig.Site config;
  private final int index;
  private final OriginGroup origins;
  private final Admission admission;
  private final RouteCosts costs;
  private final RouteBudget routes;
  private final Optional<SiteCopy> copy;
  private final long firstByteNanos;
  private final long originIdleNanos;

  /// @param index under which logs and metrics know it
  /// @param origins numbers the origins for logs and metrics
  /// @param copy the site's copy, if it has one
  public Site(
      GuardConfig.Site config,
      int index,
      GuardConfig guard,
      KeyedHash hash,
      ToIntFunction<String> origins,
      Optional<SiteCopy> copy) {
    this(
        config,
        index,
        new OriginGroup(config.origins(), origins),
        new Admission(guard.admission(), hash),
        new RouteCosts(ROUTES, FIRST_COST_MICROS),
        new RouteBudget(
            ROUTES, guard.budgets().routeShare(), guard.admission().initialConcurrency()),
        copy);
  }

  private Site(
      GuardConfig.Site config,
      int index,
      OriginGroup origins,
      Admission admission,
      RouteCosts costs,
      RouteBudget routes,
      Optional<SiteCopy> copy) {
    this.config = config;
    this.index = index;
    this.origins = origins;
    this.admission = admission;
    this.costs = costs;
    this.routes = routes;
    this.copy = copy;
    this.firstByteNanos = config.origins().firstByteTimeout().toNanos();
    this.originIdleNanos = config.origins().idleTimeout().toNanos();
  }

  /// The same site under a changed configuration: what was learnt stays, and so do the origins if
  /// they are the same.
  ///
  /// @param its the copy from now on
  public Site with(
      GuardConfig.Site changed, ToIntFunction<String> numbers, Optional<SiteCopy> its) {
    OriginGroup kept =
        changed.origins().equals(config.origins())
            ? origins
            : new OriginGroup(changed.origins(), numbers);
    return new Site(changed, index, kept, admission, costs, routes, its);
  }

  public String name() {
    return config.name();
  }

  public int index() {
    return index;
  }

  public GuardConfig.Site config() {
    return config;
  }

  public OriginGroup origins() {
    return origins;
  }

  /// The last good copy, if the site has one.
  public Optional<SiteCopy> copy() {
    return copy;
  }

  public Admission admission() {
    return admission;
  }

  public RouteCosts costs() {
    return costs;
  }

  public RouteBudget routes() {
    return routes;
  }

  /// Memory of the tables of this site's routes and its queue.
  public long bytes() {
    return costs.bytes() + routes.bytes() + admission.bytes();
  }

  public boolean preservesHost() {
    return config.origins().preserveHost();
  }

  public long firstByteNanos() {
    return firstByteNanos;
  }

  public long originIdleNanos() {
    return originIdleNanos;
  }

  public long maxRequestBody() {
    return config.maxRequestBody();
  }
}
