package org.gabion.lab.replay;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.gabion.core.config.Findings;
import org.gabion.core.config.Node;
import org.gabion.core.config.Position;
import org.gabion.core.config.Section;
import org.gabion.core.journal.Event;
import org.gabion.guard.ConfigSource;
import org.gabion.guard.Guard;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.GuardSettings;
import org.gabion.guard.detection.FoundSoFar;
import org.gabion.lab.load.HttpConnection;

/// A guard within this process, in front of a [PageOrigin], by a clock that the test turns; its log
/// and its state lie in a folder. Readers' addresses come by X-Forwarded-For.
final class GuardAtWork implements AutoCloseable {
  private static final Position HERE = Position.in("test");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path folder;
  private final PageOrigin origin = new PageOrigin();
  private final AtomicReference<Instant> now;
  private final List<Event> journal = new CopyOnWriteArrayList<>();
  private final Guard guard;
  private final List<HttpConnection> connections = new ArrayList<>();
  private int sent;

  GuardAtWork(Path folder, Instant start, Map<String, String> settings) throws Exception {
    this.folder = folder;
    this.now = new AtomicReference<>(start);
    GuardConfig config = config(settings);
    this.guard =
        Guard.start(
            config,
            new Guard.Surroundings(
                "test",
                journal::add,
                now::get,
                () -> new ConfigSource.Loaded.Fresh(config),
                Optional.empty(),
                (site, at) -> {
                  throw new IOException("no copy in " + at);
                }));
    InetSocketAddress address =
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), guard.addresses().getFirst().getPort());
    for (int i = 0; i < 8; i++) {
      connections.add(HttpConnection.open(InetAddress.getLoopbackAddress(), address, deadline()));
    }
  }

  private GuardConfig config(Map<String, String> settings) {
    Map<String, String> all = new TreeMap<>();
    all.put("listen", "127.0.0.1:0");
    all.put("origin", "http://127.0.0.1:" + origin.port());
    all.put("admin.address", "127.0.0.2:0");
    all.put("clients.trusted-proxies", "127.0.0.0/8");
    all.put("access-log.json", log().toString());
    all.put("access-log.flush-interval", "50ms");
    all.put("runtime.state-directory", folder.resolve("state").toString());
    all.put("runtime.event-loops", "2");
    all.put("runtime.transport", "nio");
    all.put("http.max-requests-per-connection", "1000000");
    all.putAll(settings);
    Map<String, List<Node.Entry>> sections = new TreeMap<>();
    List<Node.Entry> guardEntries = new ArrayList<>();
    all.forEach(
        (key, value) -> {
          int dot = key.indexOf('.');
          Node.Scalar scalar = new Node.Scalar(HERE, value, true);
          List<Node.Entry> to =
              dot < 0
                  ? guardEntries
                  : sections.computeIfAbsent(key.substring(0, dot), name -> new ArrayList<>());
          to.add(new Node.Entry(HERE, key.substring(dot + 1), scalar));
        });
    sections.forEach(
        (name, entries) ->
            guardEntries.add(new Node.Entry(HERE, name, new Node.Mapping(HERE, entries))));
    Node root =
        new Node.Mapping(
            HERE, List.of(new Node.Entry(HERE, "guard", new Node.Mapping(HERE, guardEntries))));
    Findings findings = new Findings();
    GuardConfig config = GuardSettings.read(Section.root(root, findings), folder);
    if (!findings.problems().isEmpty()) {
      throw new IllegalArgumentException(findings.problems().toString());
    }
    return config;
  }

  Path log() {
    return folder.resolve("access.log");
  }

  Path seed() {
    return folder.resolve("state").resolve("seed");
  }

  List<Event> journal() {
    return List.copyOf(journal);
  }

  /// What the detector has found. After [#close], all of it.
  FoundSoFar found() {
    return guard.found().orElseThrow();
  }

  private static long deadline() {
    return System.nanoTime() + PATIENCE.toNanos();
  }

  /// One request, answered.
  void ask(String head) throws IOException {
    connections.get(sent++ % connections.size()).exchange(head, deadline());
  }

  /// Turns the clock, once the guard has written down all that was asked, and waits until the
  /// detector has looked at so many minutes: then all event loops know the time.
  void turnTo(Instant time, long minutes) throws InterruptedException, IOException {
    long patience = deadline();
    while (finished() < sent) {
      rest(patience);
    }
    now.set(time);
    while (found().windows() < minutes) {
      rest(patience);
    }
  }

  private void rest(long patience) throws InterruptedException, IOException {
    if (System.nanoTime() > patience) {
      throw new AssertionError(
          finished() + " of " + sent + " finished, " + found().windows() + " minutes seen");
    }
    Thread.sleep(2);
  }

  /// Requests that are over: the access log is written in the same breath.
  private long finished() throws IOException {
    return admin("/metrics")
        .lines()
        .filter(line -> line.startsWith("gabion_requests_total{"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// A page of the admin port.
  String admin(String path) throws IOException {
    URI at = URI.create("http://127.0.0.2:" + guard.adminAddress().orElseThrow().getPort());
    try (InputStream page = at.resolve(path).toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Ends the guard.
  void stop() throws IOException {
    for (HttpConnection connection : connections) {
      connection.close();
    }
    guard.close();
  }

  @Override
  public void close() throws IOException {
    stop();
    origin.close();
  }
}
