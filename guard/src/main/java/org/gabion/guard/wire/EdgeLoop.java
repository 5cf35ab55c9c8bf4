package org.gabion.guard.wire;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.internal.PlatformDependent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.gabion.core.journal.Event;
import org.gabion.core.request.HeadLimits;
import org.gabion.core.window.Observation;
import org.gabion.guard.copy.CopyReads;
import org.gabion.guard.detection.LoopRecorder;
import org.gabion.guard.gate.Gate;
import org.gabion.guard.gate.Site;
import org.gabion.guard.gate.SiteLoad;
import org.gabion.guard.log.LoopLog;
import org.gabion.guard.metrics.LoopMetrics;
import org.gabion.guard.metrics.Metrics;
import org.gabion.guard.origin.OriginState;

/// One event loop and everything that belongs to it alone: connections, pools, buffers, its side of
/// the log and of the metrics.
///
/// One thread: its event loop. Other threads may only hand tasks to [#eventLoop].
public final class EdgeLoop {
  private static final int SPARE_SLOTS = 256;
  private static final long MAX_LARGE_HEADS = 8 << 20;
  private static final long TICK_MILLIS = 100;
  private static final HeadLimits ORIGIN_HEAD =
      new HeadLimits(64 * 1024, 200, 1, HeadLimits.Underscores.PASS);

  private final EventLoop eventLoop;
  private final ByteBufAllocator allocator;
  private final Transport transport;
  private final Edge edge;
  private final LoopLog log;
  private final Optional<LoopRecorder> recorder;
  private final LoopMetrics metrics;
  private final HeadWriter writer = new HeadWriter();
  private final Observation observation = new Observation();
  private final Gate.Scratch scratch;
  private final HttpDate date = new HttpDate();
  private final ArrayDeque<RequestSlot> spare = new ArrayDeque<>();
  private final Set<ReaderConnection> connections = new LinkedHashSet<>();

  /// Each holds a connection to an origin, whose limit of connections bounds their number.
  private final Set<Exchange> orphans = new LinkedHashSet<>();

  private final Map<OriginState, OriginPool> pools = new IdentityHashMap<>();
  private final Map<Site, SiteLoad> loads = new IdentityHashMap<>();
  private final Map<OriginState, HealthProbe> probes = new IdentityHashMap<>();
  private final RateFloor floor = new RateFloor();
  private EdgeView view;

  /// The one before, for requests that began under it.
  private EdgeView before;

  private ConnectionLimits limits;
  private long epochMicros;
  private long epochNanos;
  private long largeHeads;
  private boolean draining;

  EdgeLoop(
      EventLoop eventLoop,
      ByteBufAllocator allocator,
      Transport transport,
      Edge edge,
      LoopLog log,
      Optional<LoopRecorder> recorder,
      LoopMetrics metrics) {
    this.eventLoop = eventLoop;
    this.allocator = allocator;
    this.transport = transport;
    this.edge = edge;
    this.log = log;
    this.recorder = recorder;
    this.metrics = metrics;
    this.view = edge.view();
    this.before = view;
    this.limits = view.limits();
    this.scratch = edge.gate().newScratch();
    tickClock();
  }

  void start() {
    var ticking =
        eventLoop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    ticking.addListener(
        ended -> {
          if (!ended.isSuccess() && !ended.isCancelled()) {
            throw new IllegalStateException("the tick of an event loop ended", ended.cause());
          }
        });
  }

  /// Takes over the configuration that is in force now.
  @SuppressWarnings("ReferenceEquality") // the same view or another one; its contents do not matter
  void look() {
    EdgeView now = edge.view();
    if (now != view) {
      before = view;
      view = now;
    }
    double memory = (double) Metrics.directMemory() / PlatformDependent.maxDirectMemory();
    double held = 0;
    for (OriginState origin : view.originTls().keySet()) {
      held = Math.max(held, origin.heldShare());
    }
    boolean scarce = memory > 0.75 || held > 0.6;
    boolean plenty = memory < 0.5 && held < 0.4;
    limits = floor.limits(view.limits(), scarce, plenty, System.nanoTime());
  }

  private void tick() {
    long now = System.nanoTime();
    tickClock();
    look();
    log.tick(now);
    if (recorder.isPresent()) {
      recorder.get().tick(epochMicros);
    }
    for (ReaderConnection connection : new ArrayList<>(connections)) {
      // One connection's fault must not end the deadlines of all others.
      guarded("sweeping a connection", () -> connection.sweep(now), connection::close);
    }
    for (Exchange orphan : List.copyOf(orphans)) {
      guarded("sweeping an exchange", () -> orphan.sweep(now), () -> orphans.remove(orphan));
    }
    guarded("sweeping pools", () -> sweepPools(now), () -> {});
    probes.values().forEach(probe -> guarded("a health check", () -> probe.tick(now), () -> {}));
    loads.forEach((site, load) -> site.admission().report(load));
  }

