package org.gabion.lab.slow;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.gabion.lab.load.LoadTool;
import org.gabion.lab.load.LoopbackUrl;
import org.gabion.lab.load.OutsideProgram;
import org.gabion.lab.storm.GuardMemory;

/// One attack on one guard: a reader alone, then the same beside slow clients for so many seconds.
/// One user.
record SlowRun(SlowRig rig, Path folder, int connections, int seconds) {
  private static final Duration CALM = Duration.ofSeconds(5);
  private static final double EARLY = 0.4;

  SlowReport.Row run(SlowAttack attack, boolean budget)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    SlowReader.Outcome calm = calm();
    AtomicReference<Throwable> trouble = new AtomicReference<>();
    Thread attacking = Thread.ofPlatform().name("attack").start(() -> attack(attack, trouble));
    try (SlowReader reader = SlowReader.start(rig.address())) {
      Thread.sleep(Duration.ofMillis((long) (1000 * seconds * EARLY)));
      GuardMemory early = rig.memory();
      Thread.sleep(Duration.ofMillis((long) (1000 * seconds * (0.95 - EARLY))));
      GuardMemory late = rig.memory();
      attacking.join();
      SlowReader.Outcome outcome = reader.finish();
      rig.requireAlive();
      if (trouble.get() != null) {
        throw new IOException("the attack failed", trouble.get());
      }
      return new SlowReport.Row(attack, budget, calm, outcome, early, late);
    } finally {
      attacking.interrupt();
      attacking.join();
    }
  }

  private SlowReader.Outcome calm() throws InterruptedException {
    try (SlowReader reader = SlowReader.start(rig.address())) {
      Thread.sleep(CALM);
      return reader.finish();
    }
  }

  /// The tool ends once all its connections are closed; then it comes again, until the time is
  /// over.
  private void attack(SlowAttack attack, AtomicReference<Throwable> trouble) {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    int core = Runtime.getRuntime().availableProcessors() - 1;
    try {
      for (long left = seconds; left > 0; left = (end - System.nanoTime()) / 1_000_000_000L) {
        LoadTool.SLOWHTTPTEST.run(
            new LoopbackUrl(false, rig.address(), attack.path),
            attack.options(connections, left),
            new LoadTool.Run(Duration.ofSeconds(left + 5), core, folder, Map.of()));
        Thread.sleep(Duration.ofMillis(500));
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } catch (IOException | OutsideProgram.Missing | RuntimeException failure) {
      trouble.set(failure);
    }
  }
}
