package org.gabion.mirror.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Signed;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.publish.RootChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a history keeps, for how long, and what it does with a file that is not its own.
final class CheckHistoryTest {
  private static final Instant NOW = Reports.NOW;
  private static final String A = "https://a.example/";
  private static final String B = "https://b.example/";
  private static final Duration KEEP = Duration.ofDays(90);

  @TempDir Path temp;

  private CheckHistory open() throws IOException {
    return CheckHistory.open(file(), KEEP);
  }

  private Path file() {
    return temp.resolve("check.db");
  }

  @Test
  void rounds_reopened_areAllThere() throws IOException {
    try (CheckHistory history = open()) {
      history.add(
          Reports.at(NOW)
              .mirror(A, MirrorClass.INTACT)
              .mirror(B, MirrorClass.INTACT)
              .audited()
              .round());
    }
    try (CheckHistory history = open()) {
      history.add(
          Reports.at(NOW.plusSeconds(60))
              .mirror(A, MirrorClass.INTACT)
              .mirror(B, MirrorClass.STALE)
              .round());

      assertThat(history.points())
          .containsExactly(
              new RoundFigures(NOW, CheckKind.AUDIT, 2, 2, 1),
              new RoundFigures(NOW.plusSeconds(60), CheckKind.LIGHT, 2, 1, 1));
    }
  }

  @Test
  void periods_sameVerdict_areOneRowUntilItChanges() throws IOException {
    MirrorClass[] classes = {
      MirrorClass.INTACT, MirrorClass.INTACT, MirrorClass.UNREACHABLE, MirrorClass.INTACT
    };
    try (CheckHistory history = open()) {
      for (int i = 0; i < classes.length; i++) {
        history.add(Reports.at(NOW.plusSeconds(60L * i)).mirror(A, classes[i]).round());
      }
      // Out of the roster for a round, and back.
      history.add(Reports.at(NOW.plusSeconds(300)).mirror(B, MirrorClass.INTACT).round());
      history.add(Reports.at(NOW.plusSeconds(360)).mirror(A, MirrorClass.INTACT).round());

      List<CheckHistory.Period> periods = history.periods(A);
      assertThat(periods)
          .extracting(CheckHistory.Period::kind)
          .containsExactly(
              MirrorClass.INTACT, MirrorClass.UNREACHABLE, MirrorClass.INTACT, MirrorClass.INTACT);
      assertThat(periods.getFirst())
          .isEqualTo(
              new CheckHistory.Period(
                  A, MirrorClass.INTACT, 12, "it is intact", NOW, NOW.plusSeconds(60), 2));
      assertThat(periods.get(1).edition()).isEqualTo(-1);
      assertThat(periods.get(3).first()).isEqualTo(NOW.plusSeconds(360));
    }
  }

  @Test
  void oldRounds_areThinnedToTheWorstOfEachHourThenDropped() throws IOException {
    Instant longAgo = NOW.minus(Duration.ofDays(8));
    try (CheckHistory history = open()) {
      history.add(round(NOW.minus(Duration.ofDays(100)), MirrorClass.INTACT));
      history.add(round(longAgo, MirrorClass.INTACT));
      history.add(round(longAgo.plusSeconds(60), MirrorClass.CORRUPT));
      history.add(round(longAgo.plusSeconds(120), MirrorClass.INTACT));
      history.add(round(longAgo.plusSeconds(3600), MirrorClass.INTACT));
      history.add(round(NOW.minusSeconds(60), MirrorClass.INTACT));
      history.add(round(NOW, MirrorClass.INTACT));

      assertThat(history.points())
          .extracting(RoundFigures::at)
          .containsExactly(
              longAgo.plusSeconds(60), longAgo.plusSeconds(3600), NOW.minusSeconds(60), NOW);
      assertThat(history.points().getFirst().intact()).isZero();
      // Verdicts are not thinned, and those of before the time to keep are gone.
      assertThat(history.periods(A))
          .extracting(CheckHistory.Period::kind)
          .containsExactly(MirrorClass.INTACT, MirrorClass.CORRUPT, MirrorClass.INTACT);
    }
  }

  private static MirrorCheck.Round round(Instant at, MirrorClass kind) {
    return Reports.at(at).mirror(A, kind).round();
  }

  @Test
  void mirror_thatLeftLongAgo_isForgotten() throws IOException {
    try (CheckHistory history = open()) {
      history.add(round(NOW.minus(Duration.ofDays(91)), MirrorClass.INTACT));
      assertThat(history.recall(Reports.SITE).mirrors()).containsOnlyKeys(A);
      history.add(Reports.at(NOW).mirror(B, MirrorClass.INTACT).round());

      assertThat(history.recall(Reports.SITE).mirrors()).containsOnlyKeys(B);
    }
  }

  @Test
  void memories_ofTwoProcesses_keepTheHighestSequenceAndTheLaterAudit() throws IOException {
    Audit early = audit(NOW.minusSeconds(60), List.of(new FileFault.Missing("x")));
    Audit late =
        audit(
            NOW,
            List.of(
                new FileFault.Wrong("w", "this", "that"),
                new FileFault.NotGiven("n", "busy"),
                new FileFault.Missing("m")));
    try (CheckHistory one = open();
        CheckHistory other = open()) {
      one.add(with(memory(12, late)));
      other.add(with(memory(11, early)));

      MirrorMemory memory = one.recall(Reports.SITE).of(A).orElseThrow();
      assertThat(memory.highest()).isEqualTo(12);
      assertThat(memory.audit().orElseThrow()).usingRecursiveComparison().isEqualTo(late);
    }
  }

