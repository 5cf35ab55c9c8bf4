package org.gabion.guard;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.gabion.core.journal.Event;
import org.gabion.core.journal.Journal;
import org.gabion.core.limit.ConnectionBudget;
import org.gabion.core.policy.Posture;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.snapshot.SnapshotStore;
import org.gabion.guard.admin.AdminServer;
import org.gabion.guard.admin.Refusals;
import org.gabion.guard.admin.Reloader;
import org.gabion.guard.admin.Status;
import org.gabion.guard.admin.StatusSource;
import org.gabion.guard.copy.CopyReads;
import org.gabion.guard.copy.SiteCopy;
import org.gabion.guard.detection.Detection;
import org.gabion.guard.detection.FoundSoFar;
import org.gabion.guard.gate.Admission;
import org.gabion.guard.gate.Gate;
import org.gabion.guard.gate.Site;
import org.gabion.guard.gate.Visitors;
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
/// Besides the event loops it has one thread of its own, for what comes round: admission ticks,
/// certificates, names of origins; [Detection] has another.
public final class Guard implements AutoCloseable, StatusSource, Reloader {
  private static final int NAMES = 256;
  private static final long TICK_MILLIS = 100;
  private static final int SLOW_TICKS = 50;
  private static final int HISTORY_ROUNDS = 60;
  private static final int CLOSE_AFTER_SECONDS = 60;

  private final Journal journal;
  private final KeyedHash hash;
  private final NameTable siteNames = new NameTable(NAMES);
  private final NameTable originNames = new NameTable(NAMES);
  private final Metrics metrics;
  private final AccessLog accessLog;
  private final Optional<Detection> detection;
  private final TlsContexts tls;
  private final ConnectionBudget connections;
  private final Gate gate;
  private final Refusals refusals;
  private final CopyReads copies;
  private final Edge edge;
  private final ScheduledExecutorService rounds;
  private final List<InetSocketAddress> addresses;
  private final long startedAt = System.nanoTime();
  private final AtomicBoolean slowRound = new AtomicBoolean();
  private final Surroundings around;
  private final StateDirectory state;
  private final Visitors visitors;
  private final Optional<AdminServer> admin;
  private volatile Phase phase = Phase.STARTING;
  private volatile Instant since;
  private volatile Optional<Status.Reload> lastReload = Optional.empty();
  private final AtomicLong revision = new AtomicLong();
  private int ticks;
  private int slowRounds;

  private Guard(GuardConfig config, Surroundings around) throws IOException, Edge.ListenFailed {
    SecureRandom random = new SecureRandom();
    String version = around.version();
    InstantSource clock = around.clock();
    this.around = around;
    this.journal = around.journal();
    this.state = new StateDirectory(config.runtime().stateDirectory(), random);
    this.hash = KeyedHash.of(state.hashSecret());
    this.since = clock.instant();
    this.metrics = new Metrics(version, siteNames, originNames);
    int loops =
        config.runtime().eventLoops() > 0
            ? config.runtime().eventLoops()
            : Runtime.getRuntime().availableProcessors();
    this.tls = TlsContexts.open(config.sites(), random, clock);
    this.connections = new ConnectionBudget(hash.derive(5), limits(config));
    this.visitors = new Visitors(config, hash.derive(8), state.ticketKeys(), random);
    this.gate = new Gate(config, hash, visitors, journal);
    this.refusals = new Refusals(hash.derive(6), siteNames, clock);
    this.copies =
        new CopyReads(
            config.copies().reads(),
            Math.min(config.copies().memory(), Runtime.getRuntime().maxMemory() / 5));
    List<Site> sites = sites(config, List.of());
    EdgeView view = view(config, sites, Map.of());
    this.accessLog =
        new AccessLog(
            config.accessLog(),
            config.http().maxHeadBytes(),
            loops,
            version,
            siteNames,
            originNames,
            journal,
            clock);
    this.detection = detection(config.detection(), loops);
    Edge.Services services =
        new Edge.Services(
            gate,
            connections,
            tls,
            accessLog,
            detection,
            metrics,
            journal,
            clock,
            refusals,
            copies);
    this.edge = new Edge(services, view, Transport.of(config.runtime().transport()), loops);
    this.rounds =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gabion-rounds").daemon().factory());
    restoreHistory();
    resolve(view);
    describeMetrics();
    rounds.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    this.addresses = listen(config);
    this.admin = AdminServer.start(config.admin(), version, this, this, refusals, metrics, clock);
    this.phase = Phase.SERVING;
  }

