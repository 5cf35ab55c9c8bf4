package org.gabion.lab.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.gabion.lab.load.OutsideProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lab/lab bench analyze`: `gabion analyze` beside GoAccess on the same file, and on a packed one
/// beside zcat.
///
/// Each program runs as a process of its own under bash's `time`, which tells its processor time.
/// The file is made first, in the system's folder for temporary files, and removed afterwards.
@Command(
    name = "analyze",
    description = {
      "Measures gabion analyze beside GoAccess on one generated access log, and beside zcat on the",
      "same log packed. The heap is 256 MB whatever the file."
    },
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
final class AnalyzeBench implements Callable<Integer> {
  /// sysexits(3): a service is unavailable, here a program that is not installed.
  private static final int MISSING = 69;

  private static final long MEGABYTE = 1_000_000;

  @Option(
      names = "--megabytes",
      paramLabel = "N",
      defaultValue = "1024",
      description = "size of the log (${DEFAULT-VALUE})")
  private int megabytes;

  @Option(
      names = "--distinct",
      description = "gives every line an address and a path of its own; GoAccess is left out")
  private boolean distinct;

  @Spec private CommandSpec spec;

  /// Only picocli makes one: it fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  AnalyzeBench() {}

  /// What a process took.
  ///
  /// @param cpu seconds of processor time, in the program and in the system for it
  private record Took(double wall, double cpu) {
    String words(String name, long bytes) {
      return String.format(
          Locale.ROOT,
          "%-22s %8.2f s  %8.2f s CPU  %6.3f GB/s",
          name,
          wall,
          cpu,
          bytes / 1e9 / wall);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (megabytes < 1 || megabytes > 20_000) {
      throw new ParameterException(spec.commandLine(), "1 to 20,000 megabytes");
    }
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("gabion-bench-");
    Path log = folder.resolve("access.log");
    Path packed = folder.resolve("access.log.gz");
    Path results = folder.resolve("goaccess.json");
    try {
      Path goaccess = OutsideProgram.GOACCESS.require();
      long lines = new LogMaker(1, distinct).write(log, megabytes * MEGABYTE);
      out.printf(Locale.ROOT, "%,d lines, %,d bytes%n", lines, Files.size(log));
      measure(folder, log, packed, goaccess, results, out);
      return 0;
    } catch (OutsideProgram.Missing e) {
      spec.commandLine().getErr().println(e.getMessage());
      return MISSING;
    } finally {
      for (Path each : List.of(results, packed, log, folder.resolve("output"), folder)) {
        Files.deleteIfExists(each);
      }
      out.flush();
    }
  }

  private void measure(
      Path folder, Path log, Path packed, Path goaccess, Path results, PrintWriter out)
      throws IOException, InterruptedException {
    long bytes = Files.size(log);
    out.println(time(folder, gabion(log, "--count-only")).words("gabion --count-only", bytes));
    Took mine = time(folder, gabion(log));
    out.println(mine.words("gabion", bytes));
    if (!distinct) {
      Took peer =
          time(
              folder,
              List.of(
                  goaccess.toString(),
                  log.toString(),
                  "--log-format=COMBINED",
                  "--no-global-config",
                  "-o",
                  results.toString()));
      out.println(peer.words("goaccess", bytes));
      out.printf(Locale.ROOT, "CPU against GoAccess: %.3f%n", mine.cpu() / peer.cpu());
    }
    time(folder, List.of("gzip", "-k", "-6", log.toString()));
    Took zcat = time(folder, List.of("zcat", packed.toString()));
    out.println(zcat.words("zcat", bytes));
    Took unpacked = time(folder, gabion(packed));
    out.println(unpacked.words("gabion on .gz", bytes));
    out.printf(Locale.ROOT, "speed against zcat: %.2f%n", zcat.wall() / unpacked.wall());
  }

  private static List<String> gabion(Path log, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("org.gabion.cli.Gabion", "analyze", log.toString()));
    command.addAll(List.of(more));
    return command;
  }

  /// Runs a command to its end, its output thrown away.
  private static Took time(Path folder, List<String> command)
      throws IOException, InterruptedException {
    List<String> timed = new ArrayList<>();
    timed.addAll(
        List.of("bash", "-c", "TIMEFORMAT='%R %U %S'; time \"$@\" >/dev/null 2>&1", "bash"));
    timed.addAll(command);
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(timed);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(command.getFirst() + " ended with " + status);
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    String[] figures = Files.readString(output, StandardCharsets.US_ASCII).strip().split(" ", -1);
    double user = Double.parseDouble(figures[1]);
    return new Took(Double.parseDouble(figures[0]), user + Double.parseDouble(figures[2]));
  }
}
