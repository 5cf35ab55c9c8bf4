package org.gabion.lab.swarm;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.lab.load.LoopbackSockets;
import org.gabion.mirror.capture.DirectoryCapture;
import org.gabion.mirror.copy.Source;
import org.gabion.mirror.keys.KeyRing;
import org.gabion.mirror.keys.MirrorKey;
import org.gabion.mirror.node.CopyServer;
import org.gabion.mirror.node.EventLoops;
import org.gabion.mirror.node.MirrorNode;
import org.gabion.mirror.node.NodeConfig;
import org.gabion.mirror.node.NodeEvent;
import org.gabion.mirror.publish.Founding;
import org.gabion.mirror.publish.Publication;
import org.gabion.mirror.publish.PublishRules;
import org.gabion.mirror.publish.Publisher;
import org.gabion.mirror.publish.RosterChange;
import org.gabion.mirror.wire.AddressRule;
import org.gabion.mirror.wire.MirrorAddress;
import org.gabion.mirror.wire.MirrorClient;
import org.gabion.mirror.wire.Waits;

/// A publisher and many nodes in one process, each node with a loopback address, a port and a
/// folder of its own. They share event loops, the client that fetches, and what they know of
/// signatures under consents and heads; nothing else.
final class Swarm implements AutoCloseable {
  private static final String PASSPHRASE = "a passphrase of the lab";
  private static final Duration POLL = Duration.ofHours(12);
  private static final int TOLD_FIRST = 6;
  private static final Duration SETTLED = Duration.ofSeconds(40);
  private static final Waits WAITS = new Waits(Duration.ofSeconds(3), Duration.ofSeconds(30));

  private final Path folder;
  private final int port;
  private final SwarmSite site;
  private final EventLoops loops = new EventLoops(2);
  private final MirrorClient client = new MirrorClient(new AddressRule(true), WAITS, 8192);
  private final Map<String, Boolean> willing = new ConcurrentHashMap<>();
  private final Map<Judged, HeadVerdict> judged = new ConcurrentHashMap<>();
  private final boolean alone;
  private final Digest id;
  private final Publisher publisher;
  private final CopyServer server;
  private final List<MirrorNode> nodes = new ArrayList<>();
  private final AtomicLong faults = new AtomicLong();
  private final ConcurrentHashMap<String, Boolean> told = new ConcurrentHashMap<>();

  /// Founds the site and starts its publisher.
  ///
  /// @param alone whether each node checks all signatures of heads itself
  Swarm(Path folder, long size, long seed, boolean alone) throws IOException {
    this.folder = folder;
    this.port = freePort();
    this.alone = alone;
    site = new SwarmSite(folder.resolve("site"), size, seed);
    site.make();
    Path keys = folder.resolve("keys");
    id =
        Founding.USUAL
            .found(
                copy(),
                keys,
                PASSPHRASE.toCharArray(),
                1000,
                InstantSource.system(),
                new SecureRandom())
            .site();
    publisher = new Publisher(copy(), ring(), InstantSource.system());
    server = new CopyServer(loops, address(publisherHost()), copy(), 0);
  }

  private KeyRing ring() {
    return new KeyRing(List.of(folder.resolve("keys")), _ -> PASSPHRASE.toCharArray());
  }

  private InetSocketAddress address(String host) {
    return LoopbackSockets.requireLoopback(new InetSocketAddress(host, port));
  }

  private static String publisherHost() {
    return "127.90.0.1";
  }

  private static String host(int index) {
    return "127.91." + index / 250 + "." + (index % 250 + 1);
  }

  private String url(String host) {
    return "http://" + host + ":" + port + "/";
  }

  Path copy() {
    return folder.resolve("copy");
  }

  Path store(int index) {
    return folder.resolve("nodes").resolve("node-" + index);
  }

  Digest id() {
    return id;
  }

  SwarmSite site() {
    return site;
  }

  List<MirrorNode> nodes() {
    return nodes;
  }

