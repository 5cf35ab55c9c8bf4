package org.gabion.guard.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The data points of one [Metric] while a reading is put together. Not thread safe.
final class Points {
  private static final double[] SECONDS = new double[Durations.BUCKETS];

  static {
    for (int i = 0; i < Durations.BOUNDS.length; i++) {
      SECONDS[i] = Durations.BOUNDS[i] / 1e6;
    }
    SECONDS[Durations.BUCKETS - 1] = Double.POSITIVE_INFINITY;
  }

  private final Metric metric;
  private final List<CounterSnapshot.CounterDataPointSnapshot> counters = new ArrayList<>();
  private final List<GaugeSnapshot.GaugeDataPointSnapshot> gauges = new ArrayList<>();
  private final List<HistogramSnapshot.HistogramDataPointSnapshot> histograms = new ArrayList<>();
  private final List<InfoSnapshot.InfoDataPointSnapshot> infos = new ArrayList<>();

  Points(Metric metric) {
    this.metric = metric;
  }

  /// Adds a number with the values of the metric's labels in their order.
  Points add(double value, String... labelValues) {
    Labels labels = labels(labelValues);
    switch (metric.type) {
      case COUNTER ->
          counters.add(new CounterSnapshot.CounterDataPointSnapshot(value, labels, null, 0));
      case GAUGE -> gauges.add(new GaugeSnapshot.GaugeDataPointSnapshot(value, labels, null));
      case INFO -> infos.add(new InfoSnapshot.InfoDataPointSnapshot(labels));
      case HISTOGRAM -> throw new IllegalArgumentException(metric + " is a histogram");
    }
    return this;
  }

  /// Adds a histogram; nothing if it is empty and has labels.
  Points add(long[] buckets, long sumMicros, String... labelValues) {
    if (labelValues.length == 0 || Arrays.stream(buckets).sum() > 0) {
      histograms.add(
          new HistogramSnapshot.HistogramDataPointSnapshot(
              ClassicHistogramBuckets.of(SECONDS, buckets),
              sumMicros / 1e6,
              labels(labelValues),
              null,
              0));
    }
    return this;
  }

  private Labels labels(String... values) {
    return Labels.of(metric.labels.toArray(new String[0]), values);
  }

  MetricSnapshot snapshot() {
    return switch (metric.type) {
      case COUNTER -> {
        CounterSnapshot.Builder builder =
            CounterSnapshot.builder().name(metric.base).help(metric.help);
        counters.forEach(builder::dataPoint);
        yield builder.build();
      }
      case GAUGE -> {
        GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(metric.base).help(metric.help);
        gauges.forEach(builder::dataPoint);
        yield builder.build();
      }
      case HISTOGRAM -> {
        HistogramSnapshot.Builder builder =
            HistogramSnapshot.builder().name(metric.base).help(metric.help);
        histograms.forEach(builder::dataPoint);
        yield builder.build();
      }
      case INFO -> {
        InfoSnapshot.Builder builder = InfoSnapshot.builder().name(metric.base).help(metric.help);
        infos.forEach(builder::dataPoint);
        yield builder.build();
      }
    };
  }
}
