package org.gabion.guard;

import java.time.Duration;
import org.gabion.core.config.Section;
import org.gabion.core.request.HeadLimits.Underscores;

/// Reads the limits that keep memory and the origin safe, with defaults for one small server and
/// readers who may share an address: a school or an office behind one address must not notice them.
final class LimitSettings {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private LimitSettings() {}

  static GuardConfig.HttpLimits http(Section s) {
    GuardConfig.HttpLimits limits =
        new GuardConfig.HttpLimits(
            (int)
                s.size(
                    "max-head",
                    32 << 10,
                    1 << 10,
                    1 << 20,
                    "Largest request head, names and values together; larger ones get 431."),
            s.integer("max-headers", 100, 10, 1000, "Most header fields of a request."),
            (int)
                s.size(
                    "max-target",
                    8 << 10,
                    256,
                    1 << 16,
                    "Longest path and query; longer ones get 414."),
            s.duration(
                "head-deadline",
                Duration.ofSeconds(10),
                SECOND,
                HOUR,
                "Time for the whole request head, however it trickles in."),
            s.duration(
                "idle-timeout",
                Duration.ofMinutes(1),
                SECOND,
                HOUR,
                "How long a reader may stay silent within a request or answer."),
            s.duration(
                "keep-alive",
                Duration.ofSeconds(75),
                Duration.ZERO,
                HOUR,
                "How long a connection may wait for its next request."),
            s.duration(
                "body-grace",
                Duration.ofSeconds(10),
                SECOND,
                HOUR,
                "Time before the minimum rates count; a phone may wake up slowly."),
            s.size(
                "min-body-rate",
                1 << 10,
                0,
                1 << 20,
                "Bytes a second that a request body must average; 0 is off."),
            s.size(
                "min-read-rate",
                512,
                0,
                1 << 20,
                "Bytes a second at which a reader must take an answer that waits; 0 is off."),
            s.duration(
                "max-request-time",
                Duration.ofHours(6),
                SECOND,
                Duration.ofDays(30),
                "Longest time from a request's head to the end of its answer."),
            s.integer(
                "max-requests-per-connection",
                10_000,
                1,
                10_000_000,
                "Requests after which a connection is closed in good order."),
            s.choice(
                "underscores",
                Underscores.DROP,
                "A header name with an underscore, which some servers read as a dash: refuse the"
                    + " request, drop the header or pass it."),
            s.duration(
                "tunnel-idle",
                Duration.ofMinutes(10),
                SECOND,
                DAY,
                "How long a WebSocket may stay silent both ways."),
            (int)
                s.size(
                    "write-buffer",
                    64 << 10,
                    4 << 10,
                    16 << 20,
                    "Bytes of an answer that may wait for a slow reader before the origin is slowed"
                        + " down."));
    if (limits.maxTargetBytes() >= limits.maxHeadBytes()) {
      s.problem("max-target", "is not smaller than max-head", "the target is part of the head");
    }
    s.end();
    return limits;
  }

  static GuardConfig.Detection detection(Section s) {
    GuardConfig.Detection detection =
        new GuardConfig.Detection(
            s.flag(
                "enabled",
                true,
                "Whether the guard looks for attacks and crowds; it tells what it finds, and acts"
                    + " on nothing yet."),
            s.size(
                "memory",
                64 << 20,
                16 << 20,
                1 << 30,
                "Memory that detection may hold; more lets it look at larger samples. It never"
                    + " takes more than 45 % of the heap."),
            s.duration(
                "seed-rotation",
                Duration.ofDays(28),
                Duration.ofDays(1),
                Duration.ofDays(366),
                "How long one secret makes the hashes; then what is usual is learnt anew."));
    s.end();
    return detection;
  }

  static GuardConfig.Copies copies(Section s) {
    GuardConfig.Copies copies =
        new GuardConfig.Copies(
            s.size(
                "memory",
                32 << 20,
                4 << 20,
                4L << 30,
                "Memory that copied pages on their way to readers may hold together, for sites with"
                    + " a snapshot. It never takes more than a fifth of the heap."),
            s.integer(
                "reads",
                32,
                1,
                1024,
                "Reads of copies from the disk at once; a visit that comes while all run is treated"
                    + " as if there were no copy."));
    s.end();
    return copies;
  }

  static GuardConfig.Http2Limits http2(Section s) {
    GuardConfig.Http2Limits limits =
        new GuardConfig.Http2Limits(
            s.integer("max-streams", 100, 1, 10_000, "Requests at once on one connection."),
            (int)
                s.size(
                    "max-header-list",
                    32 << 10,
                    1 << 10,
                    1 << 20,
                    "Largest request head after decompression."),
            (int)
                s.size(
                    "initial-window",
                    256 << 10,
                    64 << 10,
                    16 << 20,
                    "Bytes of a request body that may be on their way once the origin takes it; 64"
                        + " KB before that."),
            (int) s.size("max-frame", 16 << 10, 16 << 10, 1 << 20, "Largest frame that is taken."),
            s.integer(
                "free-resets",
                100,
                0,
                100_000,
                "Cancelled requests of a connection that do not count; a browser that leaves a page"
                    + " cancels many."),
            s.number(
                "resets-per-request",
                1,
                0,
                1000,
                "Cancelled requests for each completed one, beyond the free ones; more close the"
                    + " connection."),
            s.integer("max-continuations", 8, 1, 1000, "CONTINUATION frames of one request head."),
            s.integer(
                "free-settings",
                10,
                1,
                100_000,
                "SETTINGS frames of a connection that do not count."),
            s.number(
                "settings-per-request",
                0.1,
                0,
                1000,
                "SETTINGS frames for each completed request, beyond the free ones."),
            s.integer(
                "free-pings", 100, 0, 100_000, "PING frames of a connection that do not count."),
            s.number(
                "pings-per-request",
                1,
                0,
                1000,
                "PING frames for each completed request, beyond the free ones."),
            s.integer(
                "free-empty-frames", 50, 0, 100_000, "Frames without content that do not count."),
            s.number(
                "empty-frames-per-request",
                2,
                0,
                1000,
                "Frames without content for each completed request, beyond the free ones."));
    s.end();
    return limits;
  }

