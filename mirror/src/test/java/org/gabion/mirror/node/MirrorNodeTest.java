package org.gabion.mirror.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.Heartbeat;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Root;
import org.gabion.core.snapshot.Roster;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.capture.DirectoryCapture;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.keys.HolderKeys;
import org.gabion.mirror.keys.MirrorKey;
import org.gabion.mirror.publish.PublishRules;
import org.gabion.mirror.publish.Renewal;
import org.gabion.mirror.publish.RootChange;
import org.gabion.mirror.publish.RosterChange;
import org.gabion.mirror.rendition.RenditionRules;
import org.gabion.mirror.restore.Restore;
import org.gabion.mirror.web.HostFiles;
import org.gabion.mirror.wire.AddressRule;
import org.gabion.mirror.wire.MirrorAddress;
import org.gabion.mirror.wire.MirrorClient;
import org.gabion.mirror.wire.Waits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real nodes on loopback addresses of their own.
final class MirrorNodeTest {
  private static final Duration POLL = Duration.ofHours(1);

  @TempDir Path temp;

  private final List<NodeEvent> events = new CopyOnWriteArrayList<>();
  private final List<MirrorNode> nodes = new ArrayList<>();
  private final EventLoops loops = new EventLoops(1);
  private final MirrorClient client =
      new MirrorClient(
          new AddressRule(true), new Waits(Duration.ofSeconds(3), Duration.ofSeconds(30)), 64);
  private MirrorRig rig;
  private int port;
  private CopyServer publisher;
  private Path site;

  @BeforeEach
  void foundSite() throws Exception {
    rig = MirrorRig.found(temp);
    rig.at(java.time.Instant.now());
    site = Files.createDirectories(temp.resolve("site"));
    Random random = new Random(7);
    for (int i = 0; i < 40; i++) {
      byte[] page = new byte[2000 + random.nextInt(3000)];
      random.nextBytes(page);
      Files.write(site.resolve("page-" + i + ".bin"), page);
    }
    port = freePort();
    publisher = new CopyServer(loops, new InetSocketAddress("127.77.0.1", port), rig.copy(), 0);
  }

  @AfterEach
  void stop() throws Exception {
    nodes.forEach(MirrorNode::close);
    publisher.close();
    client.close();
    loops.close();
  }

  @Test
  void swarm_afterOneNodeHears_holdsTheEditionEverywhere() throws Exception {
    joinAll(12);
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);

    nodes.getFirst().ask();

    awaitEdition(1);
    long bytes = 0;
    try (var files = Files.walk(site)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    // Two seeds fetch each object from the publisher; small files come on top.
    assertThat(publisher.sent()).isLessThan(3 * bytes + 200_000);
    for (MirrorNode node : nodes) {
      Path store = storeOf(nodes.indexOf(node));
      FolderSource source = new FolderSource(store);
      CopyHead head = CopyHead.read(source, TrustedSite.of(RootWalk.begin(source, rig.site())));
      Path back = temp.resolve("back-" + nodes.indexOf(node));
      new Restore(OpenedCopy.open(source, head.file().head()), back).run();
      assertThat(Files.mismatch(back.resolve("page-3.bin"), site.resolve("page-3.bin")))
          .isEqualTo(-1);
    }
    assertThat(events).noneMatch(NodeEvent::isFault);
  }

  @Test
  void node_afterARestart_goesOnFromItsStore() throws Exception {
    joinAll(1);
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    nodes.getFirst().ask();
    awaitEdition(1);
    nodes.removeFirst().close();
    publisher.close();

    MirrorNode again = join(0);
    nodes.add(again);

    assertThat(again.complete().orElseThrow().sequence()).isEqualTo(1);
    publisher = new CopyServer(loops, new InetSocketAddress("127.77.0.1", port), rig.copy(), 0);
  }

