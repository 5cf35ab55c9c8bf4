package org.gabion.lab.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Processor time from `/proc` (see proc(5)): of a whole process with all its threads and its
/// worker processes, and of everything that ran on one core.
///
/// A tick is 10 ms on every Linux that Debian builds (USER_HZ = 100).
final class CpuTime {
  private static final long MICROS_PER_TICK = 10_000;
  // Positions after the name, which may hold spaces and brackets: state is 0.
  private static final int UTIME = 11;
  private static final int STIME = 12;
  // Positions in a cpu line of /proc/stat.
  private static final int IDLE = 4;
  private static final int IOWAIT = 5;
  private static final int STEAL = 8;

  private CpuTime() {}

  /// Microseconds in user and kernel mode, of the process and its descendants that live.
  static long ofProcess(ProcessHandle process) throws IOException {
    List<ProcessHandle> family = Stream.concat(Stream.of(process), process.descendants()).toList();
    long micros = 0;
    for (ProcessHandle one : family) {
      micros += ofStat(one.pid());
    }
    return micros;
  }

  private static long ofStat(long pid) throws IOException {
    try {
      return parse(
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      return 0; // ended between the listing and the reading
    }
  }

  /// The processor time in one line of `/proc/PID/stat`.
  static long parse(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * MICROS_PER_TICK;
  }

  /// What a core has done since it started.
  ///
  /// @param busyMicros spent on anything, stolen time left out
  /// @param stolenMicros the hypervisor gave to another machine
  record OfCore(long busyMicros, long stolenMicros) {
    static OfCore read(int core) throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/stat"), StandardCharsets.ISO_8859_1)) {
        if (line.startsWith("cpu" + core + " ")) {
          return parse(line);
        }
      }
      throw new IOException("there is no core " + core);
    }

    static OfCore parse(String line) {
      String[] fields = line.trim().split(" +", -1);
      long busy = 0;
      for (int i = 1; i < STEAL; i++) {
        busy += i == IDLE || i == IOWAIT ? 0 : Long.parseLong(fields[i]);
      }
      return new OfCore(busy * MICROS_PER_TICK, Long.parseLong(fields[STEAL]) * MICROS_PER_TICK);
    }
  }
}