  private void guarded(String what, Runnable step, Runnable otherwise) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      edge.journal().record(new Event.Fault(what, bug.toString()));
      otherwise.run();
    }
  }

  /// Takes over the health checks of the origins that have one; asked of one event loop only.
  void probe(EdgeView current) {
    probes.keySet().removeIf(origin -> !current.uses(origin));
    for (OriginState origin : current.originTls().keySet()) {
      origin
          .group()
          .healthCheck()
          .ifPresent(
              check ->
                  probes.computeIfAbsent(
                      origin,
                      o -> new HealthProbe(this, o, check, current.tlsTo(o), System.nanoTime())));
    }
  }

  private void tickClock() {
    Instant wall = edge.clock().instant();
    date.tick(wall);
    epochMicros = wall.getEpochSecond() * 1_000_000 + wall.getNano() / 1000;
    epochNanos = System.nanoTime();
  }

  private void sweepPools(long now) {
    for (var entry : List.copyOf(pools.entrySet())) {
      OriginPool pool = entry.getValue();
      pool.sweep(now);
      pool.tellHeld();
      if (!view.uses(entry.getKey())) {
        pool.closeIdle();
        if (pool.openCount() == 0) {
          pools.remove(entry.getKey());
        }
      }
    }
    loads.keySet().removeIf(site -> !view.sites().contains(site));
  }

  // ---- what exchanges and connections use

  public EventLoop eventLoop() {
    return eventLoop;
  }

  ByteBufAllocator allocator() {
    return allocator;
  }

  Transport transport() {
    return transport;
  }

  /// The configuration as it was when this loop last looked.
  EdgeView view() {
    return view;
  }

  Gate gate() {
    return edge.gate();
  }

  Gate.Scratch scratch() {
    return scratch;
  }

  Enforcer enforcer() {
    return edge.enforcer();
  }

  CopyReads copies() {
    return edge.copies();
  }

  HeadWriter writer() {
    return writer;
  }

  byte[] date() {
    return date.text();
  }

  ConnectionLimits limits() {
    return limits;
  }

  HeadLimits requestHeadLimits() {
    return view.requestHead();
  }

  HeadLimits originHeadLimits() {
    return ORIGIN_HEAD;
  }

  WriteBufferWaterMark waterMark() {
    return view.waterMark();
  }

  LoopMetrics metrics() {
    return metrics;
  }

  SiteLoad load(Site site) {
    return loads.computeIfAbsent(site, s -> new SiteLoad());
  }

  OriginPool pool(OriginState origin) {
    OriginPool pool = pools.get(origin);
    if (pool == null) {
      EdgeView its = view.uses(origin) ? view : before;
      pool = new OriginPool(this, origin, its.tlsTo(origin), edge.maxIdle(origin));
      pools.put(origin, pool);
    }
    return pool;
  }

  RequestSlot takeSlot() {
    RequestSlot slot = spare.pollFirst();
    return slot == null ? new RequestSlot() : slot;
  }

  /// Whether an unfinished head may take more memory: large ones share a budget, so that many slow
  /// large heads can not fill the heap.
  boolean mayGrow(RequestSlot slot) {
    int more = slot.uncharged();
    if (largeHeads + more > MAX_LARGE_HEADS) {
      return false;
    }
    largeHeads += more;
    slot.charge(more);
    return true;
  }

  void giveSlot(RequestSlot slot) {
    largeHeads -= slot.charged();
    if (slot.reset() && spare.size() < SPARE_SLOTS) {
      spare.addFirst(slot);
    }
  }

  /// Microseconds since 1970 of a moment of [System#nanoTime].
  long epochMicros(long nanos) {
    return epochMicros + (nanos - epochNanos) / 1000;
  }

  /// Whether the connection is to be closed after the answer under way.
  boolean closing(ReaderFacts reader) {
    return draining || reader.requests() >= view.limits().maxRequests();
  }

  void opened(ReaderConnection connection) {
    connections.add(connection);
    if (draining) {
      connection.drain();
    }
  }

  void closed(ReaderConnection connection) {
    connections.remove(connection);
  }

  /// The exchange's connection is gone, and its origin is waited for: it is swept here from now on.
  void orphaned(Exchange exchange) {
    orphans.add(exchange);
  }

  /// Records a finished exchange; its request may be reused from then on.
  void finished(Exchange exchange) {
    long now = System.nanoTime();
    exchange.describe(observation, now);
    log.append(observation);
    if (recorder.isPresent()) {
      recorder.get().record(observation);
    }
    metrics.record(observation);
    if (!orphans.isEmpty()) {
      orphans.remove(exchange);
    }
    exchange.downstream().recorded(now);
  }

  void originDown(Site site, OriginState origin, String why) {
    edge.journal()
        .record(
            new Event.OriginDown(
                site.name(), origin.toString(), why, origin.group().failureThreshold()));
  }

  void originUp(Site site, OriginState origin) {
    edge.journal()
        .record(
            new Event.OriginUp(
                site.name(), origin.toString(), origin.downNanos(System.nanoTime()) / 1_000_000));
  }

  // ---- the end

  void drain() {
    draining = true;
    for (ReaderConnection connection : new ArrayList<>(connections)) {
      connection.drain();
    }
  }

  int connectionCount() {
    return connections.size();
  }

  void closeAll() {
    for (ReaderConnection connection : new ArrayList<>(connections)) {
      connection.close();
    }
    for (Exchange orphan : List.copyOf(orphans)) {
      orphan.readerLeft(true);
    }
    pools.values().forEach(OriginPool::closeIdle);
    log.tick(System.nanoTime());
    log.close();
    recorder.ifPresent(LoopRecorder::close);
  }
}