  @Test
  void node_whosePublisherGivesWrongBytes_keepsNothingOfIt() throws Exception {
    joinAll(1);
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    Path objects = rig.copy().resolve(CopyPaths.OBJECTS);
    Path damaged;
    try (var files = Files.walk(objects)) {
      damaged = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(damaged);
    byte[] wrong = bytes.clone();
    wrong[0] ^= 1;
    Files.write(damaged, wrong);

    nodes.getFirst().ask();

    await().atMost(Duration.ofSeconds(20)).until(() -> storeHas(objects.relativize(damaged), 39));
    assertThat(nodes.getFirst().complete()).isEmpty();
    assertThat(storeOf(0).resolve(CopyPaths.HEAD)).doesNotExist();
    Files.write(damaged, bytes);
    awaitEdition(1);
  }

  @Test
  void thief_ofTheReleaseKey_isForgottenOnceTheKeyIsRevoked() throws Exception {
    joinAll(3);
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    nodes.getFirst().ask();
    awaitEdition(1);
    byte[] honest = Files.readAllBytes(rig.copy().resolve(CopyPaths.HEAD));
    // With the stolen key, an edition of a giant number.
    HolderKeys stolen = rig.key("release-1");
    Head good = ((Parsed.Valid<HeadFile>) HeadFile.parse(honest)).value().head().document();
    Head forged =
        new Head(
            good.site(),
            999_999_999_999_999L,
            1,
            good.snapshot(),
            good.published(),
            good.nextBy(),
            Optional.empty());
    Signed<Head> signed = HolderKeys.sign(forged, forged.body(), List.of(stolen));
    Files.write(rig.copy().resolve(CopyPaths.HEAD), new HeadFile(signed, Optional.empty()).bytes());
    nodes.getFirst().ask();
    await().until(() -> nodes.getFirst().known().seen().orElseThrow().document().equals(forged));

    Files.write(rig.copy().resolve(CopyPaths.HEAD), honest);
    new RootChange(rig.copy(), rig.ring(), InstantSource.system(), new SecureRandom())
        .replace(
            "release-1",
            Optional.of(1L),
            new RootChange.NewKeys(rig.keys(), rig.passphrase(), MirrorRig.ITERATIONS));
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    nodes.getFirst().ask();

    awaitEdition(2);
    for (MirrorNode node : nodes) {
      assertThat(node.known().chain().newest().number()).isEqualTo(2);
      assertThat(node.known().seen().orElseThrow().document().sequence()).isEqualTo(2);
    }
  }

  @Test
  void thief_ofTheHeartbeatKey_publishesNothing() throws Exception {
    joinAll(2);
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    nodes.getFirst().ask();
    awaitEdition(1);
    byte[] honest = Files.readAllBytes(rig.copy().resolve(CopyPaths.HEAD));
    HolderKeys stolen = rig.key("heartbeat-1");
    Signed<Head> good = ((Parsed.Valid<HeadFile>) HeadFile.parse(honest)).value().head();
    Head forged =
        new Head(
            rig.site(),
            2,
            1,
            good.document().snapshot(),
            good.document().published(),
            good.document().nextBy(),
            Optional.of(good.identity()));
    Signed<Head> bySelf = HolderKeys.sign(forged, forged.body(), List.of(stolen));
    // A word for an edition that is none, and one under the honest edition that names another.
    Heartbeat word =
        new Heartbeat(
            rig.site(),
            2,
            bySelf.identity(),
            good.document().published(),
            good.document().nextBy());
    Signed<Heartbeat> signedWord = HolderKeys.sign(word, word.body(), List.of(stolen));
    Roster roster =
        new Roster(
            rig.site(),
            2,
            good.document().published(),
            List.of(MirrorKey.generate().consent(rig.site(), url(9), rig.clock().instant())));
    Files.write(
        rig.copy().resolve(CopyPaths.roster(2)),
        HolderKeys.sign(roster, roster.body(), List.of(stolen)).bytes());
    Root first = nodes.getFirst().known().chain().newest();
    Root taken = new Root(rig.site(), 2, first.published(), 1, Optional.empty(), first.roles());
    Path root = rig.copy().resolve(CopyPaths.root(2));

    for (Signed<Head> head : List.of(bySelf, good)) {
      Files.write(
          rig.copy().resolve(CopyPaths.HEAD), new HeadFile(head, Optional.of(signedWord)).bytes());
      nodes.getFirst().ask();
    }
    Files.write(root, HolderKeys.sign(taken, taken.body(), List.of(stolen)).bytes());
    nodes.getFirst().ask();

    MirrorNode node = nodes.getFirst();
    assertThat(node.known().chain().roots()).hasSize(1);
    assertThat(node.known().seen().orElseThrow().identity()).isEqualTo(good.identity());
    assertThat(node.complete().orElseThrow().sequence()).isEqualTo(1);
    assertThat(node.rosterNumber()).isEqualTo(1);
    assertThat(storeOf(0).resolve(CopyPaths.HEAD)).hasBinaryContent(honest);
    assertThat(events)
        .anyMatch(event -> event.text().contains("not signed by enough release holders"));
    // The publisher goes on as if nothing had been.
    Files.delete(root);
    Files.delete(rig.copy().resolve(CopyPaths.roster(2)));
    Files.write(rig.copy().resolve(CopyPaths.HEAD), honest);
    Files.writeString(site.resolve("page-0.bin"), "changed");
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    nodes.getFirst().ask();
    awaitEdition(2);
  }

  private void replaceKey(String holder) throws IOException {
    new RootChange(rig.copy(), rig.ring(), InstantSource.system(), new SecureRandom())
        .replace(
            holder,
            Optional.empty(),
            new RootChange.NewKeys(rig.keys(), rig.passphrase(), MirrorRig.ITERATIONS));
    assertThat(new Renewal(rig.copy(), rig.ring(), rig.clock()).run().missing()).isEmpty();
  }

  @Test
  void rosterKey_thatWasStolenAndReplaced_leavesTheNodesTheirRoster() throws Exception {
    joinAll(2);
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    nodes.getFirst().ask();
    awaitEdition(1);
    // The thief names nobody, under a giant number.
    Roster giant =
        new Roster(
            rig.site(), 999_999, rig.clock().instant().truncatedTo(ChronoUnit.SECONDS), List.of());
    byte[] forged = HolderKeys.sign(giant, giant.body(), List.of(rig.key("roster-1"))).bytes();
    Path next = rig.copy().resolve(CopyPaths.roster(2));
    Files.write(next, forged);
    nodes.getFirst().ask();
    assertThat(nodes.getFirst().rosterNumber()).isEqualTo(999_999);
    Files.delete(next);

    replaceKey("roster-1");
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    nodes.forEach(MirrorNode::ask);

    awaitEdition(2);
    await().until(() -> nodes.stream().allMatch(node -> node.rosterNumber() == 2));
    assertThat(RosterChange.newest(rig.copy()).orElseThrow().mirrors()).hasSize(2);
    nodes.removeFirst().close();
    MirrorNode again = join(0);
    nodes.add(again);
    assertThat(again.rosterNumber()).isEqualTo(2);
    // Who joins now, and knows none of the rosters before.
    MirrorNode late = join(5);
    nodes.add(late);
    await().until(() -> late.rosterNumber() == 2);
  }

  @Test
  void heartbeatKey_thatWasStolenAndReplaced_speaksToTheNodesAgain() throws Exception {
    joinAll(1);
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    nodes.getFirst().ask();
    awaitEdition(1);
    byte[] bytes = Files.readAllBytes(rig.copy().resolve(CopyPaths.HEAD));
    Signed<Head> head = ((Parsed.Valid<HeadFile>) HeadFile.parse(bytes)).value().head();
    Instant farOff = Instant.parse("2400-01-01T00:00:00Z");
    Heartbeat forever = new Heartbeat(rig.site(), 1, head.identity(), farOff, farOff);
    Signed<Heartbeat> signed =
        HolderKeys.sign(forever, forever.body(), List.of(rig.key("heartbeat-1")));
    Files.write(
        rig.copy().resolve(CopyPaths.HEAD), new HeadFile(head, Optional.of(signed)).bytes());
    nodes.getFirst().ask();
    assertThat(storeOf(0).resolve(CopyPaths.HEAD)).content().contains("2400-01-01");

    replaceKey("heartbeat-1");
    nodes.getFirst().ask();

    assertThat(storeOf(0).resolve(CopyPaths.HEAD))
        .content()
        .contains("heartbeat")
        .doesNotContain("2400-01-01");
    assertThat(storeOf(0).resolve(CopyPaths.HEAD))
        .hasSameBinaryContentAs(rig.copy().resolve(CopyPaths.HEAD));
  }

  @Test
  void files_damagedOrLostOnTheDisk_areFetchedAgainFromPeers() throws Exception {
    joinAll(3);
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    nodes.getFirst().ask();
    awaitEdition(1);
    // From now on only the other nodes have it.
    publisher.close();
    Path store = storeOf(0);
    Path damaged = files(store, CopyPaths.OBJECTS).get(3);
    byte[] right = Files.readAllBytes(damaged);
    byte[] wrong = right.clone();
    wrong[17] ^= 4;
    Files.write(damaged, wrong);
    Path lost = files(store, CopyPaths.OBJECTS).get(9);
    byte[] whole = Files.readAllBytes(lost);
    Files.delete(lost);
    Path shard = files(store, CopyPaths.SHARDS).getFirst();
    byte[] index = Files.readAllBytes(shard);
    Files.write(shard, new byte[index.length]);
    Path snapshot = store.resolve(CopyPaths.snapshot(1));
    Files.write(snapshot, new byte[3]);

    assertThat(nodes.getFirst().checkNow()).isZero();

    assertThat(damaged).hasBinaryContent(right);
    assertThat(lost).hasBinaryContent(whole);
    assertThat(shard).hasBinaryContent(index);
    assertThat(snapshot).hasSameBinaryContentAs(storeOf(1).resolve(CopyPaths.snapshot(1)));
    assertThat(events)
        .filteredOn(event -> event.text().contains("was damaged on this disk, and was fetched"))
        .hasSize(4);
    events.clear();
    assertThat(nodes.getFirst().checkNow()).isZero();
    assertThat(events).isEmpty();
    publisher = new CopyServer(loops, new InetSocketAddress("127.77.0.1", port), rig.copy(), 0);
  }

  @Test
  void node_whoseSnapshotIsDamagedWhenItStarts_fetchesItAgain() throws Exception {
    joinAll(1);
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    nodes.getFirst().ask();
    awaitEdition(1);
    nodes.removeFirst().close();
    Files.write(storeOf(0).resolve(CopyPaths.snapshot(1)), new byte[3]);

    MirrorNode again = join(0);
    nodes.add(again);

    awaitEdition(1);
    assertThat(storeOf(0).resolve(CopyPaths.snapshot(1)))
        .hasSameBinaryContentAs(rig.copy().resolve(CopyPaths.snapshot(1)));
  }

  private static List<Path> files(Path store, String folder) throws IOException {
    try (var files = Files.walk(store.resolve(folder))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private HttpResponse<byte[]> get(HttpClient browser, int index, String path) throws Exception {
    return browser.send(
        HttpRequest.newBuilder(URI.create(url(index) + path)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void node_withReadablePages_servesThemAndLeavesThemForAnotherServer() throws Exception {
    Files.writeString(site.resolve("about.html"), "<title>About</title><h1>About</h1>");
    byte[] film = new byte[3_000_000];
    new Random(8).nextBytes(film);
    Files.write(site.resolve("film.mp4"), film);
    new RosterChange(rig.copy(), rig.ring(), InstantSource.system())
        .add(List.of(MirrorKey.generate().consent(rig.site(), url(0), Instant.now())));
    nodes.add(join(config(0).withReadable(RenditionRules.unknownSite())));
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    nodes.getFirst().ask();
    awaitEdition(1);
    await().until(() -> Files.exists(storeOf(0).resolve(".gabion/.readable")));
    await().until(() -> Files.size(storeOf(0).resolve(".gabion/.readable")) > 0);

    assertThat(storeOf(0).resolve("index.html")).content().contains("A copy of a website");
    assertThat(storeOf(0).resolve(HostFiles.HTACCESS)).exists();
    try (HttpClient browser = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> page = get(browser, 0, "r/about.html");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).asString().contains("About").contains("gabion-banner");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .startsWith("default-src 'none'");
      assertThat(get(browser, 0, "index.html").body()).asString().contains("A copy of a website");
      assertThat(get(browser, 0, "r/film.mp4").body()).isEqualTo(film);
      // The site itself, as its own server gives it.
      assertThat(get(browser, 0, "about.html").body()).asString().doesNotContain("gabion-banner");
      for (String hidden :
          List.of("r/../.gabion/.readable", "r/%2e%2e/consent.txt", ".htaccess", "r/", "r//x")) {
        assertThat(get(browser, 0, hidden).statusCode()).as(hidden).isEqualTo(404);
      }
      // A path that a pattern would try in too many ways.
      assertThat(get(browser, 0, "r/" + "a".repeat(400) + "!").statusCode()).isEqualTo(404);

      Files.writeString(site.resolve("about.html"), "<title>About</title><h1>Changed</h1>");
      Files.writeString(site.resolve("index.html"), "<title>Home</title><h1>Home</h1>");
      rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
      nodes.getFirst().ask();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(get(browser, 0, "r/about.html").body())
                      .asString()
                      .contains("Changed"));
      await().until(() -> get(browser, 0, "r/").statusCode() == 200);
      // Now the site has a page of that name.
      assertThat(get(browser, 0, "index.html").body()).asString().contains("<h1>Home</h1>");
    }
    assertThat(events).noneMatch(NodeEvent::isFault);
  }

  private boolean storeHas(Path except, int others) throws IOException {
    try (var files = Files.walk(storeOf(0).resolve(CopyPaths.OBJECTS))) {
      List<Path> kept = files.filter(Files::isRegularFile).toList();
      assertThat(kept).noneMatch(file -> file.endsWith(except.getFileName()));
      return kept.size() == others;
    } catch (java.nio.file.NoSuchFileException e) {
      return false;
    }
  }

  private void awaitEdition(long sequence) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                nodes.stream()
                    .allMatch(
                        node ->
                            node.complete()
                                .map(head -> head.sequence() == sequence)
                                .orElse(false)));
  }

  private void joinAll(int count) throws Exception {
    List<Consent> consents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      consents.add(
          MirrorKey.generate().consent(rig.site(), url(i), InstantSource.system().instant()));
    }
    new RosterChange(rig.copy(), rig.ring(), InstantSource.system()).add(consents);
    for (int i = 0; i < count; i++) {
      nodes.add(join(i));
    }
    await().until(() -> nodes.stream().allMatch(node -> node.rosterNumber() == 1));
  }

  private MirrorNode join(int index) throws Exception {
    return join(config(index));
  }

  private NodeConfig config(int index) {
    return new NodeConfig(
        rig.site(),
        MirrorAddress.parse("http://127.77.0.1:" + port + "/"),
        MirrorAddress.parse(url(index)),
        Optional.of(new InetSocketAddress("127.77.1." + (index + 1), port)),
        storeOf(index),
        1L << 30,
        0,
        NodeConfig.PARALLEL,
        POLL);
  }

  private MirrorNode join(NodeConfig config) throws Exception {
    MirrorNode node =
        MirrorNode.join(
            config, new MirrorNode.Outside(client, InstantSource.system(), events::add));
    node.start(loops);
    return node;
  }

  private String url(int index) {
    return "http://127.77.1." + (index + 1) + ":" + port + "/";
  }

  private Path storeOf(int index) {
    return temp.resolve("node-" + index);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
