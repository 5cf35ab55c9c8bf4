package org.gabion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConfigCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine gabion =
      Gabion.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

  @Test
  void check_ofGoodFile_saysSoAndExits0() throws IOException {
    Path file = file("guard: {origin: \"http://127.0.0.1:8081\"}");
    assertThat(gabion.execute("config", "check", file.toString())).isZero();
    assertThat(out.toString()).isEqualToNormalizingNewlines(file + " is right.\n");
  }

  @Test
  void check_ofBadFile_tellsEveryProblemWithItsPlaceAndExits78() throws IOException {
    Path file = file("guard:\n  origin: a\n  oops: 1\n");
    assertThat(gabion.execute("config", "check", file.toString())).isEqualTo(ExitCode.CONFIG);
    assertThat(err.toString())
        .contains("gabion: " + file + ":2:11: guard.origin 'a' has no scheme")
        .contains("gabion: " + file + ":3:3: guard.oops is not a known key")
        .contains("gabion: 2 problems.");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void check_ofFilesThatCanNotBeRead_saysWhy() throws IOException {
    Path binary = folder.resolve("binary");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    Path large = folder.resolve("large");
    Files.writeString(large, "#".repeat(2 << 20));
    assertThat(gabion.execute("config", "check", folder.resolve("none").toString()))
        .isEqualTo(ExitCode.CONFIG);
    assertThat(gabion.execute("config", "check", binary.toString())).isEqualTo(ExitCode.CONFIG);
    assertThat(gabion.execute("config", "check", large.toString())).isEqualTo(ExitCode.CONFIG);
    assertThat(gabion.execute("config", "check", folder.toString())).isEqualTo(ExitCode.CONFIG);
    assertThat(err.toString())
        .contains("none: does not exist")
        .contains("binary: is not UTF-8 text")
        .contains("large: is larger than 1 MiB")
        .contains(folder + ": can not be read");
  }

  @Test
  void print_withoutFile_isAFileThatIsRight() throws IOException {
    assertThat(gabion.execute("config", "print")).isZero();
    Path printed = file(out.toString());
    assertThat(gabion.execute("config", "check", printed.toString())).isZero();
    assertThat(out.toString())
        .contains("\n  origin: http://127.0.0.1:8081\n")
        .contains("\n    #head-deadline: 10s\n");
  }

  @Test
  void print_ofBadFile_printsItsProblemsOnly() throws IOException {
    assertThat(gabion.execute("config", "print", file("guard: []").toString()))
        .isEqualTo(ExitCode.CONFIG);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("guard must hold keys and values");
  }

  @Test
  void config_withoutMore_isWrongUsage() {
    assertThat(gabion.execute("config")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'check' or 'print' is missing.");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "gabion", ".yaml"), text);
  }
}
