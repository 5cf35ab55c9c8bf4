package org.gabion.guard.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gabion.core.policy.Reason;
import org.gabion.core.window.Observation;
import org.gabion.guard.ReferenceTable;
import org.gabion.guard.copy.CopyMiss;
import org.gabion.guard.log.NameTable;
import org.gabion.guard.log.Observations;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  private static final long SEED = Long.getLong("gabion.seed", System.nanoTime());
  private static final Pattern SAMPLE = Pattern.compile("([a-z_][a-z0-9_]*)(\\{(.*)\\})? (\\S+)");

  private final NameTable sites = new NameTable(3);
  private final NameTable origins = new NameTable(3);
  private final Metrics metrics = new Metrics("1.2.3", sites, origins);

  private String text(String accept) {
    return new String(Exposition.of(metrics, accept).body(), StandardCharsets.UTF_8);
  }

  /// Everything that can be counted is counted once.
  private LoopMetrics all() {
    sites.number("main");
    origins.number("127.0.0.1:8080");
    LoopMetrics loop = metrics.newLoop();
    Observation o = Observations.plain();
    o.reason = "rate.prefix";
    o.wouldBe = "deny";
    o.queueMicros = 77;
    loop.record(o);
    loop.connectionRefused(Reason.CONNECTIONS_PREFIX);
    loop.copyMissed(CopyMiss.ABSENT);
    metrics.copies(() -> Map.of("main", 1_790_000_000L));
    for (Metrics.Source source : Metrics.Source.values()) {
      metrics.source(source, () -> 5);
    }
    metrics.originUp(() -> Map.of("127.0.0.1:8080", true));
    return loop;
  }

  @Test
  void exposition_everyMetric_isOnThePageWithItsTypeAndLabels() {
    List<String> page = new ArrayList<>();
    for (List<String> row : ReferenceTable.rows("metrics.md")) {
      page.add(
          row.get(0).replace("`", "")
              + " "
              + row.get(1)
              + " "
              + row.get(2).replace("`", "").replace(",", ""));
    }
    List<String> catalogue =
        Arrays.stream(Metric.values())
            .map(
                m ->
                    m.shown()
                        + " "
                        + m.type.name().toLowerCase(Locale.ROOT)
                        + " "
                        + String.join(" ", m.labels))
            .toList();
    assertThat(page).containsExactlyElementsOf(catalogue);
  }

  @Test
  void exposition_everyMetric_isReallyThere() {
    all();
    Set<String> names = new TreeSet<>();
    for (String line : text("").lines().filter(line -> !line.startsWith("#")).toList()) {
      Matcher sample = SAMPLE.matcher(line);
      assertThat(sample.matches()).as(line).isTrue();
      names.add(sample.group(1).replaceAll("_(bucket|count|sum)$", ""));
    }
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Metric.values()).map(Metric::shown).toList());
  }

  @Test
  void exposition_twoLoops_areSummed() {
    LoopMetrics one = all();
    LoopMetrics two = metrics.newLoop();
    Observation o = Observations.plain();
    two.record(o);
    two.record(o);
    one.connectionOpened();
    two.connectionOpened();
    two.connectionClosed();
    one.pool(0, 3, 1);
    two.pool(0, 2, 4);
    two.originRetried(0);
    one.handshake(LoopMetrics.Handshake.RESUMED);
    two.cutOff(LoopMetrics.Cutoff.SLOW_BODY);
    assertThat(text(""))
        .contains(
            "gabion_requests_total{site=\"main\",status=\"2xx\",verdict=\"pass\"} 3.0\n",
            "gabion_sent_bytes_total 61440.0\n",
            "gabion_connections_open 1.0\n",
            "gabion_origin_connections{origin=\"127.0.0.1:8080\",state=\"idle\"} 5.0\n",
            "gabion_origin_connections{origin=\"127.0.0.1:8080\",state=\"active\"} 5.0\n",
            "gabion_origin_retries_total{origin=\"127.0.0.1:8080\"} 1.0\n",
            "gabion_tls_handshakes_total{result=\"resumed\"} 1.0\n",
            "gabion_connections_cut_total{cause=\"slow-body\"} 1.0\n",
            "gabion_copies_missed_total{cause=\"absent\"} 1.0\n",
            "gabion_copy_published_timestamp_seconds{site=\"main\"} 1.79E9\n",
            "gabion_queue_length 5.0\n",
            "gabion_connections_refused_total{reason=\"connections.prefix\"} 1.0\n",
            "gabion_build_info{java=");
    assertThat(metrics.requestsByVerdict()).containsExactlyEntriesOf(java.util.Map.of("pass", 3L));
    assertThat(metrics.originConnections(0)).containsExactly(5L, 5L);
  }

  @Test
  void exposition_guardAlone_isTheTimeNobodyElseTook() {
    all();
    // 4321 in all, 4000 at the origin, 77 in the queue: 244 microseconds.
    assertThat(text(""))
        .contains(
            "gabion_guard_duration_seconds_bucket{le=\"1.0E-4\"} 0\n",
            "gabion_guard_duration_seconds_bucket{le=\"2.5E-4\"} 1\n",
            "gabion_guard_duration_seconds_sum 2.44E-4\n",
            "gabion_guard_duration_seconds_bucket{le=\"+Inf\"} 1\n");
  }

  @Test
  void exposition_acceptOpenMetrics_endsAsOpenMetricsDoes() {
    all();
    Exposition exposition =
        Exposition.of(metrics, "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    assertThat(exposition.contentType()).startsWith("application/openmetrics-text");
    assertThat(new String(exposition.body(), StandardCharsets.UTF_8))
        .endsWith("# EOF\n")
        .contains("# TYPE gabion_requests counter\n");
    assertThat(Exposition.of(metrics, "text/plain").contentType()).startsWith("text/plain");
  }

  @Test
  void record_hostileObservations_losesNone() {
    Random random = new Random(SEED);
    LoopMetrics loop = metrics.newLoop();
    sites.number("main");
    for (int i = 0; i < 10_000; i++) {
      Observation o = Observations.hostile(random);
      o.totalMicros = random.nextInt(200_000_000);
      o.bytesIn = random.nextInt();
      o.bytesOut = random.nextInt();
      o.originTotalMicros = random.nextInt(200_000_000) - 1L;
      loop.record(o);
    }
    assertThat(metrics.requestsByVerdict().values().stream().mapToLong(Long::longValue).sum())
        .as("seed %d", SEED)
        .isEqualTo(10_000);
    assertThat(text(""))
        .contains(
            "gabion_guard_duration_seconds_count 10000\n",
            "gabion_request_duration_seconds_count 10000\n");
  }

  @Test
  void record_siteNamedAfterAnAttack_canNotForgeALine() {
    sites.number("a\"} 1\ngabion_up 1\n#");
    metrics.newLoop().record(Observations.plain());
    assertThat(text("").lines()).noneMatch(line -> line.startsWith("gabion_up"));
  }

  @Test
  void record_steadyState_allocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    LoopMetrics loop = metrics.newLoop();
    Observation o = Observations.plain();
    o.reason = "load";
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        loop.record(o);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).isLessThan(1000);
  }

  @Test
  void durations_eachBound_fallsIntoItsOwnBucket() {
    Durations durations = new Durations(2);
    for (long bound : Durations.BOUNDS) {
      durations.record(1, bound);
      durations.record(1, bound + 1);
    }
    durations.record(1, -5);
    long[] buckets = new long[Durations.BUCKETS];
    durations.addTo(1, buckets);
    long[] expected = new long[Durations.BUCKETS];
    Arrays.fill(expected, 2);
    expected[Durations.BUCKETS - 1] = 1;
    assertThat(buckets).isEqualTo(expected);
    assertThat(durations.addTo(0, buckets)).isZero();
  }
}
