package org.gabion.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys in a real token: SoftHSM, which is told by the environment where its tokens are, so that
/// each command is a process of its own.
final class TokenKeysTest {
  private static final Path UTIL = Path.of("/usr/bin/softhsm2-util");
  private static final Path LIBRARY = Path.of("/usr/lib/softhsm/libsofthsm2.so");

  @TempDir Path temp;
  private Path mirror;
  private Path site;
  private Path config;
  private Path passphrase;
  private Path pin;

  private record Ran(int code, String text) {}

  @BeforeEach
  void makeToken() throws Exception {
    assumeThat(Files.isExecutable(UTIL) && Files.isReadable(LIBRARY))
        .as("SoftHSM is missing; on Debian: sudo apt-get install -y softhsm2")
        .isTrue();
    mirror = temp.resolve("mirror");
    site = Files.createDirectories(temp.resolve("site"));
    Files.writeString(site.resolve("index.html"), "<h1>Home</h1>");
    passphrase = Files.writeString(temp.resolve("passphrase"), "four words for tests\n");
    pin = Files.writeString(temp.resolve("pin"), "24680-pin\n");
    Path tokens = Files.createDirectories(temp.resolve("tokens"));
    Files.writeString(
        temp.resolve("softhsm2.conf"),
        "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
    Ran made =
        run(
            List.of(
                UTIL.toString(),
                "--init-token",
                "--free",
                "--label",
                "gabion",
                "--pin",
                "24680-pin",
                "--so-pin",
                "13579-pin"));
    assertThat(made.code()).as(made.text()).isZero();
    config =
        Files.writeString(
            temp.resolve("token.cfg"),
            "name = gabion\nlibrary = " + LIBRARY + "\nslotListIndex = 0\n");
  }

  private Ran run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(temp, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("SOFTHSM2_CONF", temp.resolve("softhsm2.conf").toString());
    builder.environment().remove(Passphrase.PIN);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ran(process.exitValue(), Files.readString(output));
  }

  private Ran gabion(Path pinFile, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Gabion.class.getName(),
                "mirror"));
    command.addAll(List.of(words));
    command.addAll(List.of("--passphrase-file", passphrase.toString()));
    command.addAll(List.of("--pin-file", pinFile.toString()));
    return run(command);
  }

  private Ran publish(String... more) throws Exception {
    List<String> words =
        new ArrayList<>(List.of("publish", mirror.toString(), "--from", site.toString()));
    words.addAll(List.of(more));
    return gabion(pin, words.toArray(String[]::new));
  }

  @Test
  void releaseKey_halfInAToken_signsOnlyWithIt() throws Exception {
    Ran init = gabion(pin, "init", mirror.toString(), "--pkcs11-new", config.toString());
    assertThat(init.code()).as(init.text()).isZero();
    Path key = mirror.resolve("keys/release-1.gabion-key");
    assertThat(key).content().containsOnlyOnce("BEGIN ENCRYPTED PRIVATE KEY").contains("\ntoken ");
    assertThat(mirror.resolve("keys/roster-1.gabion-key")).content().doesNotContain("\ntoken ");

    Ran without = publish();
    assertThat(without.code()).isEqualTo(ExitCode.FAILED);
    assertThat(without.text()).contains("in a PKCS#11 token").contains("--pkcs11");
    assertThat(mirror.resolve("copy/.gabion/head")).doesNotExist();

    Path wrong = Files.writeString(temp.resolve("wrong"), "00000-pin\n");
    Ran denied =
        gabion(
            wrong,
            "publish",
            mirror.toString(),
            "--from",
            site.toString(),
            "--pkcs11",
            config.toString());
    assertThat(denied.code()).isEqualTo(ExitCode.FAILED);
    assertThat(denied.text()).contains("the PIN does not open the token of " + config);

    Ran published = publish("--pkcs11", config.toString());
    assertThat(published.code()).as(published.text()).isZero();
    assertThat(published.text()).contains("edition 1 is published");
    Path back = temp.resolve("back");
    Ran restored =
        run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Gabion.class.getName(),
                "mirror",
                "restore",
                "--from",
                mirror.resolve("copy").toString(),
                "--to",
                back.toString()));
    assertThat(restored.code()).as(restored.text()).isZero();
    assertThat(back.resolve("index.html")).hasSameBinaryContentAs(site.resolve("index.html"));
  }

  @Test
  void rootKey_madeInAToken_takesPartInTheNextChange() throws Exception {
    assertThat(gabion(pin, "init", mirror.toString()).code()).isZero();
    Ran rotated =
        gabion(
            pin, "keys", "rotate", mirror.toString(), "root-3", "--pkcs11-new", config.toString());
    assertThat(rotated.code()).as(rotated.text()).isZero();
    Files.delete(mirror.resolve("keys/root-2.gabion-key"));

    Ran without = gabion(pin, "keys", "rotate", mirror.toString(), "release-1");
    assertThat(without.code()).isEqualTo(ExitCode.FAILED);
    assertThat(without.text()).contains("in a PKCS#11 token");
    Ran with =
        gabion(
            pin, "keys", "rotate", mirror.toString(), "release-1", "--pkcs11", config.toString());
    assertThat(with.code()).as(with.text()).isZero();
    assertThat(with.text()).contains("root 3 is made");
    assertThat(publish().text()).contains("edition 1 is published");
  }

  @Test
  void configuration_thatIsWrong_isNamed() throws Exception {
    Path bad = Files.writeString(temp.resolve("bad.cfg"), "name = bad\nlibrary = /nowhere.so\n");
    Ran missing = gabion(pin, "init", mirror.toString(), "--pkcs11-new", bad.toString());
    assertThat(missing.code()).isEqualTo(ExitCode.FAILED);
    assertThat(missing.text()).contains(bad.toString()).contains("/nowhere.so does not exist");
    Ran none = gabion(pin, "init", mirror.toString(), "--pkcs11-new", temp + "/none.cfg");
    assertThat(none.text()).contains("can not read " + temp + "/none.cfg");
    assertThat(mirror).doesNotExist();
  }
}
