package org.gabion.lab.swarm;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.lab.load.LoopbackSockets;
import org.gabion.mirror.copy.CopyFault;
import org.gabion.mirror.copy.CopyFinder;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.Source;
import org.gabion.mirror.node.MirrorNode;
import org.gabion.mirror.restore.Restore;

/// What is done to a swarm, in order, and measured.
final class SwarmRun {
  private static final int SMALL_EDITIONS = 5;

  private final Swarm swarm;
  private final long bytes;
  private final SwarmFigures figures;
  private final PrintWriter out;

  SwarmRun(Swarm swarm, long bytes, SwarmFigures figures, PrintWriter out) {
    this.swarm = swarm;
    this.bytes = bytes;
    this.figures = figures;
    this.out = out;
  }

  void run() throws IOException {
    spread("first edition", true);
    audit();
    spreadSmallEditions();
    TrustedSite known = known();
    probeAll(known);
    loseAllButOne(known);
  }

  /// Lets the publisher die in the midst of an edition, and some mirrors be started anew meanwhile.
  ///
  /// @param share of what it would send
  void runUntilThePublisherDies(double share) throws IOException {
    spread("first edition", false);
    swarm.site().changeAllPages(2);
    int restarts = Math.max(1, swarm.nodes().size() / 20);
    Swarm.Halfway halfway =
        swarm.publishAndDie(share, restarts, new Random(1247), SwarmCommand.limit());
    out.printf(
        Locale.ROOT,
        "after %.0f s: %d mirrors hold the edition before, %d the new one; %d were started anew%n",
        halfway.seconds(),
        halfway.old(),
        halfway.complete(),
        restarts);
    swarm.faults().forEach(fault -> out.println("  fault: " + fault));
    figures.add("mirrors that hold neither edition", halfway.other(), 0, "mirrors");
    audit();
  }

  /// Changes 1 % of the site a few times; the figures are the medians, the first edition with its
  /// cold code included.
  private void spreadSmallEditions() throws IOException {
    double[] half = new double[SMALL_EDITIONS];
    double[] all = new double[SMALL_EDITIONS];
    for (int i = 0; i < SMALL_EDITIONS; i++) {
      swarm.site().change(2 + i);
      Swarm.Spread small = spread("edition " + (2 + i) + " with 1 % changed", false);
      half[i] = small.median();
      all[i] = small.last();
      // Mirrors tell some others by chance a few seconds later.
      pause(Duration.ofSeconds(8));
    }
    Arrays.sort(half);
    Arrays.sort(all);
    figures.add("1 % edition, half of all mirrors", half[SMALL_EDITIONS / 2], 1, "s");
    figures.add("1 % edition, all mirrors", all[SMALL_EDITIONS / 2], 3, "s");
  }

  private static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Swarm.Spread spread(String what, boolean whole) throws IOException {
    Swarm.Spread spread = swarm.publish(SwarmCommand.limit());
    out.printf(
        Locale.ROOT,
        "%s: published in %.2f s; at half of the mirrors after %.2f s, at the last after %.2f s%n",
        what,
        spread.publishSeconds(),
        spread.median(),
        spread.last());
    out.printf(
        Locale.ROOT,
        "  sent by the publisher %.2f, by the busiest mirror %.2f, by all %.1f times the site%n",
        spread.publisherSent() / (double) bytes,
        spread.busiestSent() / (double) bytes,
        spread.allSent() / (double) bytes);
    swarm.faults().forEach(fault -> out.println("  fault: " + fault));
    out.flush();
    int missing = swarm.nodes().size() - spread.seconds().length;
    figures.add("mirrors without " + what, missing, 0, "mirrors");
    if (whole) {
      figures.add("first edition, all mirrors", spread.last(), 60, "s");
      figures.add(
          "sent by the publisher", spread.publisherSent() / (double) bytes, 2.2, "x the site");
      figures.add(
          "sent by the busiest mirror", spread.busiestSent() / (double) bytes, 4, "x the site");
    }
    return spread;
  }

  private TrustedSite known() throws IOException {
    FolderSource own = new FolderSource(swarm.copy());
    CopyHead head =
        CopyHead.read(own, TrustedSite.of(org.gabion.mirror.copy.RootWalk.begin(own, swarm.id())));
    return head.site().after(head.verdict());
  }

