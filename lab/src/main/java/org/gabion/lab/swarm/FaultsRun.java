package org.gabion.lab.swarm;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.lab.load.LoopbackSockets;
import org.gabion.mirror.capture.DirectoryCapture;
import org.gabion.mirror.check.Beginning;
import org.gabion.mirror.check.CheckKind;
import org.gabion.mirror.check.CheckReport;
import org.gabion.mirror.check.CheckRules;
import org.gabion.mirror.check.MirrorCheck;
import org.gabion.mirror.check.MirrorClass;
import org.gabion.mirror.check.PlaceFinder;
import org.gabion.mirror.check.Recollection;
import org.gabion.mirror.copy.CopyFault;
import org.gabion.mirror.copy.CopyFinder;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.copy.Source;
import org.gabion.mirror.keys.KeyRing;
import org.gabion.mirror.keys.MirrorKey;
import org.gabion.mirror.publish.Founding;
import org.gabion.mirror.publish.PublishRules;
import org.gabion.mirror.publish.Publisher;
import org.gabion.mirror.publish.RosterChange;
import org.gabion.mirror.wire.AddressRule;
import org.gabion.mirror.wire.MirrorAddress;
import org.gabion.mirror.wire.MirrorClient;
import org.gabion.mirror.wire.Waits;

/// A swarm of which one mirror is honest: does a check tell all others by what is wrong with them,
/// does a reader find the newest edition, and does any wrong byte ever reach one?
///
/// Three editions, a day apart. All mirrors have the second when a first check looks at them; then
/// the third is published, and each shows what its kind shows.
final class FaultsRun implements AutoCloseable {
  private static final String PASSPHRASE = "a passphrase of the lab";
  private static final double DAMAGE = 0.05;
  private static final int SEARCHES = 5;
  private static final int READERS = 8;

  /// What is wrong with a mirror, and how a check should call it.
  enum Kind {
    CORRUPT(MirrorClass.CORRUPT),
    ROLLED_BACK(MirrorClass.ROLLED_BACK),
    FROZEN(MirrorClass.FROZEN),
    DEAD(MirrorClass.UNREACHABLE),
    HONEST(MirrorClass.INTACT);

    private final MirrorClass wanted;

    Kind(MirrorClass wanted) {
      this.wanted = wanted;
    }
  }