  private static Audit audit(Instant at, List<FileFault> faults) {
    return new Audit(
        Digest.of(new byte[] {3}),
        at,
        100,
        64,
        60,
        faults,
        Optional.of(new Verdict.Contradiction("root", 2, new byte[] {1}, new byte[] {2})));
  }

  private static MirrorMemory memory(long highest, Audit audit) {
    return new MirrorMemory(
        MirrorClass.CORRUPT, NOW, 0, Instant.EPOCH, highest, Optional.of(audit));
  }

  private static MirrorCheck.Round with(MirrorMemory memory) {
    return new MirrorCheck.Round(
        Reports.at(NOW).mirror(A, memory.kind()).report(),
        new Recollection(Map.of(A, memory), List.of(), Optional.empty()));
  }

  @Test
  void damagedFile_isRefusedAndLeftAsItIs() throws IOException {
    try (CheckHistory history = open()) {
      for (int i = 0; i < 50; i++) {
        history.add(
            Reports.at(NOW.plusSeconds(i))
                .mirror(A, i % 2 == 0 ? MirrorClass.INTACT : MirrorClass.STALE)
                .round());
      }
    }
    byte[] bytes = Files.readAllBytes(file());
    new Random(5).nextBytes(bytes);
    byte[] start = Files.readAllBytes(file());
    System.arraycopy(start, 0, bytes, 0, 4096);
    assertRefused(bytes, "is damaged, and was left as it is");
    assertRefused(
        "no database at all, but dear to somebody".getBytes(StandardCharsets.UTF_8), "damaged");
  }

  private void assertRefused(byte[] bytes, String words) throws IOException {
    Files.write(file(), bytes);
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining(words);
    assertThat(file()).hasBinaryContent(bytes);
  }

  @Test
  void newerOrForeignFile_isRefusedAndLeftAsItIs() throws Exception {
    open().close();
    execute("PRAGMA user_version = 2");
    assertRefused(Files.readAllBytes(file()), "newer Gabion (version 2, this one knows 1)");
    Files.delete(file());
    execute("CREATE TABLE recipes (name TEXT)");
    assertRefused(Files.readAllBytes(file()), "the database of another program");
  }

  private void execute(String command) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(command);
    }
  }

  @Test
  void historyOfAnotherSite_isRefused() throws IOException {
    try (CheckHistory history = open()) {
      history.add(round(NOW, MirrorClass.INTACT));

      assertThatThrownBy(() -> history.recall(Digest.of(new byte[] {8})))
          .hasMessageContaining("history of another site");
    }
  }

  @Test
  void file_withoutAFolder_namesTheRemedy() {
    assertThatThrownBy(() -> CheckHistory.open(temp.resolve("no/check.db"), KEEP))
        .hasMessageContaining("make it first");
  }

  /// Real mirrors, a real history, and the program started anew between rounds.
  @Test
  void rolledBack_afterARestart_isToldByTheHistory() throws Exception {
    CheckedSite site = CheckedSite.publishBelow(temp);
    try (TestMirrors mirrors = new TestMirrors()) {
      Path copy = site.copyOf(site.second, "going-back");
      String url = mirrors.honest(copy);
      Path broken = site.copyOf(site.second, "broken");
      CheckedSite.damage(broken, 1, false, new Random(3));
      String corrupt = mirrors.honest(broken);
      site.enlist(List.of(url, corrupt));
      Path before = site.copyOf(site.rig.copy(), "before-the-root");
      new RootChange(site.rig.copy(), site.rig.ring(), site.rig.clock(), new SecureRandom())
          .replace(
              "heartbeat-1",
              Optional.empty(),
              new RootChange.NewKeys(site.rig.keys(), site.rig.passphrase(), MirrorRig.ITERATIONS));
      MirrorCheck.Round first = round(site, site.rig.copy(), CheckKind.AUDIT);
      assertThat(kind(first, url)).isEqualTo(MirrorClass.PARTIAL);
      assertThat(kind(first, corrupt)).isEqualTo(MirrorClass.CORRUPT);
      for (Path each : List.of(copy, before)) {
        Files.delete(each.resolve(CopyPaths.snapshot(2)));
        Files.copy(
            site.first.resolve(CopyPaths.HEAD),
            each.resolve(CopyPaths.HEAD),
            StandardCopyOption.REPLACE_EXISTING);
      }

      // The copy to begin with went back too, and lacks a root that was seen.
      MirrorCheck.Round second = round(site, before, CheckKind.LIGHT);

      assertThat(kind(second, url)).isEqualTo(MirrorClass.ROLLED_BACK);
      assertThat(kind(second, corrupt)).isEqualTo(MirrorClass.CORRUPT);
      assertThat(second.report().newest().sequence()).isEqualTo(2);
      assertThat(second.after().chain().orElseThrow().roots()).hasSize(2);
      assertThat(second.after().heads())
          .extracting(Signed::identity)
          .contains(CheckedSite.head(site.second).head().identity());
    }
  }

  private MirrorCheck.Round round(CheckedSite site, Path begin, CheckKind kind) throws IOException {
    CheckRules rules = CheckRules.USUAL.inLab().withGrace(Duration.ZERO);
    Digest id = site.rig.site();
    try (CheckHistory history = open();
        MirrorCheck check = new MirrorCheck(rules, () -> CheckedSite.NOW, PlaceFinder.none());
        Beginning beginning = Beginning.of(List.of(new FolderSource(begin)), Optional.of(id))) {
      MirrorCheck.Round round =
          check.run(beginning, new MirrorCheck.Request(kind, history.recall(id), 7, false));
      history.add(round);
      return round;
    }
  }

  private static MirrorClass kind(MirrorCheck.Round round, String url) {
    return round.report().mirrors().stream()
        .filter(row -> row.url().equals(url))
        .findFirst()
        .orElseThrow()
        .verdict()
        .kind();
  }
}
