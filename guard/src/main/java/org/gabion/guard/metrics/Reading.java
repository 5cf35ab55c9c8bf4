package org.gabion.guard.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.gabion.core.policy.Reason;
import org.gabion.guard.copy.CopyMiss;
import org.gabion.guard.log.NameTable;

/// One reading of all counters: sums the loops and lays the sums out as Prometheus' model wants
/// them. Not thread safe; used once.
final class Reading {
  private static final String NONE = "none";

  private final Metrics metrics;
  private final List<LoopMetrics> loops;
  private final Map<Metric, Points> points = new EnumMap<>(Metric.class);

  Reading(Metrics metrics) {
    this.metrics = metrics;
    this.loops = metrics.loops();
    for (Metric metric : Metric.values()) {
      points.put(metric, new Points(metric));
    }
  }

  MetricSnapshots snapshots() {
    requests();
    origins();
    connections();
    sources();
    ProcessReading.into(this);
    to(Metric.BUILD).add(1, metrics.version, Runtime.version().toString());
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    points.values().forEach(point -> all.metricSnapshot(point.snapshot()));
    return all.build();
  }

  Points to(Metric metric) {
    Points into = points.get(metric);
    if (into == null) {
      throw new IllegalStateException("no points for " + metric);
    }
    return into;
  }

  private long sum(Function<LoopMetrics, Tallies> tallies, int index) {
    long sum = 0;
    for (LoopMetrics loop : loops) {
      sum += tallies.apply(loop).at(index);
    }
    return sum;
  }

  private void requests() {
    requestsBySite();
    for (Reason reason : Reason.values()) {
      positive(Metric.REASONS, sum(loop -> loop.reasons, reason.ordinal()), reason.id());
      positive(
          Metric.CONNECTIONS_REFUSED, sum(loop -> loop.refused, reason.ordinal()), reason.id());
    }
    for (int verdict = 0; verdict < LoopMetrics.VERDICTS.length; verdict++) {
      positive(Metric.WOULD_BE, sum(loop -> loop.wouldBe, verdict), LoopMetrics.VERDICTS[verdict]);
    }
    to(Metric.RECEIVED).add(sum(loop -> loop.bytes, 0));
    to(Metric.SENT).add(sum(loop -> loop.bytes, 1));
    histogram(Metric.REQUEST_DURATION, loop -> loop.total, 0);
    histogram(Metric.GUARD_DURATION, loop -> loop.guard, 0);
    histogram(Metric.QUEUE_DURATION, loop -> loop.queue, 0);
  }

  private void requestsBySite() {
    // Sites without a name share one: equal labels must not occur twice.
    Map<List<String>, Long> counts = new LinkedHashMap<>();
    for (int site = 0; site <= metrics.sites.max(); site++) {
      String name = metrics.sites.name(site);
      for (int verdict = 0; verdict < LoopMetrics.VERDICTS.length; verdict++) {
        for (int status = 0; status < LoopMetrics.STATUS_CLASSES; status++) {
          int at =
              site * LoopMetrics.CLASSES_PER_SITE + verdict * LoopMetrics.STATUS_CLASSES + status;
          counts.merge(
              List.of(
                  name.isEmpty() ? NONE : name, LoopMetrics.VERDICTS[verdict], statusClass(status)),
              sum(loop -> loop.requests, at),
              Long::sum);
        }
      }
    }
    counts.forEach(
        (labels, count) -> positive(Metric.REQUESTS, count, labels.toArray(new String[0])));
  }

  private static String statusClass(int number) {
    return number == 0 ? NONE : number + "xx";
  }

  private void positive(Metric metric, long count, String... labels) {
    if (count > 0) {
      to(metric).add(count, labels);
    }
  }

  private void histogram(
      Metric metric, Function<LoopMetrics, Durations> durations, int series, String... labels) {
    long[] buckets = new long[Durations.BUCKETS];
    long sum = 0;
    for (LoopMetrics loop : loops) {
      sum += durations.apply(loop).addTo(series, buckets);
    }
    to(metric).add(buckets, sum, labels);
  }

  private void origins() {
    List<String> sites = metrics.sites.names();
    for (int site = 0; site < sites.size(); site++) {
      histogram(Metric.ORIGIN_FIRST, loop -> loop.originFirst, site, sites.get(site));
      histogram(Metric.ORIGIN_DURATION, loop -> loop.originTotal, site, sites.get(site));
    }
    NameTable names = metrics.origins;
    for (int origin = 0; origin < names.names().size(); origin++) {
      String name = names.name(origin);
      for (int status = 0; status < LoopMetrics.STATUS_CLASSES; status++) {
        positive(
            Metric.ORIGIN_ANSWERS,
            sum(loop -> loop.originAnswers, origin * LoopMetrics.STATUS_CLASSES + status),
            name,
            statusClass(status));
      }
      to(Metric.ORIGIN_CONNECTS)
          .add(sum(loop -> loop.originConnects, origin * 3), name, "connected");
      to(Metric.ORIGIN_CONNECTS)
          .add(sum(loop -> loop.originConnects, origin * 3 + 1), name, "failed");
      to(Metric.ORIGIN_RETRIES).add(sum(loop -> loop.originConnects, origin * 3 + 2), name);
      to(Metric.ORIGIN_CONNECTIONS).add(sum(loop -> loop.pool, origin * 2), name, "idle");
      to(Metric.ORIGIN_CONNECTIONS).add(sum(loop -> loop.pool, origin * 2 + 1), name, "active");
    }
    metrics.originStates().forEach((name, up) -> to(Metric.ORIGIN_UP).add(up ? 1 : 0, name));
  }

  private void connections() {
    to(Metric.CONNECTIONS).add(sum(loop -> loop.connections, 0));
    to(Metric.CONNECTIONS_OPEN).add(metrics.openConnections());
    for (LoopMetrics.Handshake result : LoopMetrics.Handshake.values()) {
      to(Metric.HANDSHAKES).add(sum(loop -> loop.handshakes, result.ordinal()), word(result));
    }
    for (CopyMiss cause : CopyMiss.values()) {
      positive(Metric.COPIES_MISSED, sum(loop -> loop.copiesMissed, cause.ordinal()), word(cause));
    }
    metrics.publishedCopies().forEach((site, at) -> to(Metric.COPY_PUBLISHED).add(at, site));
    for (LoopMetrics.Cutoff cause : LoopMetrics.Cutoff.values()) {
      to(Metric.CONNECTIONS_CUT).add(sum(loop -> loop.cutoffs, cause.ordinal()), word(cause));
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void sources() {
    Map<Metrics.Source, LongSupplier> sources = metrics.sources();
    for (Metrics.Source source : Metrics.Source.values()) {
      LongSupplier value = sources.get(source);
      if (value != null) {
        to(source.metric).add(value.getAsLong() * source.unit);
      }
    }
    metrics
        .structures()
        .forEach((name, bytes) -> to(Metric.STRUCTURE_BYTES).add(bytes.getAsLong(), name));
  }
}
