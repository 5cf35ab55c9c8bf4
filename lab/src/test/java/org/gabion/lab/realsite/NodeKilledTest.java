package org.gabion.lab.realsite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.lab.load.HttpConnection.Answer;
import org.gabion.lab.load.LoopbackSockets;
import org.gabion.mirror.node.CopyServer;
import org.gabion.mirror.node.EventLoops;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `gabion mirror join` in a process of its own is killed (SIGKILL) at random moments while it
/// fetches: it serves one edition, whole, and goes on where it was.
final class NodeKilledTest {
  private static final long SEED = Long.getLong("gabion.seed", 5);
  private static final int ROUNDS = 4;
  private static final String PAGE = "/page-3.html";

  @TempDir Path temp;

  @Test
  void node_killedWhileItFetches_servesOneEditionAndCompletesTheNext() throws Exception {
    Random random = new Random(SEED);
    KilledMirror rig = new KilledMirror(temp);
    Path store = temp.resolve("store");
    int port = LoopbackSockets.freePort();
    String mirror = rig.mirror().toString();
    int held = 0;
    int killed = 0;
    try (EventLoops loops = new EventLoops(1);
        CopyServer publisher =
            new CopyServer(loops, new InetSocketAddress("127.0.0.1", 0), rig.copy(), 0)) {
      for (int version = 1; version <= ROUNDS; version++) {
        rig.run("publish", mirror, "--from", rig.site(version).toString());
        long edition = KilledMirror.edition(store);
        int before = objects(store);
        int objects = 1 + random.nextInt(KilledMirror.PAGES - 20);
        String served = held == 0 ? "" : KilledMirror.words(held);
        Process node = join(rig, publisher, store, "127.0.0.1:" + port);
        try {
          if (held > 0) {
            await().atMost(Duration.ofSeconds(30)).until(() -> serves(port, ""));
            // Of one edition or of the next, but never anything else.
            assertThat(serves(port, served) || serves(port, KilledMirror.words(version))).isTrue();
          }
        } finally {
          killed += KilledMirror.kill(node, () -> objects(store) >= before + objects) ? 1 : 0;
        }
        held = KilledMirror.edition(store) > edition ? version : held;
        if (held > 0) {
          rig.assertHolds(store, held);
        }
        if (version == 1) {
          // The first one is completed, so that there is something to lose.
          complete(rig, publisher, store);
          held = 1;
        }
      }
      assertThat(killed).as("seed " + SEED).isGreaterThan(1);

      complete(rig, publisher, store);
      assertThat(KilledMirror.edition(store)).isEqualTo(KilledMirror.edition(rig.copy()));
      rig.assertHolds(store, ROUNDS);
      assertThat(Trees.files(store)).noneMatch(path -> path.contains(".part-"));
    }
  }

  private static void complete(KilledMirror rig, CopyServer publisher, Path store)
      throws Exception {
    rig.run(
        "join",
        site(rig, publisher),
        "--store",
        store.toString(),
        "--own",
        "http://127.0.0.9/",
        "--lab",
        "--once");
  }

  private static Process join(KilledMirror rig, CopyServer publisher, Path store, String listen)
      throws Exception {
    return rig.start(
        "join",
        site(rig, publisher),
        "--store",
        store.toString(),
        "--own",
        "http://127.0.0.9/",
        "--lab",
        "--listen",
        listen);
  }

  private static String site(KilledMirror rig, CopyServer publisher) {
    return rig.id() + "@http://127.0.0.1:" + publisher.address().getPort() + "/";
  }

  private static int objects(Path store) throws java.io.IOException {
    Path objects = store.resolve(CopyPaths.OBJECTS);
    return Files.exists(objects) ? Trees.files(objects).size() : 0;
  }

  private static boolean serves(int port, String words) {
    try (Getter getter = new Getter(port)) {
      Answer answer = getter.get(PAGE);
      return answer.status() == 200 && answer.body().contains(words);
    } catch (java.io.IOException notYet) {
      return false;
    }
  }
}