  private final Path folder;
  private final Map<Kind, Integer> counts;
  private final SwarmFigures figures;
  private final PrintWriter out;
  private final Random random = new Random(1247);
  private final List<FaultyMirror> mirrors = new ArrayList<>();
  private final List<Kind> kinds = new ArrayList<>();
  private final Map<String, byte[]> truth = new HashMap<>();
  private final MirrorClient client =
      new MirrorClient(
          new AddressRule(true), new Waits(Duration.ofSeconds(1), Duration.ofSeconds(5)), 4096);
  private final Path site;
  private final Digest id;
  private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(3));

  FaultsRun(Path folder, Map<Kind, Integer> counts, SwarmFigures figures, PrintWriter out)
      throws IOException {
    this.folder = folder;
    this.counts = new EnumMap<>(counts);
    this.figures = figures;
    this.out = out;
    this.site = folder.resolve("site");
    makeSite();
    id =
        Founding.USUAL
            .found(
                copy(),
                folder.resolve("keys"),
                PASSPHRASE.toCharArray(),
                1000,
                () -> now,
                new SecureRandom())
            .site();
  }

  private Path copy() {
    return folder.resolve("copy");
  }

  private KeyRing ring() {
    return new KeyRing(List.of(folder.resolve("keys")), _ -> PASSPHRASE.toCharArray());
  }

  private void makeSite() throws IOException {
    Files.createDirectories(site);
    for (int i = 0; i < 400; i++) {
      byte[] page = new byte[500 + random.nextInt(3000)];
      random.nextBytes(page);
      Files.write(site.resolve("page-" + i + ".bin"), page);
    }
  }

  /// @param responses how many objects readers ask for
  void run(long responses) throws IOException {
    Map<String, byte[]> first = publish();
    Map<String, byte[]> second = publish();
    startMirrors(second);
    CheckRules rules = CheckRules.USUAL.inLab().withGrace(Duration.ZERO);
    try (MirrorCheck check = new MirrorCheck(rules, () -> now, PlaceFinder.none())) {
      MirrorCheck.Round before = round(check, CheckKind.LIGHT, Recollection.NONE);
      figures.add(
          "mirrors that are not intact before",
          mirrors.size() - before.report().intact(),
          0,
          "mirrors");
      TrustedSite known = known();
      now = now.plus(Duration.ofDays(1));
      Map<String, byte[]> third = publish();
      breakMirrors(first, second, third);
      now = now.plus(Duration.ofHours(1));
      long start = System.nanoTime();
      MirrorCheck.Round after = round(check, CheckKind.AUDIT, before.after());
      out.printf(Locale.ROOT, "audit round: %.1f s%n", (System.nanoTime() - start) / 1e9);
      judge(after.report());
      search(known);
      read(known, responses);
    }
  }

  /// Publishes an edition a day after the one before; gives all files of the copy.
  private Map<String, byte[]> publish() throws IOException {
    now = now.plus(Duration.ofDays(1));
    for (int i = 0; i < 4; i++) {
      Files.writeString(site.resolve("news-" + i + ".txt"), "news " + i + " of " + now);
    }
    new Publisher(copy(), ring(), () -> now)
        .publish(new DirectoryCapture(site), PublishRules.USUAL);
    Map<String, byte[]> files = new HashMap<>();
    try (Stream<Path> walk = Files.walk(copy().resolve(CopyPaths.FOLDER))) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(copy().relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    truth.putAll(files);
    return files;
  }

  private void startMirrors(Map<String, byte[]> files) throws IOException {
    int port = LoopbackSockets.freePort();
    for (Map.Entry<Kind, Integer> each : counts.entrySet()) {
      kinds.addAll(Collections.nCopies(each.getValue(), each.getKey()));
    }
    Collections.shuffle(kinds, random);
    List<Consent> consents = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      String host = "127.93." + i / 250 + "." + (i % 250 + 1);
      FaultyMirror mirror = new FaultyMirror(new InetSocketAddress(host, port), files);
      mirrors.add(mirror);
      consents.add(MirrorKey.generate().consent(id, mirror.url(), now));
    }
    new RosterChange(copy(), ring(), () -> now).add(consents);
  }

  private void breakMirrors(
      Map<String, byte[]> first, Map<String, byte[]> second, Map<String, byte[]> third)
      throws IOException {
    List<String> named =
        third.keySet().stream()
            .filter(path -> path.startsWith(CopyPaths.OBJECTS) || path.startsWith(CopyPaths.SHARDS))
            .sorted()
            .toList();
    int dead = 0;
    for (int i = 0; i < mirrors.size(); i++) {
      FaultyMirror mirror = mirrors.get(i);
      switch (kinds.get(i)) {
        case CORRUPT -> mirror.show(third, some(named));
        case ROLLED_BACK -> mirror.show(first, Set.of());
        case FROZEN -> mirror.show(second, Set.of());
        case DEAD -> mirror.die(dead++ % 2 == 0);
        case HONEST -> mirror.show(third, Set.of());
      }
    }
  }

  private Set<String> some(List<String> paths) {
    List<String> shuffled = new ArrayList<>(paths);
    Collections.shuffle(shuffled, random);
    return new HashSet<>(shuffled.subList(0, (int) Math.ceil(DAMAGE * shuffled.size())));
  }

  private MirrorCheck.Round round(MirrorCheck check, CheckKind kind, Recollection before)
      throws IOException {
    try (Beginning beginning = Beginning.of(List.of(new FolderSource(copy())), Optional.of(id))) {
      return check.run(beginning, new MirrorCheck.Request(kind, before, random.nextLong(), false));
    }
  }

  private void judge(CheckReport report) {
    Map<String, MirrorClass> told = new HashMap<>();
    report.mirrors().forEach(row -> told.put(row.url(), row.verdict().kind()));
    for (Kind kind : Kind.values()) {
      int all = 0;
      int wrong = 0;
      for (int i = 0; i < mirrors.size(); i++) {
        if (kinds.get(i) == kind) {
          all++;
          wrong += told.get(mirrors.get(i).url()) == kind.wanted ? 0 : 1;
        }
      }
      double most = kind == Kind.CORRUPT ? 4 : 0;
      figures.add(
          all + " " + kind.wanted.word() + ", called otherwise",
          all == 0 ? 0 : 100.0 * wrong / all,
          most,
          "%");
    }
  }

  private TrustedSite known() throws IOException {
    FolderSource own = new FolderSource(copy());
    CopyHead head = CopyHead.read(own, TrustedSite.of(RootWalk.begin(own, id)));
    return head.site().after(head.verdict());
  }

  /// A reader looks for the newest edition, again and again.
  private void search(TrustedSite known) throws CopyFault {
    List<Source> sources = new ArrayList<>();
    mirrors.forEach(mirror -> sources.add(source(mirror)));
    int behind = 0;
    for (int i = 0; i < SEARCHES; i++) {
      CopyFinder.Found found =
          new CopyFinder(sources, known, new Random(i))
              .newest(Duration.ofSeconds(20), Duration.ofSeconds(5));
      behind += found.copy().head().document().sequence() == 3 ? 0 : 1;
    }
    figures.add("searches of " + SEARCHES + " that missed the newest edition", behind, 0, "");
  }

  private Source source(FaultyMirror mirror) {
    return client.source(MirrorAddress.parse(mirror.url()));
  }

  /// Readers take objects from all mirrors by chance; what they get is compared with what was
  /// published, byte for byte.
  private void read(TrustedSite known, long responses) throws IOException {
    List<OpenedCopy> copies = new ArrayList<>();
    for (int i = 0; i < mirrors.size(); i++) {
      if (kinds.get(i) != Kind.DEAD) {
        copies.add(open(source(mirrors.get(i)), known));
      }
    }
    List<ObjectRef> objects =
        OpenedCopy.open(new FolderSource(copy()), known().seen().orElseThrow()).routes().stream()
            .flatMap(route -> route.objects().stream())
            .toList();
    AtomicLong wrong = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    AtomicLong missing = new AtomicLong();
    long damagedBefore = damagedGiven();
    AtomicLong given = new AtomicLong();
    long start = System.nanoTime();
    try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
      List<Future<?>> tasks = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        Random own = new Random(i);
        tasks.add(
            readers.submit(
                () -> {
                  for (long left = responses / READERS; left > 0; left--) {
                    OpenedCopy copy = copies.get(own.nextInt(copies.size()));
                    ObjectRef object = objects.get(own.nextInt(objects.size()));
                    try {
                      byte[] bytes = copy.object(object);
                      given.incrementAndGet();
                      byte[] right = truth.get(CopyPaths.object(object.digest()));
                      if (!Arrays.equals(bytes, right)) {
                        wrong.incrementAndGet();
                      }
                    } catch (CopyFault fault) {
                      (fault.kind() == CopyFault.Kind.CORRUPT ? refused : missing)
                          .incrementAndGet();
                    }
                  }
                }));
      }
      for (Future<?> task : tasks) {
        task.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(
        Locale.ROOT,
        "%d responses in %.1f s: %d objects handed on, %d refused as wrong, %d missing%n",
        given.get() + refused.get() + missing.get(),
        seconds,
        given.get(),
        refused.get(),
        missing.get());
    figures.add("objects with wrong bytes that were handed on", wrong.get(), 0, "objects");
    figures.add(
        "damaged responses that were not refused",
        damagedGiven() - damagedBefore - refused.get(),
        0,
        "responses");
  }

  private long damagedGiven() {
    return mirrors.stream().mapToLong(FaultyMirror::damagedGiven).sum();
  }

  private static OpenedCopy open(Source source, TrustedSite known) throws IOException {
    byte[] bytes = source.fetch(CopyPaths.HEAD, HeadFile.MAX_BYTES).orElseThrow();
    if (HeadFile.parse(bytes) instanceof Parsed.Valid<HeadFile>(HeadFile file)
        && TrustedSite.of(known.chain()).judge(file) instanceof HeadVerdict.Newer) {
      return OpenedCopy.open(source, file.head());
    }
    throw new IOException(source.name() + " has no head that counts");
  }

  @Override
  public void close() throws IOException {
    for (FaultyMirror mirror : mirrors) {
      mirror.close();
    }
    client.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
