package org.gabion.guard;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gabion.core.journal.Event;
import org.gabion.core.journal.Journal;
import org.gabion.core.limit.ConnectionBudget;
import org.gabion.core.request.KeyedHash;
import org.gabion.guard.admin.Refusals;
import org.gabion.guard.gate.Admission;
import org.gabion.guard.gate.Gate;
import org.gabion.guard.gate.Site;
import org.gabion.guard.log.AccessLog;
import org.gabion.guard.log.NameTable;
import org.gabion.guard.metrics.Metrics;
import org.gabion.guard.origin.OriginState;
import org.gabion.guard.tls.OriginTls;
import org.gabion.guard.tls.TlsContexts;
import org.gabion.guard.wire.Edge;
import org.gabion.guard.wire.EdgeView;
import org.gabion.guard.wire.Transport;

/// A running guard: assembled from its configuration, reloaded, drained, closed. Thread safe.
///
/// Besides the event loops it has one thread of its own, for what comes round: admission ticks, certificates, names of origins.
public final class Guard implements AutoCloseable {
  private static final int NAMES = 256;
  private static final long TICK_MILLIS = 100;
  private static final int SLOW_TICKS = 50;

  private final Journal journal;
  private final KeyedHash hash;
  private final NameTable siteNames = new NameTable(NAMES);
  private final NameTable originNames = new NameTable(NAMES);
  private final Metrics metrics;
  private final AccessLog accessLog;
  private final TlsContexts tls;
  private final ConnectionBudget connections;
  private final Gate gate;
  private final Refusals refusals;
  private final Edge edge;
  private final ScheduledExecutorService rounds;
  private final List<InetSocketAddress> addresses;
  private final long startedAt = System.nanoTime();
  private final AtomicBoolean slowRound = new AtomicBoolean();
  private volatile boolean draining;
  private int ticks;

