package org.gabion.core.window;

import java.util.Arrays;
import java.util.Objects;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.Features;
import org.gabion.core.sketch.BottomK;
import org.gabion.core.sketch.LogHistogram;
import org.gabion.core.sketch.RowMerge;
import org.jspecify.annotations.Nullable;

/// What came in one window, or in several that were merged: exact counts, a sample of requests for
/// each [Stratum], a sample of clients with all that each did, and a panel of other clients with
/// one visit each.
///
/// The merge law: summaries of parts of the traffic, merged in any order, equal the summary of the
/// whole; [#equals] says so. Summaries of different epochs refuse. Grows with what comes, up to the
/// bounds of its [WindowConfig]. Not thread safe.
public final class WindowSummary {
  private static final RowMerge CLIENTS = ClientRow::merge;
  private static final RowMerge REQUESTS = RequestRow::merge;
  private static final RowMerge PANEL = PanelRow::merge;
  private static final RowMerge MARKED_PANEL = PanelRow::keepFirst;

  private final WindowConfig config;
  private final @Nullable BottomK[] requests = new @Nullable BottomK[Stratum.COUNT];
  private final long[] counts = new long[Stratum.COUNT];
  private final BottomK clients;
  private final BottomK panel;
  private final LogHistogram queue = new LogHistogram();
  private final LogHistogram origin = new LogHistogram();
  private long bytes;
  private long firstMicros = Long.MAX_VALUE;
  private long lastMicros = Long.MIN_VALUE;

  public WindowSummary(WindowConfig config) {
    this(config, PANEL);
  }

  private WindowSummary(WindowConfig config, RowMerge panelMerge) {
    this.config = config;
    this.clients = new BottomK(config.clients(), ClientRow.WIDTH, config.epoch(), CLIENTS);
    this.panel = new BottomK(config.panel(), PanelRow.WIDTH, config.epoch(), panelMerge);
  }

  /// A summary that takes in marked windows only ([#mark]): whether a client fetched parts of pages
  /// is told for the time of each visit, and not for all of a history.
  public static WindowSummary history(WindowConfig config) {
    return new WindowSummary(config, MARKED_PANEL);
  }

  /// Records one request.
  public void record(Features features) {
    Stratum stratum = Stratum.of(features);
    counts[stratum.ordinal()]++;
    bytes += features.bytes;
    firstMicros = Math.min(firstMicros, features.startMicros);
    lastMicros = Math.max(lastMicros, features.startMicros);
    recordClient(features);
    long key = RequestRow.key(features);
    recordRequest(features, stratum.ordinal(), key);
    if (PanelRow.isPanel(features.client)) {
      recordPanel(features, key);
    }
    if (features.queueMicros >= 0) {
      queue.add(features.queueMicros);
    }
    if (features.originMicros >= 0) {
      origin.add(features.originMicros);
    }
  }

  private void recordPanel(Features features, long key) {
    int slot = panel.offer(features.client);
    if (slot >= 0) {
      PanelRow.add(features, key, panel.rows(), panel.rowAt(slot), panel.lastWasNew());
    }
  }

  private void recordClient(Features features) {
    int slot = clients.offer(features.client);
    if (slot >= 0) {
      ClientRow.add(features, clients.rows(), clients.rowAt(slot));
    }
  }

  private void recordRequest(Features features, int stratum, long key) {
    BottomK sample = requests(stratum);
    int slot = sample.offer(key);
    if (slot >= 0) {
      RequestRow.add(features, sample.rows(), sample.rowAt(slot), sample.lastWasNew());
    }
  }

  /// Makes room for as much as the other one holds.
  void expect(WindowSummary other) {
    clients.expect(other.clients.size());
    panel.expect(other.panel.size());
    for (int s = 0; s < Stratum.COUNT; s++) {
      @Nullable BottomK theirs = other.requests[s];
      if (theirs != null) {
        requests(s).expect(theirs.size());
      }
    }
  }

  private BottomK requests(int stratum) {
    @Nullable BottomK sample = requests[stratum];
    if (sample == null) {
      sample = new BottomK(config.requests(), RequestRow.WIDTH, config.epoch(), REQUESTS);
      requests[stratum] = sample;
    }
    return sample;
  }

  /// Takes in all that the other one holds.
  ///
  /// @throws IllegalArgumentException if the epochs differ
  public void mergeFrom(WindowSummary other) {
    clients.mergeFrom(other.clients);
    panel.mergeFrom(other.panel);
    queue.mergeFrom(other.queue);
    origin.mergeFrom(other.origin);
    for (int s = 0; s < Stratum.COUNT; s++) {
      @Nullable BottomK theirs = other.requests[s];
      if (theirs != null) {
        requests(s).mergeFrom(theirs);
      }
      counts[s] += other.counts[s];
    }
    bytes += other.bytes;
    firstMicros = Math.min(firstMicros, other.firstMicros);
    lastMicros = Math.max(lastMicros, other.lastMicros);
  }

