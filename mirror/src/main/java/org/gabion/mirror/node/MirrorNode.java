package org.gabion.mirror.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.Heartbeat;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Root;
import org.gabion.core.snapshot.RootChain;
import org.gabion.core.snapshot.Roster;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.SnapshotHeader;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.copy.CopyFault;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.publish.Garbage;
import org.gabion.mirror.wire.MirrorClient;

/// A node that keeps a site's copy: hears of editions from other mirrors or asks for them, fetches
/// what is new, and serves what it has. It only ever pulls.
///
/// What it knows stands in its store; killed at any moment, it goes on from there. Three virtual
/// threads a node: one asks now and then, one fetches, one looks whether what was kept is still
/// right.
public final class MirrorNode implements AutoCloseable {
  private static final int FAN_OUT = 6;

  /// By chance some are told later: what comes down the trees is faster, if nobody there is away.
  private static final Duration BY_CHANCE_AFTER = Duration.ofSeconds(3);

  private static final String SEEN = CopyPaths.FOLDER + "/.seen";
  private static final String EVIDENCE = CopyPaths.FOLDER + "/.evidence";
  private static final int MAX_HEARD_A_SECOND = 50;

  /// After an edition, and when nothing is to be fetched, what it has replaced goes.
  private static final Duration CHECK_ROUND = Duration.ofDays(1);

  private static final Duration QUIET = Duration.ofMinutes(10);

  private final NodeConfig config;
  private final BiFunction<TrustedSite, HeadFile, HeadVerdict> judging;
  private final InstantSource clock;
  private final NodeEvent.Listener events;
  private final NodeStore store;
  private final Arrivals arrivals = new Arrivals();
  private final Peers peers;
  private final Rosters rosters;
  private final PeerFetch fetch;
  private final StoreCheck check;
  private final CopyPages pages;
  private final Optional<PageMaker> readable;
  private final Semaphore work = new Semaphore(0);
  private final ByteBudget heard = new ByteBudget(MAX_HEARD_A_SECOND);
  private volatile TrustedSite known;
  private volatile Optional<Told> wanted = Optional.empty();
  private volatile Optional<Signed<Head>> complete = Optional.empty();
  private volatile Optional<OpenedCopy> opened = Optional.empty();
  private volatile Optional<Thread> pulling = Optional.empty();
  private volatile byte[] lastHeard = new byte[0];
  private volatile boolean closed;
  private boolean garbageDue;
  private Optional<NodeServer> server = Optional.empty();
  private Optional<Thread> fetcher = Optional.empty();
  private Optional<Thread> asker = Optional.empty();
  private Optional<Thread> checker = Optional.empty();

  /// An edition to fetch, and who told of it.
  private record Told(HeadFile file, Signed<Head> head, Optional<String> from) {}

  /// What a node has from outside.
  ///
  /// @param client may be shared with other nodes in a lab
  /// @param isWilling whether a consent is signed; a lab may remember the answers for all its nodes
  /// @param judging judges a head by what is known; a lab may remember here too
  public record Outside(
      MirrorClient client,
      InstantSource clock,
      NodeEvent.Listener events,
      Predicate<Consent> isWilling,
      BiFunction<TrustedSite, HeadFile, HeadVerdict> judging) {
    public Outside(MirrorClient client, InstantSource clock, NodeEvent.Listener events) {
      this(client, clock, events, Consent::isSigned, TrustedSite::judge);
    }
  }

  private MirrorNode(NodeConfig config, Outside outside, NodeStore store, RootChain chain) {
    this.config = config;
    this.judging = outside.judging();
    this.clock = outside.clock();
    this.events = outside.events();
    this.store = store;
    this.peers = new Peers(config.own().url(), clock, outside.isWilling());
    this.rosters = new Rosters(store, peers);
    this.fetch = new PeerFetch(outside.client(), peers, config.publisher(), events);
    this.check = new StoreCheck(store, fetch, arrivals, events, () -> opened);
    this.pages =
        new CopyPages(
            store,
            arrivals,
            new ByteBudget(config.bytesPerSecond()),
            new SitePages(
                () -> opened, config.readable().map(_ -> new ReadableFiles(store.root()))),
            this::hear);
    this.readable =
        config
            .readable()
            .map(rules -> new PageMaker(store.root(), rules, config.quota(), () -> opened, events));
    this.known = TrustedSite.of(chain);
  }