  private Guard(GuardConfig config, String version, Journal journal, InstantSource clock) throws IOException, Edge.ListenFailed {
    SecureRandom random = new SecureRandom();
    byte[] secret = new byte[KeyedHash.SECRET_BYTES];
    random.nextBytes(secret);
    this.journal = journal;
    this.hash = KeyedHash.of(secret);
    this.metrics = new Metrics(version, siteNames, originNames);
    int loops = config.runtime().eventLoops() > 0 ? config.runtime().eventLoops() : Runtime.getRuntime().availableProcessors();
    this.tls = TlsContexts.open(config.sites(), random, clock);
    this.connections = new ConnectionBudget(hash.derive(5), limits(config));
    this.gate = new Gate(config, hash, journal);
    this.refusals = new Refusals(hash.derive(6), siteNames, clock);
    List<Site> sites = sites(config, List.of());
    EdgeView view = view(config, sites, Map.of());
    this.accessLog =
        new AccessLog(
            config.accessLog(), config.http().maxHeadBytes(), loops, version, siteNames, originNames, journal, clock);
    Edge.Services services =
        new Edge.Services(gate, connections, tls, accessLog, metrics, journal, clock, refusals);
    this.edge = new Edge(services, view, Transport.of(config.runtime().transport()), loops);
    this.rounds =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("gabion-rounds").daemon().factory());
    resolve(view);
    rounds.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    this.addresses = listen(config);
  }

  /// Starts a guard. It serves when this returns.
  ///
  /// @throws IOException when a certificate or a file can not be used; the message is for the operator
  /// @throws Edge.ListenFailed when an address can not be listened on
  public static Guard start(GuardConfig config, String version, Journal journal, InstantSource clock)
      throws IOException, Edge.ListenFailed {
    return new Guard(config, version, journal, clock);
  }

  private List<InetSocketAddress> listen(GuardConfig config) throws Edge.ListenFailed {
    List<InetSocketAddress> bound = new ArrayList<>();
    try {
      for (GuardConfig.Listener listener : config.listeners()) {
        bound.add(edge.listen(listener));
      }
    } catch (Edge.ListenFailed failed) {
      close();
      throw failed;
    }
    return List.copyOf(bound);
  }

  private static ConnectionBudget.Limits limits(GuardConfig config) {
    GuardConfig.Connections c = config.connections();
    return new ConnectionBudget.Limits(c.max(), c.reserve(), c.perPrefix(), c.perNetwork());
  }

  private List<Site> sites(GuardConfig config, List<Site> running) {
    List<Site> sites = new ArrayList<>();
    for (GuardConfig.Site wanted : config.sites()) {
      Optional<Site> known = running.stream().filter(site -> site.name().equals(wanted.name())).findFirst();
      sites.add(
          known
              .map(site -> site.with(wanted, originNames::number))
              .orElseGet(() -> new Site(wanted, siteNames.number(wanted.name()), config, hash.derive(7), originNames::number)));
    }
    return sites;
  }

  private static EdgeView view(GuardConfig config, List<Site> sites, Map<OriginState, Optional<OriginTls>> running)
      throws IOException {
    Map<OriginState, Optional<OriginTls>> tls = new IdentityHashMap<>();
    for (Site site : sites) {
      Optional<OriginTls> shared = Optional.empty();
      for (OriginState origin : site.origins().origins()) {
        boolean secure = origin.address() instanceof GuardConfig.Origin.Tcp tcp && tcp.tls();
        Optional<OriginTls> kept = running.getOrDefault(origin, Optional.empty());
        if (secure && kept.isEmpty() && shared.isEmpty()) {
          shared = Optional.of(OriginTls.open(site.config().origins()));
        }
        tls.put(origin, !secure ? Optional.empty() : kept.isPresent() ? kept : shared);
      }
    }
    return EdgeView.of(config, sites, tls);
  }

  /// Puts another configuration in force, without closing a connection. Listeners, event loops and log files stay as they were at the start.
  ///
  /// @throws IOException when a certificate can not be used; then nothing has changed
  public synchronized void apply(GuardConfig config) throws IOException {
    EdgeView old = edge.view();
    List<Site> sites = sites(config, old.sites());
    EdgeView changed = view(config, sites, old.originTls());
    tls.apply(config.sites());
    resolve(changed);
    gate.apply(config);
    connections.limits(limits(config));
    edge.apply(changed);
  }

  private void resolve(EdgeView view) {
    for (OriginState origin : view.originTls().keySet()) {
      origin.resolve();
    }
  }

  private void tick() {
    try {
      long now = System.nanoTime();
      for (Site site : edge.view().sites()) {
        Admission.Change change = site.admission().tick(now);
        if (change.before() != change.after()) {
          Admission admission = site.admission();
          journal.record(
              new Event.PostureChanged(
                  change.after(), change.longestWaitNanos() / 1_000_000, admission.waiting(), admission.limit()));
        }
      }
      if (++ticks % SLOW_TICKS == 0 && slowRound.compareAndSet(false, true)) {
        Thread.ofVirtual().name("gabion-slow-round").start(this::slowRound);
      }
    } catch (RuntimeException bug) {
      // A scheduled task that throws is never run again.
      journal.record(new Event.DecisionFailed(1, bug.toString()));
    }
  }

  /// What may wait for a disk or a name server, apart from admission's ticks.
  private void slowRound() {
    try {
      tls.refresh().forEach(journal::record);
      resolve(edge.view());
    } finally {
      slowRound.set(false);
    }
  }

  /// Where readers connect, in the order of the configuration.
  public List<InetSocketAddress> addresses() {
    return addresses;
  }

  public Edge edge() {
    return edge;
  }

  /// Opens the access log anew, after it was renamed.
  public void reopenLogs() {
    accessLog.reopen();
  }

  /// Stops listening and lets what runs finish, up to the configured deadline; then closes.
  ///
  /// @return how many connections were cut off at the deadline
  public int drain() throws InterruptedException {
    draining = true;
    long deadline = System.nanoTime() + edge.view().config().runtime().drainDeadline().toNanos();
    journal.record(
        new Event.DrainStarted(edge.connectionCount(), edge.view().config().runtime().drainDeadline().toMillis()));
    edge.stopListening();
    edge.drain();
    while (edge.connectionCount() > 0 && System.nanoTime() - deadline < 0) {
      Thread.sleep(20);
    }
    int cutOff = edge.connectionCount();
    close();
    journal.record(new Event.Stopped((System.nanoTime() - startedAt) / 1_000_000, cutOff));
    return cutOff;
  }

  public boolean draining() {
    return draining;
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    edge.close();
    accessLog.close();
    tls.close();
  }
}
