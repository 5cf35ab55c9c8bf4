package org.gabion.lab.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Starts outside load tools, against loopback only, with a bounded number of connections and a
/// bounded time.
///
/// Invariants: the tool's target is built here from an address that [LoopbackSockets] accepts, as a
/// literal; an option passes only if it is on the tool's list, and none on a list names a host, a
/// proxy or a script; the tool is ended when its time is over, when the caller is interrupted and
/// when the lab ends.
///
/// Safe for any number of threads.
public enum LoadTool {
  WRK(
      OutsideProgram.WRK,
      Set.of("-c", "-d", "-t", "-H", "--timeout"),
      Set.of("--latency"),
      Set.of("-c")),
  H2LOAD(
      OutsideProgram.H2LOAD,
      Set.of(
          "-n",
          "-c",
          "-m",
          "-t",
          "-D",
          "-w",
          "-W",
          "-H",
          "-d",
          "-T",
          "-N",
          "--warm-up-time",
          "--tls13-ciphers",
          "--groups",
          "--log-file"),
      Set.of("--h1"),
      Set.of("-c")),
  NGHTTP(
      OutsideProgram.NGHTTP,
      Set.of("-H", "-d", "-m", "-t", "-w", "-W", "--trailer"),
      Set.of("-n", "-v", "-s", "-y", "-nv", "--no-push", "--expect-continue"),
      Set.of("-m")),
  SLOWHTTPTEST(
      OutsideProgram.SLOWHTTPTEST,
      Set.of(
          "-c", "-i", "-l", "-r", "-s", "-t", "-x", "-f", "-m", "-p", "-j", "-a", "-b", "-k", "-n",
          "-w", "-y", "-z", "-o", "-v"),
      Set.of("-H", "-B", "-R", "-X", "-g"),
      Set.of("-c"));

  /// The longest that any load may last.
  public static final Duration LONGEST = Duration.ofMinutes(10);

  /// The most connections, or requests at a time, of one tool.
  public static final int MOST_CONNECTIONS = 20_000;

  // Counts itself, and is not asked per response: wrk stays as fast as without a script.
  private static final String WRK_REPORT =
      """
      done = function(summary, latency, requests)
        io.write(string.format(
          "gabion requests=%d micros=%d bytes=%d connect=%d read=%d write=%d status=%d timeout=%d p50=%d p99=%d\\n",
          summary.requests, summary.duration, summary.bytes,
          summary.errors.connect, summary.errors.read, summary.errors.write,
          summary.errors.status, summary.errors.timeout,
          latency:percentile(50), latency:percentile(99)))
      end
      """;

  private final OutsideProgram program;
  private final Set<String> valued;
  private final Set<String> flags;
  private final Set<String> counts;

  LoadTool(OutsideProgram program, Set<String> valued, Set<String> flags, Set<String> counts) {
    this.program = program;
    this.valued = valued;
    this.flags = flags;
    this.counts = counts;
  }

  /// How a load is run.
  ///
  /// @param atMost the tool is ended when this is over
  /// @param folder for its files; the tool's working directory
  public record Run(Duration atMost, int core, Path folder, Map<String, String> environment) {
    public Run {
      environment = Map.copyOf(environment);
      if (atMost.isNegative() || atMost.isZero() || atMost.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "a load lasts up to " + LONGEST.toMinutes() + " minutes, not " + atMost);
      }
    }
  }

  /// What the tool said.
  ///
  /// @param ended false if it was stopped because its time was over
  public record Outcome(boolean ended, int status, String output) {}

  /// Runs the tool and waits for it.
  ///
  /// @throws IllegalArgumentException if an option is not on the tool's list or a count is too high
  public Outcome run(LoopbackUrl target, List<String> options, Run run)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    List<String> command = command(target, options);
    command.addFirst(program.require().toString());
    Path output = Files.createTempFile(run.folder(), program.command() + "-", ".out");
    if (this == WRK) {
      Path script = run.folder().resolve("wrk-report.lua");
      Files.writeString(script, WRK_REPORT);
      command.addAll(1, List.of("-s", script.toString()));
    }
    PinnedProcess.Launch launch =
        new PinnedProcess.Launch(command, run.core(), run.folder(), output, run.environment());
    try (PinnedProcess process = PinnedProcess.startUnchecked(launch)) {
      boolean ended = process.await(run.atMost());
      String text = Files.readString(output, StandardCharsets.ISO_8859_1);
      return new Outcome(ended, ended ? process.exitStatus() : -1, text);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /// The checked command line, without the program.
  List<String> command(LoopbackUrl target, List<String> options) {
    for (int i = 0; i < options.size(); i++) {
      String option = options.get(i);
      if (valued.contains(option)) {
        i++;
        if (i == options.size()) {
          throw new IllegalArgumentException(program.command() + " " + option + " wants a value");
        }
        checkCount(option, options.get(i));
      } else if (!flags.contains(option)) {
        throw new IllegalArgumentException(
            "the lab does not pass " + option + " to " + program.command());
      }
    }
    List<String> command = new ArrayList<>(options);
    if (this == SLOWHTTPTEST) {
      command.add("-u");
    }
    command.add(target.toString());
    return command;
  }

  private void checkCount(String option, String value) {
    if (counts.contains(option) && Integer.parseInt(value) > MOST_CONNECTIONS) {
      throw new IllegalArgumentException(
          "at most " + MOST_CONNECTIONS + " connections, not " + value);
    }
  }

  static boolean isLoadTool(String word) {
    if (word.isEmpty()) {
      return false;
    }
    Path name = Path.of(word).getFileName();
    for (LoadTool tool : values()) {
      if (name != null && name.toString().equals(tool.program.command())) {
        return true;
      }
    }
    return false;
  }
}
