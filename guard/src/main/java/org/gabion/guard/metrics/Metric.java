package org.gabion.guard.metrics;

import java.util.List;

/// The catalogue: every metric the guard exposes, with its type and labels.
/// `docs/reference/metrics.md` lists the same; a test holds the two together.
enum Metric {
  REQUESTS(Type.COUNTER, "gabion_requests", "Finished requests.", "site", "verdict", "status"),
  REASONS(
      Type.COUNTER,
      "gabion_request_reasons",
      "Finished requests by the reason of their verdict.",
      "reason"),
  WOULD_BE(
      Type.COUNTER,
      "gabion_requests_would_be",
      "Requests served in observe-only mode that would have been treated so.",
      "verdict"),
  RECEIVED(Type.COUNTER, "gabion_received_bytes", "Bytes of requests."),
  SENT(Type.COUNTER, "gabion_sent_bytes", "Bytes of answers."),
  REQUEST_DURATION(
      Type.HISTOGRAM,
      "gabion_request_duration_seconds",
      "From the first byte of a request to the last byte of its answer."),
  GUARD_DURATION(
      Type.HISTOGRAM,
      "gabion_guard_duration_seconds",
      "The part of a request's time that neither the origin nor the queue took."),
  QUEUE_DURATION(
      Type.HISTOGRAM,
      "gabion_queue_duration_seconds",
      "Time in the queue, of requests that waited."),
  ORIGIN_FIRST(
      Type.HISTOGRAM,
      "gabion_origin_first_byte_seconds",
      "From the request sent to the origin to the first byte of its answer.",
      "site"),
  ORIGIN_DURATION(
      Type.HISTOGRAM,
      "gabion_origin_duration_seconds",
      "From the request sent to the origin to the last byte of its answer.",
      "site"),
  ORIGIN_ANSWERS(
      Type.COUNTER,
      "gabion_origin_answers",
      "Requests given to an origin, by the status it answered.",
      "origin",
      "status"),
  ORIGIN_CONNECTS(
      Type.COUNTER, "gabion_origin_connects", "Connections made to an origin.", "origin", "result"),
  ORIGIN_RETRIES(
      Type.COUNTER,
      "gabion_origin_retries",
      "Requests sent again because a kept connection was closed.",
      "origin"),
  ORIGIN_CONNECTIONS(
      Type.GAUGE, "gabion_origin_connections", "Connections to an origin now.", "origin", "state"),
  ORIGIN_UP(Type.GAUGE, "gabion_origin_up", "1 if the origin is believed to answer.", "origin"),
  CONNECTIONS_OPEN(Type.GAUGE, "gabion_connections_open", "Connections of readers now."),
  CONNECTIONS(Type.COUNTER, "gabion_connections_accepted", "Connections of readers accepted."),
  CONNECTIONS_REFUSED(
      Type.COUNTER,
      "gabion_connections_refused",
      "Connections of readers closed at accept.",
      "reason"),
  CONNECTIONS_CUT(
      Type.COUNTER,
      "gabion_connections_cut",
      "Connections or streams that a limit ended.",
      "cause"),
  HANDSHAKES(Type.COUNTER, "gabion_tls_handshakes", "TLS handshakes of readers.", "result"),
  QUEUE_LENGTH(Type.GAUGE, "gabion_queue_length", "Requests that wait for the origin now."),
  IN_FLIGHT(Type.GAUGE, "gabion_origin_requests_in_flight", "Requests the origin works on now."),
  LIMIT(
      Type.GAUGE,
      "gabion_origin_concurrency_limit",
      "Requests the origin is given at once, at most."),
  UNDER_LOAD(
      Type.GAUGE,
      "gabion_under_load",
      "1 while visits are turned away for the origin's sake, 0 while all is calm."),
  COPIES_MISSED(
      Type.COUNTER,
      "gabion_copies_missed",
      "Visits that a copy was due to, and that got none.",
      "cause"),
  COPY_MEMORY(
      Type.GAUGE,
      "gabion_copy_memory_bytes",
      "Memory of copied pages that are on their way to readers."),
  COPY_PUBLISHED(
      Type.GAUGE,
      "gabion_copy_published_timestamp_seconds",
      "When the copy that readers would get was published, in seconds since 1970.",
      "site"),
  LOG_DROPPED(
      Type.COUNTER,
      "gabion_access_log_dropped_lines",
      "Lines of the access log lost because the disk was too slow."),
  LOG_FAILURES(
      Type.COUNTER,
      "gabion_access_log_failures",
      "Failed attempts to open or write the access log."),
  LOG_BYTES(Type.COUNTER, "gabion_access_log_written_bytes", "Bytes of the access log written."),
  JOURNAL_DROPPED(Type.COUNTER, "gabion_journal_dropped_events", "Events the journal lost."),
  DECISION_FAILURES(
      Type.COUNTER,
      "gabion_decision_failures",
      "Requests that passed because the guard's own decision code failed."),
  WINDOWS(Type.COUNTER, "gabion_detection_windows", "Minutes that the detector has looked at."),
  DETECTION_TIME(
      Type.COUNTER, "gabion_detection_seconds", "Time that the detector took to look at them."),
  DISPLACED(
      Type.COUNTER,
      "gabion_detection_displaced_requests",
      "Requests that the detector counted in another minute than theirs, or not at all."),
  FINDINGS(Type.COUNTER, "gabion_findings", "Findings of the detector."),
  FINDINGS_OPEN(Type.GAUGE, "gabion_findings_open", "Findings that may still go on."),
  STRUCTURE_BYTES(
      Type.GAUGE, "gabion_structure_bytes", "Memory of a structure of fixed size.", "structure"),
  DIRECT_MEMORY(
      Type.GAUGE,
      "gabion_direct_memory_bytes",
      "Memory outside the heap that the network layer holds."),
  HEAP(Type.GAUGE, "jvm_memory_used_bytes", "Memory used by the Java virtual machine.", "area"),
  HEAP_MAX(Type.GAUGE, "jvm_memory_max_bytes", "Memory the Java virtual machine may use.", "area"),
  GC_RUNS(Type.COUNTER, "jvm_gc_collections", "Garbage collections.", "gc"),
  GC_SECONDS(Type.COUNTER, "jvm_gc_collection_time_seconds", "Time of garbage collections.", "gc"),
  THREADS(Type.GAUGE, "jvm_threads_current", "Platform threads now."),
  CPU(Type.COUNTER, "process_cpu_seconds", "Processor time of the process."),
  START(
      Type.GAUGE, "process_start_time_seconds", "When the process started, in seconds since 1970."),
  FILES(Type.GAUGE, "process_open_fds", "Open file descriptors."),
  FILES_MAX(Type.GAUGE, "process_max_fds", "File descriptors the process may open."),
  BUILD(Type.INFO, "gabion_build", "What runs.", "version", "java");

  enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    INFO
  }

  final Type type;

  /// Without the suffix that the type adds: `_total` or `_info`.
  final String base;

  final String help;
  final List<String> labels;

  Metric(Type type, String base, String help, String... labels) {
    this.type = type;
    this.base = base;
    this.help = help;
    this.labels = List.of(labels);
  }

  /// The name as Prometheus shows it; of a histogram the common part of its three.
  String shown() {
    return switch (type) {
      case COUNTER -> base + "_total";
      case INFO -> base + "_info";
      case GAUGE, HISTOGRAM -> base;
    };
  }
}
