package org.gabion.lab.realsite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program that was run to its end.
///
/// @param output standard output and error
record Ran(int status, double seconds, String output) {
  private static final int MOST_SHOWN = 1500;

  /// Runs a program; one that takes longer than the limit is ended.
  ///
  /// @throws IOException if it can not be started, or did not end in time
  static Ran run(
      List<String> command, Path directory, Map<String, String> environment, Duration limit)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    Process process = builder.start();
    Thread hook = new Thread(process::destroyForcibly, "end-" + process.pid());
    Runtime.getRuntime().addShutdownHook(hook);
    boolean ended = false;
    try {
      ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    String said = Files.readString(output);
    Files.delete(output);
    if (!ended) {
      throw new IOException(command + " did not end in " + limit + ":\n" + shown(said));
    }
    return new Ran(process.exitValue(), seconds, said);
  }

  /// The same, if it ended well.
  ///
  /// @throws IOException with its last words
  Ran wellEnded(String what) throws IOException {
    if (status != 0) {
      throw new IOException(what + " ended with " + status + ":\n" + shown(output));
    }
    return this;
  }

  private static String shown(String output) {
    return output.length() <= MOST_SHOWN ? output : output.substring(output.length() - MOST_SHOWN);
  }
}
