package org.gabion.guard.metrics;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.gabion.guard.log.NameTable;

/// Everything the guard counts, summed over its event loops when somebody reads.
///
/// Any thread may read; the sums of one reading are not of one instant. Sources are given at the
/// start, by the thread that assembles the guard.
public final class Metrics {
  /// Numbers that live elsewhere and are asked for at each reading.
  public enum Source {
    /// Requests that wait for the origin.
    QUEUE_LENGTH(Metric.QUEUE_LENGTH),
    IN_FLIGHT(Metric.IN_FLIGHT),
    CONCURRENCY_LIMIT(Metric.LIMIT),
    /// 1 or 0.
    UNDER_LOAD(Metric.UNDER_LOAD),
    COPY_MEMORY(Metric.COPY_MEMORY),
    ACCESS_LOG_DROPPED(Metric.LOG_DROPPED),
    ACCESS_LOG_FAILURES(Metric.LOG_FAILURES),
    ACCESS_LOG_BYTES(Metric.LOG_BYTES),
    JOURNAL_DROPPED(Metric.JOURNAL_DROPPED),
    DECISION_FAILURES(Metric.DECISION_FAILURES),
    WINDOWS(Metric.WINDOWS),
    /// Microseconds; shown as seconds.
    DETECTION_MICROS(Metric.DETECTION_TIME, 1e-6),
    DISPLACED(Metric.DISPLACED),
    FINDINGS(Metric.FINDINGS),
    FINDINGS_OPEN(Metric.FINDINGS_OPEN),
    DIRECT_MEMORY(Metric.DIRECT_MEMORY);

    final Metric metric;

    /// Of the metric's unit.
    final double unit;

    Source(Metric metric) {
      this(metric, 1);
    }

    Source(Metric metric, double unit) {
      this.metric = metric;
      this.unit = unit;
    }
  }

  final NameTable sites;
  final NameTable origins;
  final String version;
  private final List<LoopMetrics> loops = new CopyOnWriteArrayList<>();
  private final Map<Source, LongSupplier> sources = new LinkedHashMap<>();
  private final Map<String, LongSupplier> structures = new LinkedHashMap<>();
  private Supplier<Map<String, Boolean>> originUp = Map::of;
  private Supplier<Map<String, Long>> copies = Map::of;

  public Metrics(String version, NameTable sites, NameTable origins) {
    this.version = version;
    this.sites = sites;
    this.origins = origins;
    source(Source.DIRECT_MEMORY, Metrics::directMemory);
    structure("loop_metrics", () -> loops.stream().mapToLong(LoopMetrics::bytes).sum());
  }

  /// What Netty's default allocator holds, idle parts of its arenas included.
  public static long directMemory() {
    return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
        ? provider.metric().usedDirectMemory()
        : 0;
  }

  /// A new event loop's counters.
  public LoopMetrics newLoop() {
    LoopMetrics loop = new LoopMetrics(sites.max(), origins.max());
    loops.add(loop);
    return loop;
  }

  /// Says where a number comes from.
  public synchronized void source(Source source, LongSupplier value) {
    sources.put(source, value);
  }

  /// Registers a structure of fixed size by name (lower case, underscores): it shows in
  /// `gabion_structure_bytes`.
  public synchronized void structure(String name, LongSupplier bytes) {
    structures.put(name, bytes);
  }

  /// Says which origins are believed to answer, by name; asked at each reading, as a reload may
  /// change them.
  public synchronized void originUp(Supplier<Map<String, Boolean>> up) {
    originUp = up;
  }

  /// Says when the copies that there are were published, in seconds since 1970 by the name of their
  /// site; asked at each reading.
  public synchronized void copies(Supplier<Map<String, Long>> published) {
    copies = published;
  }

  List<LoopMetrics> loops() {
    return List.copyOf(loops);
  }

  synchronized Map<Source, LongSupplier> sources() {
    return new LinkedHashMap<>(sources);
  }

  synchronized Map<String, LongSupplier> structures() {
    return new LinkedHashMap<>(structures);
  }

  synchronized Map<String, Boolean> originStates() {
    return originUp.get();
  }

  synchronized Map<String, Long> publishedCopies() {
    return copies.get();
  }

  /// Finished requests by verdict, in the order of the words; words that never occurred are left
  /// out.
  public Map<String, Long> requestsByVerdict() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (int v = 0; v < LoopMetrics.VERDICTS.length; v++) {
      long sum = 0;
      for (LoopMetrics loop : loops) {
        for (int at = v * LoopMetrics.STATUS_CLASSES;
            at < loop.requests.size();
            at += LoopMetrics.CLASSES_PER_SITE) {
          for (int c = 0; c < LoopMetrics.STATUS_CLASSES; c++) {
            sum += loop.requests.at(at + c);
          }
        }
      }
      if (sum > 0) {
        counts.put(LoopMetrics.VERDICTS[v], sum);
      }
    }
    return counts;
  }

  /// Connections of readers now.
  public long openConnections() {
    return loops.stream().mapToLong(loop -> loop.connections.at(0) - loop.connections.at(1)).sum();
  }

  /// Connections to one origin now: idle, active.
  public List<Long> originConnections(int origin) {
    List<Long> counts = new ArrayList<>(2);
    for (int state = 0; state < 2; state++) {
      long sum = 0;
      for (LoopMetrics loop : loops) {
        sum += loop.pool.at(origin * 2 + state);
      }
      counts.add(sum);
    }
    return counts;
  }
}
