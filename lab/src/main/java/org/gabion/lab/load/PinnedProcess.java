package org.gabion.lab.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process on one core that ends with the lab, also on Ctrl-C; its workers end with it.
///
/// Not thread safe, but for the shutdown hook.
public final class PinnedProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);

  /// What to start.
  ///
  /// @param command the program and its arguments
  /// @param core the processor it may run on, counted from 0
  /// @param output gets standard output and error
  public record Launch(
      List<String> command,
      int core,
      Path directory,
      Path output,
      Map<String, String> environment) {
    public Launch {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
      if (command.isEmpty() || core < 0) {
        throw new IllegalArgumentException("no command, or no such core: " + core);
      }
    }
  }

  private final Process process;
  private final Thread hook;

  private PinnedProcess(Process process) {
    this.process = process;
    this.hook = new Thread(() -> end(Duration.ofMillis(500)), "end-" + process.pid());
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Starts a program that makes no load; load tools go through [LoadTool], which checks where they
  /// aim.
  ///
  /// @throws IllegalArgumentException for a load tool
  public static PinnedProcess start(Launch launch) throws IOException, OutsideProgram.Missing {
    for (String word : launch.command()) {
      if (LoadTool.isLoadTool(word)) {
        throw new IllegalArgumentException(word + " is started by LoadTool only");
      }
    }
    return startUnchecked(launch);
  }

  static PinnedProcess startUnchecked(Launch launch) throws IOException, OutsideProgram.Missing {
    List<String> command = new ArrayList<>();
    // taskset replaces itself by the program, so the process id is the program's.
    command.add(OutsideProgram.TASKSET.require().toString());
    command.add("-c");
    command.add(Integer.toString(launch.core()));
    command.addAll(launch.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(launch.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(launch.output().toFile());
    builder.environment().putAll(launch.environment());
    return new PinnedProcess(builder.start());
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// Waits for the end.
  ///
  /// @return false if it still runs
  public boolean await(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// The exit status of a process that has ended.
  public int exitStatus() {
    return process.exitValue();
  }

  @Override
  public void close() {
    end(GRACE);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hooks are running already: this one has nothing left to end.
    }
  }

  private void end(Duration grace) {
    // Named before the parent goes, for an orphan is nobody's descendant.
    List<ProcessHandle> family =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    process.destroy();
    boolean interrupted = false;
    try {
      process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    family.forEach(ProcessHandle::destroyForcibly);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