  /// Opens the store, and joins: the roots are taken from the store or else from the publisher.
  ///
  /// @throws IOException if nothing is in the store and the publisher does not answer, or proves to
  ///   be of another site
  public static MirrorNode join(NodeConfig config, Outside outside) throws IOException {
    NodeStore store = NodeStore.own(config.store());
    boolean fresh = !store.has(CopyPaths.root(1));
    RootChain chain =
        fresh
            ? RootWalk.begin(outside.client().source(config.publisher()), config.site())
            : RootWalk.begin(new FolderSource(store.root()), config.site());
    MirrorNode node = new MirrorNode(config, outside, store, chain);
    node.keepRoots(0);
    node.remember();
    return node;
  }

  /// Takes up what an earlier run knew.
  private void remember() throws IOException {
    for (String path : new String[] {CopyPaths.HEAD, SEEN}) {
      Optional<byte[]> bytes = store.read(path);
      if (bytes.isPresent()
          && HeadFile.parse(bytes.get()) instanceof Parsed.Valid<HeadFile>(HeadFile file)
          && known.judge(file) instanceof HeadVerdict.Newer newer) {
        known = known.after(newer);
        if (path.equals(CopyPaths.HEAD)) {
          takeUp(file, newer.head());
        } else {
          want(new Told(file, newer.head(), Optional.empty()));
        }
      }
    }
    rosters.remember(known);
  }

  private void takeUp(HeadFile file, Signed<Head> head) {
    try {
      completed(head);
    } catch (CopyFault e) {
      events.told(NodeEvent.fault(e.getMessage() + "; it is fetched again"));
      want(new Told(file, head, Optional.empty()));
    }
  }