  /// The addresses of all nodes.
  List<String> urls() {
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      urls.add(url(host(i)));
    }
    return urls;
  }

  /// What went wrong so far, each kind once.
  List<String> faults() {
    return told.keySet().stream().sorted().toList();
  }

  /// Lets nodes give their consent, and join.
  void join(int count) throws IOException {
    List<Consent> consents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      consents.add(
          MirrorKey.generate().consent(id, url(host(i)), InstantSource.system().instant()));
    }
    new RosterChange(copy(), ring(), InstantSource.system()).add(consents);
    inParallel(count, this::joinOne);
    awaitAll(node -> node.rosterNumber() == 1, Duration.ofMinutes(5));
  }

  private void joinOne(int index) throws IOException {
    NodeConfig config =
        new NodeConfig(
            id,
            MirrorAddress.parse(url(publisherHost())),
            MirrorAddress.parse(url(host(index))),
            Optional.of(address(host(index))),
            store(index),
            1L << 34,
            0,
            1,
            POLL);
    MirrorNode node =
        MirrorNode.join(
            config,
            new MirrorNode.Outside(
                client, InstantSource.system(), this::tell, this::isWilling, this::judge));
    node.start(loops);
    synchronized (nodes) {
      while (nodes.size() <= index) {
        nodes.add(node);
      }
      nodes.set(index, node);
    }
  }

  /// Checks a consent once for all nodes: a signature a pair of nodes would be all that two cores
  /// do.
  private boolean isWilling(Consent consent) {
    return willing.computeIfAbsent(consent.url(), _ -> consent.isSigned());
  }

  /// Checks the signatures of a head once for all nodes that know the same, unless each is to do so
  /// itself: a thousand machines each take 2 ms for it, two cores take 2 s.
  private HeadVerdict judge(TrustedSite known, HeadFile file) {
    if (alone) {
      return known.judge(file);
    }
    Judged same =
        new Judged(
            known.chain().roots().size(),
            known.seen().map(Signed::identity),
            Digest.of(file.bytes()));
    return judged.computeIfAbsent(same, _ -> known.judge(file));
  }

  private record Judged(int roots, Optional<Digest> seen, Digest file) {}

  private void tell(NodeEvent event) {
    if (event.isFault()) {
      faults.incrementAndGet();
      if (told.size() < 20) {
        told.put(event.text().replaceAll("[0-9a-f]{64}", "HASH"), true);
      }
    }
  }

  private interface Step {
    void run(int index) throws IOException;
  }

  private static void inParallel(int count, Step step) throws IOException {
    try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
      List<Future<?>> tasks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int index = i;
        tasks.add(
            workers.submit(
                () -> {
                  step.run(index);
                  return null;
                }));
      }
      for (Future<?> task : tasks) {
        task.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? "" : e.getCause().getMessage(), e);
    }
  }

  private interface Condition {
    boolean holds(MirrorNode node);
  }

  private void awaitAll(Condition condition, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (MirrorNode node : nodes) {
      while (!condition.holds(node)) {
        if (System.nanoTime() > deadline) {
          throw new IOException("nodes did not get ready in " + limit);
        }
        sleep();
      }
    }
  }

  private static void sleep() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// How an edition spread.
  ///
  /// @param seconds for each node from the beginning of the publication until it had all of it, in
  ///   order; shorter than the swarm if some never had it
  record Spread(
      long sequence,
      double publishSeconds,
      double[] seconds,
      long publisherSent,
      long busiestSent,
      long allSent) {
    double median() {
      return seconds.length == 0 ? Double.NaN : seconds[seconds.length / 2];
    }

    double last() {
      return seconds.length == 0 ? Double.NaN : seconds[seconds.length - 1];
    }
  }

  /// Publishes what the site is now, tells a few nodes, and waits for all.
  Spread publish(Duration limit) throws IOException {
    long[] before = nodes.stream().mapToLong(MirrorNode::sent).toArray();
    long publisherBefore = server.sent();
    long start = System.nanoTime();
    Publication publication =
        publisher.publish(new DirectoryCapture(site.folder()), PublishRules.USUAL);
    if (!(publication instanceof Publication.Published published)) {
      throw new IOException("the site was not published: " + publication);
    }
    double publishSeconds = (System.nanoTime() - start) / 1e9;
    for (int i = 0; i < Math.min(TOLD_FIRST, nodes.size()); i++) {
      MirrorNode first = nodes.get(i * nodes.size() / TOLD_FIRST);
      Thread.startVirtualThread(first::ask);
    }
    long sequence = published.head().sequence();
    double[] seconds = new double[nodes.size()];
    int done = 0;
    boolean[] has = new boolean[nodes.size()];
    while (done < nodes.size() && System.nanoTime() - start < limit.toNanos()) {
      for (int i = 0; i < has.length; i++) {
        if (!has[i] && nodes.get(i).complete().map(h -> h.sequence() >= sequence).orElse(false)) {
          has[i] = true;
          seconds[done++] = (System.nanoTime() - start) / 1e9;
        }
      }
      sleep();
    }
    long busiest = 0;
    long all = 0;
    for (int i = 0; i < before.length; i++) {
      long sent = nodes.get(i).sent() - before[i];
      busiest = Math.max(busiest, sent);
      all += sent;
    }
    return new Spread(
        sequence,
        publishSeconds,
        java.util.Arrays.copyOf(seconds, done),
        server.sent() - publisherBefore,
        busiest,
        all);
  }

  /// How a swarm stands after its publisher was gone in the midst of an edition.
  ///
  /// @param old mirrors that hold the edition before
  /// @param complete mirrors that hold the new one
  /// @param other mirrors that hold neither
  record Halfway(int old, int complete, int other, double seconds) {}

  /// Publishes, and ends the publisher's server when it has sent a share of what the first mirrors
  /// fetch from it. Some mirrors are started anew at moments of chance meanwhile.
  ///
  /// @param share of what it would send
  /// @param patience how long it may take until nothing changes any more
  Halfway publishAndDie(double share, int restarts, Random random, Duration patience)
      throws IOException {
    long before = server.sent();
    long start = System.nanoTime();
    if (!(publisher.publish(new DirectoryCapture(site.folder()), PublishRules.USUAL)
        instanceof Publication.Published published)) {
      throw new IOException("the site was not published");
    }
    long enough = (long) (2 * share * published.newBytes());
    for (int i = 0; i < Math.min(TOLD_FIRST, nodes.size()); i++) {
      MirrorNode first = nodes.get(i * nodes.size() / TOLD_FIRST);
      Thread.startVirtualThread(first::ask);
    }
    int restarted = 0;
    while (server.sent() - before < enough && System.nanoTime() - start < patience.toNanos()) {
      if (restarted < restarts) {
        restart(random.nextInt(nodes.size()));
        restarted++;
      }
      sleep();
    }
    server.close();
    for (; restarted < restarts; restarted++) {
      restart(random.nextInt(nodes.size()));
    }
    long sequence = published.head().sequence();
    long changed = System.nanoTime();
    int complete = -1;
    while (System.nanoTime() - start < patience.toNanos()
        && complete < nodes.size()
        && System.nanoTime() - changed < SETTLED.toNanos()) {
      int now = count(sequence);
      changed = now == complete ? changed : System.nanoTime();
      complete = now;
      sleep();
    }
    return new Halfway(
        count(sequence - 1),
        count(sequence),
        nodes.size() - count(sequence - 1) - count(sequence),
        (System.nanoTime() - start) / 1e9);
  }

  private int count(long sequence) {
    return (int)
        nodes.stream()
            .filter(node -> node.complete().map(head -> head.sequence() == sequence).orElse(false))
            .count();
  }

  private void restart(int index) throws IOException {
    nodes.get(index).close();
    joinOne(index);
  }

  /// Ends the publisher's server.
  void stopPublisher() {
    server.close();
  }

  Source source(String url) {
    return client.source(MirrorAddress.parse(url));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    nodes.forEach(MirrorNode::close);
    server.close();
    client.close();
    loops.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
