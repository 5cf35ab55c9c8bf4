package org.gabion.lab.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gabion.lab.load.OutsideProgram;

/// Samples the guard under load: a JFR recording with samples per processor time, and, where `perf`
/// is installed, a listing that names kernel, native and compiled Java code alike.
record Profile(Path folder, Duration length, PrintWriter out) {
  void take(Target.Running target, Load load)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    Files.createDirectories(folder);
    Path recording = folder.resolve("guard.jfr").toAbsolutePath();
    String pid = Long.toString(target.process().handle().pid());
    jcmd(
        pid,
        "JFR.start",
        "name=bench",
        "settings=profile",
        "filename=" + recording,
        "+jdk.CPUTimeSample#enabled=true",
        "+jdk.CPUTimeSample#throttle=500/s");
    Load.Figures figures = load.run(target.setting().url(), length);
    jcmd(pid, "JFR.stop", "name=bench");
    out.printf("profile (%,d answers): %s%n", figures.answered(), recording);

    Optional<Path> perf = OutsideProgram.PERF.locate();
    if (perf.isPresent()) {
      listing(perf.get(), pid, target, load);
    }
  }

  private void listing(Path perf, String pid, Target.Running target, Load load)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    Path data = folder.resolve("guard-perf.data").toAbsolutePath();
    Process sampling =
        new ProcessBuilder(
                List.of(
                    perf.toString(),
                    "record",
                    "-q",
                    "-e",
                    "cpu-clock",
                    "-F",
                    "997",
                    "-p",
                    pid,
                    "-o",
                    data.toString(),
                    "--",
                    "sleep",
                    Long.toString(length.toSeconds())))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("guard-perf.log").toFile())
            .start();
    try {
      load.run(target.setting().url(), length);
      // Names of compiled code, read by perf from its usual place.
      jcmd(pid, "Compiler.perfmap");
      if (!sampling.waitFor(20, TimeUnit.SECONDS)) {
        throw new IOException("perf does not end");
      }
    } finally {
      sampling.destroyForcibly();
    }
    Path listing = folder.resolve("guard-perf.txt").toAbsolutePath();
    run(
        List.of(
            perf.toString(),
            "report",
            "-i",
            data.toString(),
            "--stdio",
            "--sort",
            "dso,symbol",
            "--percent-limit",
            "0.2"),
        listing);
    out.printf("profile of all code: %s%n", listing);
  }

  private void jcmd(String pid, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(pid);
    command.addAll(List.of(words));
    run(command, folder.resolve("jcmd.log"));
  }

  private static void run(List<String> command, Path output)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command.getFirst() + " does not end");
    }
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + Files.readString(output));
    }
  }
}
