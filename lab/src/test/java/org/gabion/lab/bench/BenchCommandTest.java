package org.gabion.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gabion.lab.Lab;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class BenchCommandTest {
  private static final int USAGE = 2;

  @TempDir private Path folder;

  private static int run(StringWriter said, String... words) {
    CommandLine line = Lab.commandLine();
    line.setOut(new PrintWriter(said));
    line.setErr(new PrintWriter(said));
    return line.execute(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bench",
        "bench sideways",
        "bench proxy --rounds 0",
        "bench proxy --seconds 100000",
        "bench proxy --targets nginx,apache",
        "bench proxy --target-core 1 --load-core 1",
        "bench proxy --target-core 4096"
      })
  void bench_wrongWords_saysUsage(String words) {
    assertThat(run(new StringWriter(), words.split(" "))).isEqualTo(USAGE);
  }

  // Real nginx, HAProxy and load tools for a second each: whatever their versions, the
  // configurations must hold.
  @ParameterizedTest
  @ValueSource(strings = {"proxy", "deny", "tls", "handshake"})
  void bench_peers_runAndAnswerRight(String scenario) throws Exception {
    Path json = folder.resolve("out.json");
    StringWriter said = new StringWriter();

    int status =
        run(
            said,
            "bench",
            scenario,
            "--targets",
            "nginx,haproxy",
            "--rounds",
            "1",
            "--seconds",
            "1",
            "--json",
            json.toString());

    assertThat(status).as(said.toString()).isZero();
    assertThat(Files.readString(json)).contains("\"target\":\"nginx\"", "\"target\":\"haproxy\"");
    assertThat(said.toString()).contains("haproxy / nginx: CPU");
  }
}