  /// Starts a guard. It serves when this returns.
  ///
  /// @throws IOException when a certificate or a file can not be used; the message is for the
  ///   operator
  /// @throws Edge.ListenFailed when an address can not be listened on
  public static Guard start(GuardConfig config, Surroundings around)
      throws IOException, Edge.ListenFailed {
    return new Guard(config, around);
  }

  /// What a guard is given beside its configuration.
  ///
  /// @param source where a reload reads
  /// @param configFile the file of that, if there is one
  /// @param snapshots where the copies of sites come from
  public record Surroundings(
      String version,
      Journal journal,
      InstantSource clock,
      ConfigSource source,
      Optional<Path> configFile,
      SnapshotSource snapshots) {}

  private Optional<Detection> detection(GuardConfig.Detection wanted, int loops)
      throws IOException {
    return wanted.enabled()
        ? Optional.of(
            new Detection(
                Math.min(wanted.memory(), heapShare()),
                loops,
                wanted.seedRotation(),
                state,
                journal,
                around.clock()))
        : Optional.empty();
  }

  /// What detection may take of the heap: the rest is the guard's, and what a look needs for a
  /// moment.
  private static long heapShare() {
    return Runtime.getRuntime().maxMemory() / 100 * 45;
  }

  private void describeMetrics() {
    metrics.source(Metrics.Source.QUEUE_LENGTH, () -> sum(Admission::waiting));
    metrics.source(Metrics.Source.IN_FLIGHT, () -> sum(Admission::inFlight));
    metrics.source(Metrics.Source.CONCURRENCY_LIMIT, () -> sum(Admission::limit));
    metrics.source(Metrics.Source.UNDER_LOAD, () -> posture() == Posture.UNDER_LOAD ? 1 : 0);
    metrics.source(Metrics.Source.COPY_MEMORY, copies::held);
    metrics.source(Metrics.Source.ACCESS_LOG_DROPPED, accessLog::dropped);
    metrics.source(Metrics.Source.ACCESS_LOG_FAILURES, accessLog::failures);
    metrics.source(Metrics.Source.ACCESS_LOG_BYTES, accessLog::bytesWritten);
    metrics.source(Metrics.Source.DECISION_FAILURES, gate::failures);
    metrics.source(Metrics.Source.JOURNAL_DROPPED, journal::dropped);
    metrics.source(Metrics.Source.WINDOWS, () -> ofDetection(Detection::windows));
    metrics.source(Metrics.Source.DETECTION_MICROS, () -> ofDetection(Detection::stepMicros));
    metrics.source(Metrics.Source.DISPLACED, () -> ofDetection(Detection::displaced));
    metrics.source(Metrics.Source.FINDINGS, () -> ofDetection(Detection::opened));
    metrics.source(
        Metrics.Source.FINDINGS_OPEN, () -> ofDetection(each -> each.found().open().size()));
    metrics.structure("detection", () -> ofDetection(Detection::bytes));
    metrics.structure("budgets", gate::bytes);
    metrics.structure("visitors", visitors::bytes);
    metrics.structure("connection_budget", connections::bytes);
    metrics.structure("refusals", refusals::bytes);
    metrics.structure("access_log", accessLog::bytes);
    metrics.structure(
        "route_costs", () -> edge.view().sites().stream().mapToLong(Site::bytes).sum());
    metrics.originUp(this::originsUp);
    metrics.copies(this::copiesPublished);
  }

  private Map<String, Long> copiesPublished() {
    Map<String, Long> published = new TreeMap<>();
    for (Site site : edge.view().sites()) {
      site.copy()
          .flatMap(SiteCopy::edition)
          .ifPresent(edition -> published.put(site.name(), edition.published().getEpochSecond()));
    }
    return published;
  }

  /// An origin of several sites is up if one of them finds it so.
  private Map<String, Boolean> originsUp() {
    long now = System.nanoTime();
    Map<String, Boolean> up = new TreeMap<>();
    for (OriginState origin : edge.view().originTls().keySet()) {
      up.merge(originNames.name(origin.number()), origin.up(now), Boolean::logicalOr);
    }
    return up;
  }

  private long sum(ToLongFunction<Admission> part) {
    return edge.view().sites().stream().map(Site::admission).mapToLong(part).sum();
  }

  private Posture posture() {
    boolean load =
        edge.view().sites().stream()
            .anyMatch(site -> site.admission().posture() == Posture.UNDER_LOAD);
    return load ? Posture.UNDER_LOAD : Posture.CALM;
  }

