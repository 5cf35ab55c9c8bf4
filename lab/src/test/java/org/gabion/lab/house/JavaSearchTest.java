package org.gabion.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How `build/launch.sh` finds a Java that is new enough.
final class JavaSearchTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "JAVA_VERSION=\"25.0.1\", 25",
    "JAVA_VERSION=\"17.0.15\", 17",
    "JAVA_VERSION=\"1.8.0_402\", 8",
    "JAVA_VERSION=\"26-ea\", 26",
    "JAVA_VERSION=25, 25",
  })
  void major_ofARelease_isRead(String line, String major) throws Exception {
    Path home = home("one", "IMPLEMENTOR=\"Somebody\"\n" + line + "\nOS_NAME=\"Linux\"\n");
    ShellRun run = sh("java_major '" + home + "'");
    assertThat(run).isEqualTo(new ShellRun(0, major + "\n", ""));
  }

  @Test
  void find_firstThatIsNewEnoughAndWhole_isTaken() throws Exception {
    Path old = home("old", "JAVA_VERSION=\"17.0.1\"");
    Path half = home("half of it", "JAVA_VERSION=\"25.0.1\"");
    Files.delete(half.resolve("bin/javac"));
    Path good = home("a good one", "JAVA_VERSION=\"25.0.2\"");
    Path later = home("later", "JAVA_VERSION=\"27\"");
    ShellRun run =
        sh(
            folders(old, folder.resolve("nothing"), half, good, later)
                + "use_java javac; echo \"$java_home\"");
    assertThat(run).isEqualTo(new ShellRun(0, good + "\n", ""));
  }

  @Test
  void find_onlyOldOnes_saysWhatItFoundWhatItWantsAndHowToGetIt() throws Exception {
    Path eight = home("eight", "JAVA_VERSION=\"1.8.0_402\"");
    Path old = home("old", "JAVA_VERSION=\"17.0.1\"");
    ShellRun run = sh(folders(eight, old, old) + "use_java javac; echo not reached");
    assertThat(run.exit()).isEqualTo(69);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(3);
    assertThat(run.err().lines().findFirst().orElseThrow())
        .isEqualTo("gabion: found " + eight + " (Java 8), " + old + " (Java 17).");
  }

  @Test
  void find_nothing_saysSo() throws Exception {
    ShellRun run = sh(folders() + "use_java java");
    assertThat(run.exit()).isEqualTo(69);
    assertThat(run.err()).startsWith("gabion: found no Java at all.\n").contains("wants a JDK 25");
  }

  @Test
  void folders_operatorsOwnChoices_comeFirst() throws Exception {
    ShellRun run =
        ShellRun.start(
                folder,
                Map.of("GABION_JAVA_HOME", "/a b", "JAVA_HOME", "/c"),
                "sh",
                "-c",
                ". '" + launch() + "'; java_folders | head -n 2")
            .end();
    assertThat(run.out()).isEqualTo("/a b\n/c\n");
  }

  /// Puts the given homes in place of those that this machine has.
  private static String folders(Path... homes) {
    StringBuilder shell = new StringBuilder("java_folders() { :;");
    for (Path home : homes) {
      shell.append(" printf '%s\\n' '").append(home).append("';");
    }
    return shell.append(" }; ").toString();
  }

  private Path home(String name, String release) throws IOException {
    Path bin = Files.createDirectories(folder.resolve(name).resolve("bin"));
    for (String program : new String[] {"java", "javac"}) {
      Files.createFile(bin.resolve(program)).toFile().setExecutable(true);
    }
    Files.writeString(folder.resolve(name).resolve("release"), release);
    return folder.resolve(name);
  }

  private ShellRun sh(String script) throws IOException, InterruptedException {
    return ShellRun.run(folder, "sh", "-uc", ". '" + launch() + "'; " + script);
  }

  private static Path launch() {
    return Checkout.root().resolve("build/launch.sh");
  }
}
