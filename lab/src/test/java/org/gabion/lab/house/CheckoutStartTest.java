package org.gabion.lab.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./gabion` in a checkout: builds once, only when it must, and never twice at a time.
///
/// The checkout is a small one of the test's own, in a folder with a space in its name. Its Maven
/// wrapper counts its calls, waits for a go, and hands out the jars that the real build made.
@Tag("packaged")
final class CheckoutStartTest {
  private static final String MAVEN =
      """
      #!/bin/sh
      echo call >>calls
      while [ ! -e go ]; do sleep 0.1; done
      [ ! -e broken ] || { echo '[ERROR] it does not compile'; exit 1; }
      echo '[INFO] Building Gabion core 0.1.0 [2/5]'
      mkdir -p lab/target/start-build/lib
      cp '@ROOT@'/lab/target/lib/*.jar lab/target/start-build/lib/
      cp '@ROOT@'/lab/target/gabion-lab-*.jar lab/target/start-build/
      """;

  @TempDir private Path folder;
  private Path root;

  @BeforeEach
  void copy() throws IOException {
    root = folder.resolve("check out");
    for (String module : List.of("core", "guard", "cli", "lab")) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.createFile(root.resolve(module).resolve("pom.xml"));
    }
    Files.createDirectories(root.resolve(".mvn"));
    Files.createDirectories(root.resolve("build"));
    Files.createFile(root.resolve("pom.xml"));
    Files.writeString(root.resolve("core/src/main/A.java"), "class A {}");
    for (String script : List.of("gabion", "lab/lab", "build/launch.sh", "build/checkout.sh")) {
      Files.copy(Checkout.root().resolve(script), root.resolve(script));
    }
    Files.writeString(root.resolve("mvnw"), MAVEN.replace("@ROOT@", Checkout.root().toString()));
    assertThat(root.resolve("mvnw").toFile().setExecutable(true)).isTrue();
    try (Stream<Path> all = Files.walk(root)) {
      // As in a real checkout: the sources are older than the first start.
      for (Path path : all.toList()) {
        Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
      }
    }
  }

  @Test
  void start_twice_buildsOnce() throws Exception {
    go();
    ShellRun first = gabion("--version");
    assertThat(first.out()).isEqualTo("gabion " + Checkout.version() + "\n");
    assertThat(first.err()).contains("building core");
    Path link = Files.createSymbolicLink(folder.resolve("link"), root.resolve("gabion"));
    ShellRun second = ShellRun.run(folder, link.toString(), "--version");
    assertThat(second).isEqualTo(new ShellRun(0, first.out(), ""));
    ShellRun lab = ShellRun.run(folder, root.resolve("lab/lab").toString(), "--help");
    assertThat(lab.exit()).isZero();
    assertThat(lab.err()).isEmpty();
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void start_afterASourceChangedOrWent_buildsAgain() throws Exception {
    go();
    gabion("--version");
    Path source = root.resolve("core/src/main/A.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));
    gabion("--version");
    assertThat(calls()).isEqualTo(2);
    Files.delete(source);
    Files.setLastModifiedTime(
        source.getParent(), FileTime.from(Instant.now().plus(Duration.ofMinutes(2))));
    gabion("--version");
    assertThat(calls()).isEqualTo(3);
  }

  @Test
  void start_besideAnotherFirstStart_waitsForItsBuild() throws Exception {
    ShellRun.Running one = start("--version");
    ShellRun.Running other = start("--version");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> (one.errSoFar() + other.errSoFar()).contains("waiting for another start"));
    go();
    assertThat(List.of(one.end(), other.end()))
        .allSatisfy(run -> assertThat(run.out()).startsWith("gabion "))
        .allSatisfy(run -> assertThat(run.exit()).isZero());
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void start_afterABuilderDied_takesOver() throws Exception {
    go();
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.createDirectories(root.resolve("target/start.lock"));
    Files.writeString(root.resolve("target/start.lock/pid"), dead.pid() + "\n");
    assertThat(gabion("--version").exit()).isZero();
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void start_buildFails_saysWhyAndLeavesNothingHalf() throws Exception {
    go();
    Files.createFile(root.resolve("broken"));
    ShellRun failed = gabion("--version");
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).contains("[ERROR] it does not compile");
    assertThat(root.resolve("target/start")).doesNotExist();
    assertThat(root.resolve("target/start.lock")).doesNotExist();
    Files.delete(root.resolve("broken"));
    assertThat(gabion("--version").exit()).isZero();
  }

  @Test
  void start_cacheOfQuickStartsGoneOrSpoilt_saysNothing() throws Exception {
    go();
    gabion("--version");
    Path cache = root.resolve("target/start/gabion.aot");
    assertThat(cache).exists();
    Files.write(cache, new byte[10_000]);
    assertThat(gabion("--version").err()).isEmpty();
    Files.delete(cache);
    assertThat(gabion("--version").err()).isEmpty();
  }

  @Test
  void start_otherJvmOptions_areTakenWithoutAWord() throws Exception {
    go();
    gabion("--version");
    ShellRun run =
        ShellRun.start(
                folder,
                Map.of("GABION_JAVA_OPTS", "-Xmx100m -XX:+UseParallelGC"),
                root.resolve("gabion").toString(),
                "--version")
            .end();
    assertThat(run.exit()).isZero();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void usage_wrong_endsWith2AndSaysHow() throws Exception {
    go();
    gabion("--version");
    ShellRun run = gabion("flood");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("flood").contains("--help");
  }

  private void go() throws IOException {
    Files.createFile(root.resolve("go"));
  }

  private long calls() throws IOException {
    return Files.readAllLines(root.resolve("calls")).size();
  }

  private ShellRun gabion(String... arguments) throws IOException, InterruptedException {
    return start(arguments).end();
  }

  private ShellRun.Running start(String... arguments) throws IOException {
    return ShellRun.start(
        folder,
        Map.of(),
        Stream.concat(Stream.of(root.resolve("gabion").toString()), Stream.of(arguments))
            .toArray(String[]::new));
  }
}