  /// Reads all that it holds, and fetches what was damaged on the disk. It does so by itself too,
  /// spread over a day.
  ///
  /// @return how many files nobody could give again
  public long checkNow() throws IOException {
    try {
      return check.round(Duration.ZERO).lost();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void checkNowAndThen() {
    try {
      check.run(CHECK_ROUND);
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /// Serves and keeps itself current until it is closed.
  ///
  /// @param loops shared; not closed by this
  public void start(EventLoops loops) throws IOException {
    if (config.listen().isPresent()) {
      server = Optional.of(new NodeServer(loops.group(), config.listen().get(), pages));
    }
    readable.ifPresent(PageMaker::start);
    fetcher = Optional.of(Thread.ofVirtual().name("fetch").start(this::fetchAll));
    asker = Optional.of(Thread.ofVirtual().name("ask").start(this::askNowAndThen));
    checker = Optional.of(Thread.ofVirtual().name("check").start(this::checkNowAndThen));
  }

  /// Asks for the current edition and fetches it, without serving anything.
  ///
  /// @throws IOException if it can not be had
  public void fetchNow() throws IOException {
    ask();
    Optional<Told> told = wanted;
    if (told.isPresent() && !isComplete(told.get())) {
      fetchOne(told.get());
    }
    readable.ifPresent(PageMaker::make);
  }

  /// Where it serves.
  public Optional<InetSocketAddress> address() {
    return server.map(NodeServer::address);
  }

  /// The edition that it holds whole.
  public Optional<Head> complete() {
    return complete.map(Signed::document);
  }

  /// The newest roster that it has; 0 for none.
  public long rosterNumber() {
    return peers.rosterNumber();
  }

  /// What it knows of the site.
  public TrustedSite known() {
    return known;
  }

  /// Bytes of content that it has sent.
  public long sent() {
    return pages.sent();
  }

  /// Looks at a head that somebody told of.
  private boolean hear(byte[] bytes, String from) {
    if (Arrays.equals(bytes, lastHeard)
        || !(HeadFile.parse(bytes) instanceof Parsed.Valid<HeadFile>(HeadFile file))
        || !isNews(file)
        || !heard.take(1, System.nanoTime())) {
      return true;
    }
    Optional<String> peer = Optional.of(from).filter(peers::knows);
    try {
      if (file.head().document().root() > known.chain().newest().number()) {
        extendRoots(peer.map(fetch::source).orElse(fetch.publisher()));
      }
      consider(file, peer);
      lastHeard = bytes;
    } catch (IOException e) {
      events.told(NodeEvent.fault("news from " + from + ": " + e.getMessage()));
    }
    return true;
  }

  /// Whether a head is worth the cost of its signatures.
  private boolean isNews(HeadFile file) {
    Head head = file.head().document();
    Optional<Signed<Head>> seen = known.seen();
    return head.site().equals(config.site())
        && (seen.isEmpty()
            || head.sequence() > seen.get().document().sequence()
            || file.heartbeat().isPresent()
            || !file.head().identity().equals(seen.get().identity()));
  }

  private synchronized void consider(HeadFile file, Optional<String> from) throws IOException {
    if (!isNews(file)) {
      return;
    }
    switch (judging.apply(known, file)) {
      case HeadVerdict.Newer newer -> {
        known = known.after(newer);
        store.put(SEEN, file.bytes());
        if (newer.contradicted().isPresent()) {
          keepProof(newer.contradicted().get(), newer.head());
        }
        want(new Told(file, newer.head(), from));
        Thread.startVirtualThread(() -> tell(file, from));
      }
      case HeadVerdict.Same same -> {
        if (same.heartbeat().isPresent() && isLater(file)) {
          if (complete.isPresent() && complete.get().identity().equals(same.head().identity())) {
            store.put(CopyPaths.HEAD, file.bytes());
            Thread.startVirtualThread(() -> tell(file, from));
          }
        }
      }
      case HeadVerdict.SplitView split -> keepProof(split.seen(), split.other());
      case HeadVerdict.Older _ -> {
        // A mirror that is behind.
      }
      case HeadVerdict.Refused refused ->
          events.told(
              NodeEvent.fault(
                  from.orElse("somebody")
                      + " told of a head that does not count: "
                      + refused.reason()));
    }
  }

  private void keepProof(Signed<Head> seen, Signed<Head> other) throws IOException {
    long sequence = seen.document().sequence();
    store.put(EVIDENCE + "/seen-" + sequence, seen.bytes());
    store.put(EVIDENCE + "/other-" + other.identity(), other.bytes());
    events.told(
        NodeEvent.fault(
            "two different editions "
                + sequence
                + " are signed: somebody shows different sites, or has stolen a key; the heads that"
                + " prove it are kept in "
                + store.root().resolve(EVIDENCE)));
  }

  private boolean isLater(HeadFile file) throws IOException {
    Optional<byte[]> bytes = store.read(CopyPaths.HEAD);
    if (bytes.isEmpty()
        || !(HeadFile.parse(bytes.get()) instanceof Parsed.Valid<HeadFile>(HeadFile here))) {
      return false;
    }
    // One by a key that was taken away since does not stand in the way of the next.
    Optional<Signed<Heartbeat>> said =
        known.judge(here) instanceof HeadVerdict.Same same ? same.heartbeat() : Optional.empty();
    return said.isEmpty()
        || file.heartbeat().orElseThrow().document().at().isAfter(said.get().document().at());
  }

  private void want(Told told) {
    wanted = Optional.of(told);
    // What was being fetched is not wanted any more, and may never be had.
    pulling.ifPresent(Thread::interrupt);
    work.release();
  }

  /// Tells those who fetch from this one of a head; before them, unless they told it, those whom it
  /// fetches from itself: they must have it first. And some others by chance, which finds ways
  /// around whoever is away.
  private void tell(HeadFile file, Optional<String> from) {
    FanOut trees = peers.trees();
    Set<String> parents = trees.parents();
    if (from.isEmpty() || !parents.contains(from.get())) {
      tell(file, parents);
    }
    tell(file, trees.children());
    try {
      long millis = BY_CHANCE_AFTER.toMillis();
      TimeUnit.MILLISECONDS.sleep(millis + ThreadLocalRandom.current().nextLong(millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (!closed
        && known.seen().isPresent()
        && known.seen().get().identity().equals(file.head().identity())) {
      tell(file, peers.some(FAN_OUT, ThreadLocalRandom.current()));
    }
  }

  private void tell(HeadFile file, Collection<String> urls) {
    for (String url : urls) {
      if (!peers.isWelcome(url)) {
        continue;
      }
      try {
        fetch.source(url).tell(CopyPaths.HEAD, file.bytes(), config.own().url());
      } catch (IOException e) {
        peers.failed(url);
      }
    }
  }

  private void fetchAll() {
    while (!closed) {
      try {
        if (!work.tryAcquire(QUIET.toSeconds(), TimeUnit.SECONDS)) {
          collectGarbage();
          continue;
        }
        work.drainPermits();
        Optional<Told> told = wanted;
        if (told.isPresent() && !isComplete(told.get())) {
          fetchOne(told.get());
        }
      } catch (InterruptedException e) {
        // Closed, or another edition is wanted now.
      } catch (IOException e) {
        if (!Thread.interrupted()) {
          events.told(NodeEvent.fault(String.valueOf(e.getMessage())));
        }
      }
    }
  }

  private boolean isComplete(Told told) {
    return complete.isPresent() && complete.get().identity().equals(told.head().identity());
  }

  private void fetchOne(Told told) throws IOException {
    EditionPull pull = new EditionPull(store, arrivals, fetch, config, told.head());
    pulling = Optional.of(Thread.currentThread());
    SnapshotHeader header;
    try {
      header = pull.run(complete());
    } finally {
      pulling = Optional.empty();
    }
    if (header.roster() > 0 && rosters.wants(header.roster(), known)) {
      fetchRoster(header.roster(), told.from());
    }
    synchronized (this) {
      if (known.seen().isPresent()
          && known.seen().get().identity().equals(told.head().identity())) {
        pull.publish(told.file());
        completed(told.head());
      }
    }
    garbageDue = true;
    readable.ifPresent(PageMaker::edition);
    pull.pack(header).ifPresent(pages::offer);
    events.told(
        NodeEvent.news(
            "edition "
                + header.sequence()
                + " is here: "
                + header.routes()
                + " pages, "
                + header.bytes()
                + " bytes"));
  }

  private void completed(Signed<Head> head) throws CopyFault {
    opened = Optional.of(OpenedCopy.open(new FolderSource(store.root()), head));
    complete = Optional.of(head);
  }

  private void fetchRoster(long number, Optional<String> from) throws IOException {
    String path = CopyPaths.roster(number);
    MirrorClient.PeerSource source = from.map(fetch::source).orElse(fetch.publisher());
    Optional<byte[]> bytes = source.fetch(path, Roster.MAX_BYTES);
    if (bytes.isEmpty() && from.isPresent()) {
      bytes = fetch.publisher().fetch(path, Roster.MAX_BYTES);
    }
    if (bytes.isPresent()) {
      rosters.take(bytes.get(), known);
    }
  }

  private void askNowAndThen() {
    while (!closed) {
      ask();
      try {
        long millis = config.poll().toMillis();
        // A third of chance, so that a thousand nodes do not ask at once.
        TimeUnit.MILLISECONDS.sleep(
            millis - millis / 6 + ThreadLocalRandom.current().nextLong(millis / 3 + 1));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /// By the thread that fetches: nothing goes that a pull has just found there.
  private void collectGarbage() {
    if (!garbageDue) {
      return;
    }
    garbageDue = false;
    try {
      new Garbage(store.root(), clock).collect();
    } catch (IOException e) {
      events.told(NodeEvent.fault("what is not needed any more stays: " + e.getMessage()));
    }
  }

  /// Asks the publisher and one other mirror for news.
  public void ask() {
    ask(fetch.publisher(), Optional.empty());
    peers
        .some(1, ThreadLocalRandom.current())
        .forEach(url -> ask(fetch.source(url), Optional.of(url)));
  }

  private void ask(MirrorClient.PeerSource source, Optional<String> peer) {
    try {
      extendRoots(source);
      Optional<byte[]> bytes = source.fetch(CopyPaths.HEAD, HeadFile.MAX_BYTES);
      if (bytes.isPresent()
          && HeadFile.parse(bytes.get()) instanceof Parsed.Valid<HeadFile>(HeadFile file)) {
        consider(file, peer);
      }
      long next = peers.rosterNumber() + 1;
      Optional<byte[]> roster = source.fetch(CopyPaths.roster(next), Roster.MAX_BYTES);
      if (roster.isPresent()) {
        rosters.take(roster.get(), known);
      }
      peer.ifPresent(peers::answered);
      retry();
    } catch (IOException e) {
      if (peer.isPresent()) {
        peers.failed(peer.get());
      } else {
        events.told(NodeEvent.fault("the publisher can not be asked: " + e.getMessage()));
      }
    }
  }

  /// An edition that could not be fetched is tried again.
  private void retry() {
    if (wanted.isPresent() && !isComplete(wanted.get())) {
      work.release();
    }
  }

  private synchronized void extendRoots(MirrorClient.PeerSource source) throws CopyFault {
    int before = known.chain().roots().size();
    RootChain longer = RootWalk.extend(source, known.chain());
    if (longer.roots().size() > before) {
      known = known.with(longer);
      if (known.seen().isEmpty()) {
        // The root voids what was heard of last.
        wanted = Optional.empty();
        pulling.ifPresent(Thread::interrupt);
      }
      try {
        keepRoots(before);
      } catch (IOException e) {
        throw new CopyFault(
            CopyFault.Kind.UNREACHABLE, "can not keep a root: " + e.getMessage(), e);
      }
    }
  }

  private void keepRoots(int from) throws IOException {
    for (Signed<Root> root : known.chain().roots().subList(from, known.chain().roots().size())) {
      store.put(CopyPaths.root(root.document().number()), root.bytes());
    }
  }

  @Override
  public void close() {
    closed = true;
    fetcher.ifPresent(Thread::interrupt);
    asker.ifPresent(Thread::interrupt);
    checker.ifPresent(Thread::interrupt);
    readable.ifPresent(PageMaker::close);
    server.ifPresent(NodeServer::close);
  }
}
