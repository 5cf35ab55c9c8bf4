package org.gabion.lab.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The archive that is shipped, unpacked somewhere else.
@Tag("packaged")
final class DistributionTest {
  @TempDir private static Path folder;
  private static Path home = Path.of("");

  @BeforeAll
  static void unpack() throws Exception {
    String name = "gabion-" + Checkout.version();
    Path archive = Checkout.root().resolve("cli/target").resolve(name + ".tar.gz");
    Path elsewhere = Files.createDirectory(folder.resolve("some where"));
    ShellRun tar = ShellRun.run(elsewhere, "tar", "xzf", archive.toString());
    assertThat(tar).isEqualTo(new ShellRun(0, "", ""));
    home = elsewhere.resolve(name);
  }

  @Test
  void archive_holdsWhatAnOperatorNeeds() {
    assertThat(
            List.of("bin/gabion", "lib", "gabion.yaml", "gabion.service", "LICENSE", "README.md"))
        .allSatisfy(file -> assertThat(home.resolve(file)).exists());
  }

  @Test
  void archive_holdsNothingOfTheLab() throws Exception {
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      assertThat(jars.filter(jar -> jar.toString().endsWith(".jar")))
          .hasSizeGreaterThan(10)
          .allSatisfy(jar -> assertThat(entries(jar)).noneMatch(this::isOfTheLab));
    }
  }

  @Test
  void version_fromAnotherFolder_isPrintedAlone() throws Exception {
    ShellRun run = ShellRun.run(folder, home.resolve("bin/gabion").toString(), "--version");
    assertThat(run).isEqualTo(new ShellRun(0, "gabion " + Checkout.version() + "\n", ""));
  }

  @Test
  void version_throughALink_works() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("gabion-link"), home.resolve("bin/gabion"));
    assertThat(ShellRun.run(folder, link.toString(), "--version").exit()).isZero();
  }

  @Test
  void demo_saysWhereItLives() throws Exception {
    ShellRun run = ShellRun.run(folder, home.resolve("bin/gabion").toString(), "demo");
    assertThat(run.exit()).isEqualTo(69);
    assertThat(run.err()).contains("checkout").contains("./gabion demo");
  }

  @Test
  void sampleSettings_areWhatTheProgramPrintsAndPassItsCheck() throws Exception {
    ShellRun print = ShellRun.run(home, "bin/gabion", "config", "print");
    assertThat(print.exit()).isZero();
    assertThat(home.resolve("gabion.yaml"))
        .as("cli/src/dist/gabion.yaml is made by './gabion config print'")
        .hasContent(print.out());
    ShellRun check = ShellRun.run(home, "bin/gabion", "config", "check", "gabion.yaml");
    assertThat(check.exit()).as(check.err()).isZero();
  }

  @Test
  void guard_isTheJvmItself_soThatSignalsReachIt() throws Exception {
    Path settings = folder.resolve("guard.yaml");
    Files.writeString(
        settings,
        """
        guard:
          listen: [127.0.0.1:0]
          origin: http://127.0.0.1:9
          admin:
            enabled: false
        """);
    ShellRun.Running guard =
        ShellRun.start(
            folder,
            Map.of(),
            home.resolve("bin/gabion").toString(),
            "guard",
            "--config",
            settings.toString());
    try {
      await().atMost(Duration.ofMinutes(1)).until(() -> guard.errSoFar().contains("listens on"));
      assertThat(guard.process().info().command().orElseThrow()).endsWith("/bin/java");
    } finally {
      guard.process().destroy();
    }
    ShellRun run = guard.end();
    assertThat(run.exit()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).doesNotContain("WARNING");
  }

  @Test
  void unit_asSystemdReadsIt_isRight() throws Exception {
    String unit = Files.readString(home.resolve("gabion.service"));
    assertThat(unit).contains("ExecStart=/opt/gabion/bin/gabion guard", "NoNewPrivileges=yes");
    Path installed = folder.resolve("gabion-probe.service");
    // systemd wants the program to be there, and a path without a space.
    Files.writeString(installed, unit.replace("/opt/gabion/bin/gabion", "/bin/true"));
    if (Files.isExecutable(Path.of("/usr/bin/systemd-analyze"))) {
      ShellRun run = ShellRun.run(folder, "systemd-analyze", "verify", installed.toString());
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(run.err()).doesNotContain("gabion-probe");
    }
  }

  private boolean isOfTheLab(String entry) {
    return entry.startsWith("org/gabion/lab")
        || entry.startsWith("org/openjdk/jmh")
        || entry.equals("META-INF/services/org.gabion.cli.Demo");
  }

  private static List<String> entries(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(JarEntry::getName).toList();
    } catch (IOException e) {
      throw new AssertionError(jar + " is no jar", e);
    }
  }
}
