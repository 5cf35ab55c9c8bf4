package org.gabion.lab.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A process that a lab command started: its output goes to a file, line by line also to a
/// listener, and it ends with the command, also when that is interrupted (a shutdown hook). Safe
/// for every thread.
public final class Child implements AutoCloseable {
  private static final long GRACE_SECONDS = 3;

  private final String name;
  private final Process process;
  private final Path log;
  private final Thread hook;

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.hook = new Thread(process::destroyForcibly, "end-" + name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Starts a command; its standard output and error go to `log`, and every line of it to
  /// `listener`.
  public static Child start(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path log,
      Consumer<String> listener)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    Child child = new Child(name, process, log);
    Thread.ofVirtual().name("output-" + name).start(() -> child.copyOutput(listener));
    return child;
  }

  /// The command that runs a main class of this same class path with this same Java.
  public static List<String> java(List<String> options, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  private void copyOutput(Consumer<String> listener) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        OutputStream out = Files.newOutputStream(log)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        listener.accept(line);
      }
    } catch (IOException | UncheckedIOException e) {
      // The process is gone, or the disk is full: the run goes on and `failure` has less to show.
    }
  }

  public long pid() {
    return process.pid();
  }

  /// Writes one line to the process's standard input.
  public void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// What to tell when the process is not as it should be: its state and its last lines.
  public String failure() {
    String state =
        process.isAlive() ? "does not answer" : "ended with status " + process.exitValue();
    return "the " + name + " " + state + "; its last words:\n" + lastLines(12);
  }

  private String lastLines(int most) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - most), lines.size()));
    } catch (IOException e) {
      return "(" + e + ")";
    }
  }

  /// Ends the process without asking it, as a crash would; returns when it is gone.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    forget();
  }

  /// Asks the process to end, then makes it.
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    forget();
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hooks are running already: this one has nothing left to end.
    }
  }
}