  /// Reads every byte of every store and checks it.
  private void audit() throws IOException {
    long start = System.nanoTime();
    int wrong = 0;
    long read = 0;
    TrustedSite known = known();
    for (int i = 0; i < swarm.nodes().size(); i++) {
      FolderSource store = new FolderSource(swarm.store(i));
      try {
        CopyHead head = CopyHead.read(store, known);
        OpenedCopy copy = OpenedCopy.open(store, head.file().head());
        for (Route route : copy.routes()) {
          copy.copyTo(route, OutputStream.nullOutputStream());
          read += route.size();
        }
      } catch (CopyFault e) {
        wrong++;
        out.println("  " + e.getMessage());
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(
        Locale.ROOT,
        "audit: %.1f GB in all stores read and checked in %.1f s (%.2f GB/s on one core)%n",
        read / 1e9,
        seconds,
        read / 1e9 / seconds);
    out.flush();
    figures.add("mirrors whose bytes are not right", wrong, 0, "mirrors");
  }

  /// Asks every mirror for its head and judges it.
  private void probeAll(TrustedSite known) throws IOException {
    long start = System.nanoTime();
    int good = 0;
    try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (String url : swarm.urls()) {
        answers.add(
            asking.submit(
                () -> {
                  CopyHead head = CopyHead.read(swarm.source(url), known);
                  return head.verdict() instanceof org.gabion.core.snapshot.HeadVerdict.Same;
                }));
      }
      for (Future<Boolean> answer : answers) {
        good += answer.get() ? 1 : 0;
      }
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new IOException(e);
    }
    figures.add("light probe of all mirrors", (System.nanoTime() - start) / 1e9, 5, "s");
    figures.add("mirrors that the probe did not find", swarm.urls().size() - good, 0, "mirrors");
  }

  private void loseAllButOne(TrustedSite known) throws IOException {
    swarm.stopPublisher();
    int survivor = new Random(1247).nextInt(swarm.nodes().size());
    List<InetSocketAddress> dead = new ArrayList<>();
    for (int i = 0; i < swarm.nodes().size(); i++) {
      MirrorNode node = swarm.nodes().get(i);
      if (i != survivor) {
        dead.add(node.address().orElseThrow());
        node.close();
      }
    }
    List<Source> mirrors = new ArrayList<>();
    swarm.urls().forEach(url -> mirrors.add(swarm.source(url)));
    OpenedCopy found = firstPage(mirrors, known, "the dead refuse", 1);
    List<ServerSocket> swallowing = new ArrayList<>();
    try {
      for (InetSocketAddress address : dead) {
        // Takes connections and never answers.
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(LoopbackSockets.requireLoopback(address), 16);
        swallowing.add(socket);
      }
      firstPage(mirrors, known, "the dead swallow", 6);
    } finally {
      for (ServerSocket socket : swallowing) {
        socket.close();
      }
    }
    restore(found);
  }

  private OpenedCopy firstPage(List<Source> mirrors, TrustedSite known, String when, double most)
      throws IOException {
    long start = System.nanoTime();
    CopyFinder.Found found =
        new CopyFinder(mirrors, known, new Random(3)).first(Duration.ofSeconds(30));
    Route route = found.copy().route(RouteKey.of("/page-0.html").orElseThrow()).orElseThrow();
    found.copy().copyTo(route, OutputStream.nullOutputStream());
    figures.add(
        "first page when all others are gone and " + when,
        (System.nanoTime() - start) / 1e9,
        most,
        "s");
    out.println(
        "found "
            + URI.create(found.copy().source().name()).getHost()
            + " among "
            + mirrors.size()
            + " mirrors after asking "
            + found.asked());
    out.flush();
    return found.copy();
  }

  private void restore(OpenedCopy copy) throws IOException {
    long start = System.nanoTime();
    Path back = swarm.copy().resolveSibling("back");
    new Restore(copy, back).run();
    figures.add("restore from the last mirror", (System.nanoTime() - start) / 1e9, 10, "s");
    int different = 0;
    try (Stream<Path> files = Files.list(swarm.site().folder())) {
      for (Path file : files.toList()) {
        Path restored = back.resolve(String.valueOf(file.getFileName()));
        if (!Files.exists(restored) || Files.mismatch(file, restored) >= 0) {
          different++;
        }
      }
    }
    figures.add("restored files that differ", different, 0, "files");
  }
}
