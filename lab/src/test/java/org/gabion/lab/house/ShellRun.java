package org.gabion.lab.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One finished program: its exit code and what it wrote.
record ShellRun(int exit, String out, String err) {
  /// A program that runs; its outputs go to files, so that it never waits for a reader.
  record Running(Process process, Path out, Path err) {
    /// Waits for its end; its outputs are gone then.
    ShellRun end() throws IOException, InterruptedException {
      try {
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new IllegalStateException("did not end: " + Files.readString(err));
        }
        return new ShellRun(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      }
    }

    String errSoFar() throws IOException {
      return Files.readString(err);
    }
  }

  /// Starts a program as an operator would: with a home of its own and none of the build's
  /// settings.
  static Running start(Path folder, Map<String, String> settings, String... command)
      throws IOException {
    Path out = Files.createTempFile("gabion", ".out");
    Path err = Files.createTempFile("gabion", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("JAVA.*|JDK_.*|MAVEN.*|GABION.*"));
    builder.environment().put("GABION_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(settings);
    return new Running(builder.start(), out, err);
  }

  static ShellRun run(Path folder, String... command) throws IOException, InterruptedException {
    return start(folder, Map.of(), command).end();
  }
}
