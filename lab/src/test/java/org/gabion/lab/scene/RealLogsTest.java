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
  void real_ordinaryDays_accusesNobody() {
    Optional<Path> logs = RealCommand.beside();
    assumeThat(logs)
        .as("the folder ../shared/data/logs beside the checkout or above it")
        .isPresent();
    StringWriter out = new StringWriter();

    Lab.commandLine()
        .setOut(new PrintWriter(out))
        .execute("real", "--data", logs.orElseThrow().toString());

    assertThat(out.toString())
        .containsPattern("elastic-apache-10k.* yes\n")
        .containsPattern("nasa-1995-07-09.* yes\n");
  }
}
