package org.gabion.lab.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Both runs of the swarm with a few mirrors. Times are not looked at: they are the machine's.
final class SmallSwarmTest {
  @TempDir Path temp;

  private final SwarmFigures figures = new SwarmFigures();
  private final StringWriter told = new StringWriter();

  private void assertMet(String... names) {
    for (String name : names) {
      assertThat(figures.named(name))
          .as("%s in %s", name, told)
          .matches(SwarmFigures.Figure::isMet);
    }
  }

  @Test
  void swarm_ofTwelve_spreadsBothEditionsAndOutlivesAllButOne() throws Exception {
    long bytes = 1_000_000;
    try (Swarm swarm = new Swarm(Files.createDirectory(temp.resolve("swarm")), bytes, 7, true)) {
      swarm.join(12);
      new SwarmRun(swarm, bytes, figures, new PrintWriter(told)).run();
    }
    assertMet(
        "mirrors without first edition",
        "mirrors without edition 6 with 1 % changed",
        "mirrors whose bytes are not right",
        "sent by the publisher",
        "sent by the busiest mirror",
        "mirrors that the probe did not find",
        "restored files that differ");
  }

  @Test
  void publisher_goneHalfWay_leavesEachMirrorWithOneWholeEdition() throws Exception {
    long bytes = 20_000_000;
    try (Swarm swarm = new Swarm(Files.createDirectory(temp.resolve("half")), bytes, 7, true)) {
      swarm.join(8);
      new SwarmRun(swarm, bytes, figures, new PrintWriter(told)).runUntilThePublisherDies(0.5);
    }
    assertMet("mirrors that hold neither edition", "mirrors whose bytes are not right");
  }

  /// Damage of 5 % is found by 96 % of audits: with three damaged mirrors, one is missed now and
  /// then; the others never are.
  @Test
  void faults_ofTwelve_areToldApartAndNoWrongByteIsHandedOn() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("faults"));
    try (FaultsRun run =
        new FaultsRun(folder, FaultsCommand.kinds(12), figures, new PrintWriter(told))) {
      run.run(4000);
    }
    assertMet(
        "mirrors that are not intact before",
        "3 rolled back, called otherwise",
        "1 suspected freeze, called otherwise",
        "4 unreachable, called otherwise",
        "1 intact, called otherwise",
        "searches of 5 that missed the newest edition",
        "objects with wrong bytes that were handed on",
        "damaged responses that were not refused");
  }
}
