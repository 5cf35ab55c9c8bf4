package org.gabion.analyze;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.gabion.analyze.format.LogRecord;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.Features;
import org.gabion.core.signature.Clause;
import org.gabion.core.signature.Mined;
import org.gabion.core.sketch.BottomK;
import org.gabion.core.sketch.LogHistogram;

/// What belongs to one incident, and what happened to everybody else around it, counted exactly
/// except distinct clients where they are many. Merges in any order, except for the numbers of its
/// lines, which are a chunk's only. Not thread safe.
final class IncidentTally {
  private static final int PRECISION = 14;
  private static final int FAILED_PRECISION = 10;
  private static final int PATHS = 256;
  private static final int ALL_VALUES = 20 * TopValues.MOST;
  private static final int LEAST_VALUES = 128;
  private static final int ALL_SECONDS = 8 * TimeCounts.MOST;
  private static final int LEAST_SECONDS = 1_000;

  /// A group of requests.
  static final class Group {
    long requests;
    long bytes;
    long errors;
    final ClientCount clients = new ClientCount(PRECISION);
    final ClientCount failedClients = new ClientCount(FAILED_PRECISION);
    final LogHistogram times = new LogHistogram();

    void add(Features features) {
      requests++;
      bytes += features.bytes;
      clients.add(features.client);
      boolean failed = features.status == 0 || features.status == 499 || features.status >= 500;
      if (failed) {
        errors++;
        failedClients.add(features.client);
      }
      if (features.totalMicros >= 0) {
        times.add(features.totalMicros);
      }
    }

    void merge(Group other) {
      requests += other.requests;
      bytes += other.bytes;
      errors += other.errors;
      clients.merge(other.clients);
      failedClients.merge(other.failedClients);
      times.mergeFrom(other.times);
    }
  }

  final Draft draft;
  private final long from;
  private final long to;
  private final long around;
  final Group matched = new Group();
  final Group others = new Group();
  final Group before = new Group();
  final Group after = new Group();
  final long[] bySignature;

  /// A uniform sample of the distinct paths, to compare incidents by.
  final BottomK askedFor = new BottomK(PATHS, 0, 0, (into, at, from, other) -> {});

  final TextCounts sources;
  final NetworkTally networks;
  final TextCounts paths;
  final TextCounts agents;
  final TextCounts statuses;
  final Map<Clause, String> texts = new HashMap<>();

  /// Its requests by second.
  private final TimeCounts seconds;

  private final boolean withLines;
  long[] lines = {};
  int lineCount;

  /// How much an incident may take, so that any number of them fits: different values of a kind,
  /// and seconds.
  record Room(int values, int seconds) {
    static Room among(int incidents) {
      int many = Math.max(1, incidents);
      return new Room(
          Math.clamp(ALL_VALUES / many, LEAST_VALUES, TopValues.MOST),
          Math.clamp(ALL_SECONDS / many, LEAST_SECONDS, TimeCounts.MOST));
    }
  }

  IncidentTally(Draft draft, boolean withLines, Room room) {
    this.draft = draft;
    this.withLines = withLines;
    this.sources = new TextCounts(room.values);
    this.networks = new NetworkTally(room.values);
    this.paths = new TextCounts(room.values);
    this.agents = new TextCounts(room.values);
    this.statuses = new TextCounts(room.values);
    this.seconds = new TimeCounts(room.seconds);
    this.from = draft.segment().fromMicros();
    this.to = draft.segment().toMicros();
    this.around = draft.around();
    this.bySignature = new long[draft.signatures().size()];
  }

  void add(LogRecord record, Features features, Assets assets, boolean isMatch, long line) {
    if (features.startMicros < from) {
      before.add(features);
    } else if (features.startMicros > to) {
      after.add(features);
    } else if (isMatch) {
      addMatch(record, features, assets, line);
    } else {
      others.add(features);
      if (!hasSignatures()) {
        addValues(record, features);
      }
    }
  }

  /// Whether anything sets its requests apart. If not, all requests of its time are looked at.
  boolean hasSignatures() {
    return bySignature.length > 0;
  }

  private void addValues(LogRecord record, Features features) {
    seconds.add(Math.floorDiv(features.startMicros, 1_000_000L));
    sources.add(features.client, () -> ValueText.source(record));
    networks.add(record, features);
    paths.add(
        features.value(Attribute.PATH),
        () -> record.target.present ? ValueText.path(record.target) : "");
    agents.add(features.value(Attribute.USER_AGENT), () -> ValueText.utf8(record.userAgent));
    statuses.add(record.status, () -> Long.toString(record.status));
  }

  private void addMatch(LogRecord record, Features features, Assets assets, long line) {
    matched.add(features);
    // The value is a keyed hash already; the sketch wants 64 bits.
    askedFor.offer(features.value(Attribute.PATH) * 0x9e3779b97f4a7c15L);
    addValues(record, features);
    for (int i = 0; i < bySignature.length; i++) {
      Mined mined = draft.signatures().get(i);
      if (mined.signature().matches(features, assets::value)) {
        bySignature[i]++;
        for (Clause clause : mined.signature().clauses()) {
          texts.computeIfAbsent(
              clause, c -> ValueText.of(c.attribute(), record, features, assets.value(features)));
        }
      }
    }
    if (withLines) {
      if (lineCount == lines.length) {
        lines = Arrays.copyOf(lines, Math.max(64, 2 * lineCount));
      }
      lines[lineCount++] = line;
    }
  }

  void merge(IncidentTally other) {
    matched.merge(other.matched);
    others.merge(other.others);
    before.merge(other.before);
    after.merge(other.after);
    for (int i = 0; i < bySignature.length; i++) {
      bySignature[i] += other.bySignature[i];
    }
    askedFor.mergeFrom(other.askedFor);
    sources.merge(other.sources);
    networks.merge(other.networks);
    paths.merge(other.paths);
    agents.merge(other.agents);
    statuses.merge(other.statuses);
    other.texts.forEach(texts::putIfAbsent);
    seconds.merge(other.seconds);
  }

  /// How much of the time before it the log tells of, in minutes.
  double minutesBefore(Analyzer.Span span) {
    return Math.min(around, from - span.from()) / 60e6;
  }

  /// How much of the time after it the log tells of, in minutes.
  double minutesAfter(Analyzer.Span span) {
    return Math.min(around, span.to() - to) / 60e6;
  }

  /// Its requests by time.
  TimeCounts seconds() {
    return seconds;
  }
}