  private long ofDetection(ToLongFunction<Detection> part) {
    return detection.map(part::applyAsLong).orElse(0L);
  }

  private void restoreHistory() throws IOException {
    if (state.persists()) {
      boolean read = visitors.history().readFrom(state.history());
      journal.record(new Event.StateRestored(read, visitors.history().size()));
    }
  }

  private void keepHistory() {
    if (!state.persists()) {
      return;
    }
    ByteBuffer out = ByteBuffer.allocate(visitors.history().stateBytes());
    visitors.history().writeTo(out);
    try {
      state.keepHistory(out.array());
    } catch (IOException e) {
      journal.record(new Event.LogFailed("history", String.valueOf(e.getMessage())));
    }
  }

  private List<InetSocketAddress> listen(GuardConfig config) throws Edge.ListenFailed {
    List<InetSocketAddress> bound = new ArrayList<>();
    try {
      for (GuardConfig.Listener listener : config.listeners()) {
        bound.add(edge.listen(listener));
      }
    } catch (Edge.ListenFailed failed) {
      rounds.shutdownNow();
      edge.close();
      detection.ifPresent(Detection::close);
      accessLog.close();
      tls.close();
      throw failed;
    }
    return List.copyOf(bound);
  }

  private ConnectionBudget.Limits limits(GuardConfig config) {
    OptionalLong files = OpenFiles.limit();
    long toOrigins =
        config.sites().stream()
            .map(GuardConfig.Site::origins)
            .mapToLong(origins -> (long) origins.addresses().size() * origins.maxConnections())
            .sum();
    ConnectionBudget.Limits limits = OpenFiles.within(files, config.connections(), toOrigins);
    int wanted = config.connections().max();
    if (limits.max() < wanted) {
      journal.record(new Event.FilesLimited(files.orElseThrow(), wanted, limits.max()));
    }
    return limits;
  }

  private List<Site> sites(GuardConfig config, List<Site> running) throws IOException {
    List<Site> sites = new ArrayList<>();
    for (GuardConfig.Site wanted : config.sites()) {
      Optional<Site> known =
          running.stream().filter(site -> site.name().equals(wanted.name())).findFirst();
      Optional<SiteCopy> copy = copy(wanted, known);
      sites.add(
          known
              .map(site -> site.with(wanted, originNames::number, copy))
              .orElseGet(
                  () ->
                      new Site(
                          wanted,
                          siteNames.number(wanted.name()),
                          config,
                          hash.derive(7),
                          originNames::number,
                          copy)));
    }
    return sites;
  }

  /// The site's copy: the one in use if the folder is the same.
  private Optional<SiteCopy> copy(GuardConfig.Site wanted, Optional<Site> known)
      throws IOException {
    if (wanted.snapshot().isEmpty()) {
      return Optional.empty();
    }
    if (known.isPresent() && known.get().config().snapshot().equals(wanted.snapshot())) {
      return known.get().copy();
    }
    SnapshotStore store = around.snapshots().open(wanted.name(), wanted.snapshot().get());
    return Optional.of(new SiteCopy(wanted.name(), store, journal, System.nanoTime()));
  }

  private static EdgeView view(
      GuardConfig config, List<Site> sites, Map<OriginState, Optional<OriginTls>> running)
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

  /// Puts another configuration in force, without closing a connection. Listeners, event loops and
  /// log files stay as they were at the start.
  ///
  /// @throws IOException when a certificate can not be used; then nothing has changed
  private synchronized void apply(GuardConfig config) throws IOException {
    EdgeView old = edge.view();
    List<Site> sites = sites(config, old.sites());
    EdgeView changed = view(config, sites, old.originTls());
    tls.apply(config.sites());
    resolve(changed);
    gate.apply(config);
    connections.limits(limits(config));
    edge.apply(changed);
    closeLater(old, changed);
  }