  static GuardConfig.Connections connections(Section s) {
    GuardConfig.Connections limits =
        new GuardConfig.Connections(
            s.integer("max", 10_000, 16, 1_000_000, "Connections from readers at once."),
            s.integer(
                "reserve", 64, 0, 100_000, "Connections of these kept back for known visitors."),
            s.integer(
                "per-prefix",
                128,
                0,
                1_000_000,
                "Connections at once from one address (IPv6: one /64), where a whole office may"
                    + " sit; 0 is off."),
            s.integer(
                "per-network",
                512,
                0,
                1_000_000,
                "Connections at once from one network (/24, IPv6 /48); 0 is off."),
            s.number(
                "new-per-second",
                50,
                0.1,
                1_000_000,
                "New connections a second from one address, on average; a network may have four"
                    + " times as many."),
            s.number(
                "new-burst",
                500,
                1,
                10_000_000,
                "New connections that may come at once before the average counts."),
            s.duration(
                "tls-handshake-timeout",
                Duration.ofSeconds(10),
                SECOND,
                Duration.ofMinutes(5),
                "Time for a TLS handshake, and for a PROXY protocol header."));
    if (limits.reserve() >= limits.max()) {
      s.problem("reserve", "leaves no connection for new visitors", "make it smaller than max");
    }
    s.end();
    return limits;
  }

  static GuardConfig.Budgets budgets(Section s) {
    GuardConfig.Budgets budgets =
        new GuardConfig.Budgets(
            s.number(
                "prefix-requests",
                50,
                0.1,
                1_000_000,
                "Requests a second from one address (IPv6: one /64), on average."),
            s.number(
                "prefix-request-burst",
                500,
                1,
                10_000_000,
                "Requests that may come at once before the average counts: several readers opening"
                    + " pages with many pictures."),
            s.number(
                "network-requests",
                200,
                0.1,
                1_000_000,
                "Requests a second from one network (/24, IPv6 /48), on average."),
            s.number(
                "network-request-burst",
                2000,
                1,
                10_000_000,
                "Requests of a network that may come at once."),
            s.number(
                "prefix-cost",
                500,
                0.1,
                1_000_000,
                "Milliseconds of the origin's time that one address may take each second, on"
                    + " average."),
            s.number(
                "prefix-cost-burst",
                20_000,
                1,
                100_000_000,
                "Milliseconds that an address may take at once before the average counts."),
            s.number(
                "network-cost",
                2000,
                0.1,
                1_000_000,
                "Milliseconds of the origin's time that one network may take each second, on"
                    + " average."),
            s.number(
                "network-cost-burst",
                80_000,
                1,
                100_000_000,
                "Milliseconds that a network may take at once."),
            s.number(
                "route-share",
                0.7,
                0.05,
                1,
                "Share of the origin's time that one kind of page may take while the site is under"
                    + " load."),
            s.integer(
                "slots",
                1 << 17,
                1 << 10,
                1 << 24,
                "Entries of each table of addresses, of about 16 bytes; more than these share"
                    + " entries."));
    s.end();
    return budgets;
  }

  static GuardConfig.Admission admission(Section s) {
    GuardConfig.Admission admission =
        new GuardConfig.Admission(
            s.integer(
                "initial-concurrency",
                16,
                1,
                10_000,
                "Requests that the origin gets at once before the guard has learnt what it can"
                    + " bear."),
            s.integer(
                "max-concurrency",
                512,
                1,
                100_000,
                "Requests that the origin gets at once at the most."),
            s.integer("queue", 512, 1, 100_000, "Requests that may wait for the origin."),
            s.duration(
                "queue-deadline",
                Duration.ofSeconds(10),
                Duration.ofMillis(10),
                Duration.ofMinutes(5),
                "How long a request may wait before it is told to come back later."),
            s.duration(
                "ticket-lifetime",
                Duration.ofDays(7),
                HOUR,
                Duration.ofDays(30),
                "How long a reader's ticket, given only under load, puts them first in the queue."),
            s.integer(
                "history-prefixes",
                1_000_000,
                1 << 10,
                100_000_000,
                "Addresses that are remembered as known visitors, of about 2 bytes."),
            s.duration(
                "history-rotation",
                Duration.ofDays(7),
                HOUR,
                Duration.ofDays(90),
                "How long a known visitor is remembered at least; after twice that, never."));
    if (admission.initialConcurrency() > admission.maxConcurrency()) {
      s.problem(
          "initial-concurrency", "is more than max-concurrency", "lower one or raise the other");
    }
    s.end();
    return admission;
  }
}
