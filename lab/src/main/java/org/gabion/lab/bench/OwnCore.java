package org.gabion.lab.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gabion.lab.load.OutsideProgram;

/// Keeps the lab's own threads, and those they start, on the load's core until it is closed.
final class OwnCore implements AutoCloseable {
  private static final String ALLOWED = "Cpus_allowed_list:";

  private final String before;

  private OwnCore(String before) {
    this.before = before;
  }

  static OwnCore stayOn(int core) throws IOException, OutsideProgram.Missing {
    String before =
        Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1).stream()
            .filter(line -> line.startsWith(ALLOWED))
            .map(line -> line.substring(ALLOWED.length()).trim())
            .findFirst()
            .orElseThrow(() -> new IOException("/proc/self/status names no cores"));
    move(Integer.toString(core));
    return new OwnCore(before);
  }

  @Override
  public void close() throws IOException, OutsideProgram.Missing {
    move(before);
  }

  private static void move(String cores) throws IOException, OutsideProgram.Missing {
    Process process =
        new ProcessBuilder(
                List.of(
                    OutsideProgram.TASKSET.require().toString(),
                    "-a",
                    "-c",
                    "-p",
                    cores,
                    Long.toString(ProcessHandle.current().pid())))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      // Its status says little: a thread that ends while taskset walks the list is an error to it.
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IOException("taskset does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
