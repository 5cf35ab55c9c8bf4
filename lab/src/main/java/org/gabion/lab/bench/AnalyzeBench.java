package org.gabion.lab.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gabion.lab.load.OutsideProgram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lab/lab bench analyze`: `./gabion analyze` beside GoAccess on the same file, and on a packed
/// one beside zcat.
///
/// Each program runs as a process of its own under bash's `time`, which tells its processor time,
/// in turns; the median of all rounds counts. The file is made first, in the system's folder for
/// temporary files, and removed afterwards.
@Command(
    name = "analyze",
    description = {
      "Measures gabion analyze beside GoAccess on one generated access log, and beside zcat on the",
      "same log packed. The heap is 256 MB whatever the file. The start of each program counts."
    },
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
final class AnalyzeBench implements Callable<Integer> {
  /// sysexits(3): a service is unavailable, here a program that is not installed.
  private static final int MISSING = 69;

  private static final long MEGABYTE = 1_000_000;
  private static final String COUNT = "gabion --count-only";
  private static final String GABION = "gabion";
  private static final String GOACCESS = "goaccess";
  private static final String ZCAT = "zcat";
  private static final String UNPACKED = "gabion on .gz";

  @Option(
      names = "--megabytes",
      paramLabel = "N",
      defaultValue = "1024",
      description = "size of the log (${DEFAULT-VALUE})")
  private int megabytes;

  @Option(
      names = "--per-second",
      paramLabel = "N",
      defaultValue = "30",
      description = "requests a second in the log (${DEFAULT-VALUE})")
  private int perSecond;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "how often each program runs (${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--distinct",
      description = "gives every line an address and a path of its own; GoAccess is left out")
  private boolean distinct;

  @Option(names = "--alone", description = "leaves GoAccess out, which takes most of the time")
  private boolean alone;

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
    if (perSecond < 1 || perSecond > 100_000 || rounds < 1 || rounds > 99) {
      throw new ParameterException(
          spec.commandLine(), "1 to 100,000 requests a second, 1 to 99 rounds");
    }
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("gabion-bench-");
    Path log = folder.resolve("access.log");
    Path packed = folder.resolve("access.log.gz");
    Path results = folder.resolve("goaccess.json");
    try {
      List<Path> peers = alone || distinct ? List.of() : List.of(OutsideProgram.GOACCESS.require());
      long lines = new LogMaker(1, perSecond, distinct).write(log, megabytes * MEGABYTE);
      out.printf(
          Locale.ROOT,
          "%,d lines, %,d bytes, %d requests a second%n",
          lines,
          Files.size(log),
          perSecond);
      time(folder, List.of("gzip", "-k", "-1", log.toString()));
      measure(new Setup(folder, log, packed, results), peers, out);
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

  /// Where a bench has its files.
  private record Setup(Path folder, Path log, Path packed, Path results) {}

  private void measure(Setup files, List<Path> peers, PrintWriter out)
      throws IOException, InterruptedException {
    long bytes = Files.size(files.log);
    Map<String, List<String>> programs = new LinkedHashMap<>();
    programs.put(COUNT, gabion(files.log, "--count-only"));
    programs.put(GABION, gabion(files.log));
    for (Path goaccess : peers) {
      programs.put(
          GOACCESS,
          List.of(
              goaccess.toString(),
              files.log.toString(),
              "--log-format=COMBINED",
              "--no-global-config",
              "-o",
              files.results.toString()));
    }
    programs.put(ZCAT, List.of("zcat", files.packed.toString()));
    programs.put(UNPACKED, gabion(files.packed));
    Map<String, List<Took>> took = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, List<String>> program : programs.entrySet()) {
        Took each = time(files.folder, program.getValue());
        took.computeIfAbsent(program.getKey(), name -> new ArrayList<>()).add(each);
        out.println(each.words(program.getKey(), bytes));
        out.flush();
      }
    }
    out.printf(Locale.ROOT, "%nmedian of %d%n", rounds);
    took.forEach((name, each) -> out.println(median(each).words(name, bytes)));
    if (!peers.isEmpty()) {
      out.printf(
          Locale.ROOT,
          "CPU against GoAccess: %.3f%n",
          median(took, GABION).cpu() / median(took, GOACCESS).cpu());
    }
    out.printf(
        Locale.ROOT,
        "speed against zcat: %.2f%n",
        median(took, ZCAT).wall() / median(took, UNPACKED).wall());
  }

  private static Took median(Map<String, List<Took>> took, String name) {
    return median(took.getOrDefault(name, List.of()));
  }

  private static Took median(List<Took> took) {
    return new Took(
        Report.middle(took.stream().mapToDouble(Took::wall).toArray()),
        Report.middle(took.stream().mapToDouble(Took::cpu).toArray()));
  }

  private static List<String> gabion(Path log, String... more) {
    @Nullable String checkout = System.getenv("GABION_CHECKOUT");
    if (checkout == null) {
      throw new IllegalStateException("run it by lab/lab, which tells where ./gabion is");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(checkout, "gabion").toString());
    command.addAll(List.of("analyze", log.toString()));
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