  /// Frees what the old configuration alone used to talk TLS with its origins, once no event loop
  /// can still use it.
  private void closeLater(EdgeView old, EdgeView changed) {
    Set<OriginTls> gone = Collections.newSetFromMap(new IdentityHashMap<>());
    old.originTls().values().forEach(tls -> tls.ifPresent(gone::add));
    changed.originTls().values().forEach(tls -> tls.ifPresent(gone::remove));
    if (!gone.isEmpty()) {
      rounds.schedule(() -> gone.forEach(OriginTls::close), CLOSE_AFTER_SECONDS, TimeUnit.SECONDS);
    }
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
        site.copy().ifPresent(copy -> copy.tick(now));
        Admission.Change change = site.admission().tick(now);
        if (change.before() != change.after()) {
          Admission admission = site.admission();
          since = around.clock().instant();
          journal.record(
              new Event.PostureChanged(
                  change.after(),
                  change.longestWaitNanos() / 1_000_000,
                  admission.waiting(),
                  admission.limit()));
        }
      }
      if (++ticks % SLOW_TICKS == 0 && slowRound.compareAndSet(false, true)) {
        Thread.ofVirtual().name("gabion-slow-round").start(this::slowRound);
      }
    } catch (RuntimeException bug) {
      // A scheduled task that throws is never run again.
      journal.record(new Event.Fault("adapting admission", bug.toString()));
    }
  }

  /// What may wait for a disk or a name server, apart from admission's ticks.
  private void slowRound() {
    try {
      tls.refresh().forEach(journal::record);
      resolve(edge.view());
      visitors.rotate(around.clock().millis() * 1_000_000);
      if (slowRounds++ % HISTORY_ROUNDS == HISTORY_ROUNDS - 1) {
        keepHistory();
      }
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
    phase = Phase.DRAINING;
    long deadline = System.nanoTime() + edge.view().config().runtime().drainDeadline().toNanos();
    journal.record(
        new Event.DrainStarted(
            edge.connectionCount(), edge.view().config().runtime().drainDeadline().toMillis()));
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

  /// Reads the configuration again and puts it in force; a bad one changes nothing.
  @Override
  public synchronized Outcome reload() {
    Outcome outcome =
        switch (around.source().read()) {
          case ConfigSource.Loaded.Refused(var problems) -> new Outcome.Refused(problems);
          case ConfigSource.Loaded.Fresh(var config) -> reload(config);
        };
    lastReload = Optional.of(new Status.Reload(around.clock().instant(), outcome));
    switch (outcome) {
      case Outcome.Applied(long number, var changed, var needRestart) ->
          journal.record(new Event.Reloaded(number, needRestart));
      case Outcome.Refused(var problems) -> journal.record(new Event.ReloadRefused(problems));
    }
    return outcome;
  }

  private Outcome reload(GuardConfig config) {
    ConfigChange change = ConfigChange.between(edge.view().config(), config);
    try {
      apply(config);
    } catch (IOException e) {
      return new Outcome.Refused(List.of(String.valueOf(e.getMessage())));
    }
    return new Outcome.Applied(revision.incrementAndGet(), change.changed(), change.needRestart());
  }

  @Override
  public Phase phase() {
    return phase;
  }

  @Override
  public Optional<FoundSoFar> found() {
    return detection.map(Detection::found);
  }

  @Override
  public Status status() {
    long now = System.nanoTime();
    List<Status.Origin> origins = new ArrayList<>();
    for (Site site : edge.view().sites()) {
      Admission admission = site.admission();
      for (OriginState origin : site.origins().origins()) {
        boolean up = origin.up(now);
        origins.add(
            new Status.Origin(
                site.name(),
                origin.toString(),
                origin.number(),
                site.config().observeOnly(),
                up,
                up ? "" : origin.cause(),
                admission.limit(),
                admission.inFlight(),
                admission.waiting()));
      }
    }
    Posture posture = posture();
    return new Status(
        edge.view().config().observeOnly(),
        posture,
        since,
        posture == Posture.CALM
            ? "the origins keep up"
            : "visits waited for the origin, or it failed",
        addresses.stream().map(Guard::shown).toList(),
        origins,
        edge.view().sites().stream().flatMap(Guard::copyOf).toList(),
        around.configFile(),
        lastReload);
  }

  private static Stream<Status.Copy> copyOf(Site site) {
    return site.copy().stream()
        .map(copy -> new Status.Copy(site.name(), copy.edition(), copy.serving()));
  }

  private static String shown(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /// Where the admin port listens, if it does.
  public Optional<InetSocketAddress> adminAddress() {
    return admin.map(AdminServer::address);
  }

  @Override
  public void close() {
    if (phase == Phase.STOPPED) {
      return;
    }
    phase = Phase.STOPPED;
    rounds.shutdownNow();
    admin.ifPresent(AdminServer::close);
    edge.close();
    keepHistory();
    accessLog.close();
    detection.ifPresent(Detection::close);
    tls.close();
  }
}
