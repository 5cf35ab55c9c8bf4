package org.gabion.lab.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.gabion.lab.Lab;
import org.junit.jupiter.api.Test;

final class RealLogsTest {
  @Test
  void real_everyLog_isAsItMustBe() {
    Optional<Path> logs = RealCommand.beside();
    assumeThat(logs)
        .as("the folder ../shared/data/logs beside the checkout or above it")
        .isPresent();
    StringWriter out = new StringWriter();

    int code =
        Lab.commandLine()
            .setOut(new PrintWriter(out))
            .execute("real", "--data", logs.orElseThrow().toString());

    assertThat(code).as(out.toString()).isZero();
    assertThat(out.toString()).contains("covered 100.00 %, innocents 0.000 % of lines");
  }
}