  /// Tells of each sampled visit whether its client fetched parts of pages around that time. After
  /// that nothing more may be recorded or merged into this window.
  public void mark(ClientsAround around) {
    for (@Nullable BottomK each : requests) {
      if (each != null) {
        for (int slot = 0; slot < each.size(); slot++) {
          int at = each.rowAt(slot);
          RequestRow.assets(each.rows(), at, around.assets(RequestRow.client(each.rows(), at)));
        }
      }
    }
    for (int slot = 0; slot < panel.size(); slot++) {
      int assets = around.assets(panel.hash(slot));
      if (assets != 0) {
        PanelRow.mark(panel.rows(), panel.rowAt(slot), assets == Attribute.assets(true));
      }
    }
  }

  /// Forgets all; the memory is kept for reuse.
  public void clear() {
    clients.clear();
    panel.clear();
    queue.clear();
    origin.clear();
    for (@Nullable BottomK each : requests) {
      if (each != null) {
        each.clear();
      }
    }
    Arrays.fill(counts, 0);
    bytes = 0;
    firstMicros = Long.MAX_VALUE;
    lastMicros = Long.MIN_VALUE;
  }

  /// All requests.
  public long requests() {
    return Arrays.stream(counts).sum();
  }

  /// All requests but those for parts of pages.
  public long visits() {
    return requests() - counts[Stratum.ASSETS.ordinal()];
  }

  public long bytes() {
    return bytes;
  }

  /// Time of the first request, microseconds since 1970.
  public long firstMicros() {
    return firstMicros;
  }

  public long lastMicros() {
    return lastMicros;
  }

  /// The sampled requests of all strata, in an order that depends on the content only.
  public Sample sample() {
    int sampled = 0;
    for (@Nullable BottomK each : requests) {
      sampled += each == null ? 0 : each.size();
    }
    Sample rows = new Sample(sampled);
    for (@Nullable BottomK each : requests) {
      if (each != null) {
        double weight = each.scale();
        for (int slot : each.slotsInOrder()) {
          rows.add(each.rows(), each.rowAt(slot), weight);
        }
      }
    }
    return rows;
  }

  /// The sampled clients.
  public ClientSample clients() {
    return sample(clients);
  }

  /// How many distinct paths other than parts of pages the client asked for, as
  /// [ClientSample#paths] tells; negative if it is not in the sample.
  public double paths(long client) {
    int slot = clients.slotOf(client);
    return slot < 0 ? -1 : ClientRow.distinct(clients.value(slot, ClientRow.PATH_BITS));
  }

  BottomK clientSketch() {
    return clients;
  }

  private static ClientSample sample(BottomK clients) {
    long[] keys = new long[clients.size()];
    long[] rows = new long[clients.size() * ClientRow.WIDTH];
    int n = 0;
    for (int slot : clients.slotsInOrder()) {
      keys[n] = clients.hash(slot);
      System.arraycopy(
          clients.rows(), clients.rowAt(slot), rows, n * ClientRow.WIDTH, ClientRow.WIDTH);
      n++;
    }
    return new ClientSample(keys, rows);
  }

  /// One visit of each client of the panel.
  public Panel panel() {
    return new Panel(panel);
  }

  /// Waits before the origin was asked, microseconds, where the log tells them.
  public LogHistogram queue() {
    return queue;
  }

  /// Times of the origin, microseconds, where the log tells them.
  public LogHistogram origin() {
    return origin;
  }

  /// Requests answered 5xx, or not at all.
  public long failed() {
    return counts[Stratum.FAILED.ordinal()];
  }

  public long posts() {
    return counts[Stratum.POSTS.ordinal()];
  }

  /// Memory held now, in bytes.
  public long bytesHeld() {
    long held = clients.bytes() + panel.bytes() + queue.bytes() + origin.bytes();
    for (@Nullable BottomK each : requests) {
      held += each == null ? 0 : each.bytes();
    }
    return held;
  }

  /// Memory that the samples need, in bytes: the same for equal summaries, unlike [#bytesHeld].
  public long bytesOfContent() {
    long content = clients.bytesOfContent() + panel.bytesOfContent();
    for (@Nullable BottomK each : requests) {
      content += each == null ? 0 : each.bytesOfContent();
    }
    return content;
  }

  /// [#bytesOfContent] when all samples are full.
  public static long mostBytesOfContent(WindowConfig shape) {
    return Stratum.COUNT * BottomK.bytesOf(shape.requests(), RequestRow.WIDTH)
        + BottomK.bytesOf(shape.clients(), ClientRow.WIDTH)
        + BottomK.bytesOf(shape.panel(), PanelRow.WIDTH);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WindowSummary that
        && bytes == that.bytes
        && firstMicros == that.firstMicros
        && lastMicros == that.lastMicros
        && Arrays.equals(counts, that.counts)
        && clients.equals(that.clients)
        && panel.equals(that.panel)
        && queue.equals(that.queue)
        && origin.equals(that.origin)
        && sameRequests(that);
  }

  /// A stratum that was emptied is as one that never was.
  private boolean sameRequests(WindowSummary that) {
    for (int s = 0; s < Stratum.COUNT; s++) {
      @Nullable BottomK mine = requests[s];
      @Nullable BottomK theirs = that.requests[s];
      boolean mineIsEmpty = mine == null || mine.size() == 0;
      boolean theirsIsEmpty = theirs == null || theirs.size() == 0;
      if (mineIsEmpty != theirsIsEmpty || !mineIsEmpty && !Objects.equals(mine, theirs)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bytes) * 31 + Arrays.hashCode(counts);
  }
}
