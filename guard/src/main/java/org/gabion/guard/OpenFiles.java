package org.gabion.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.gabion.core.limit.ConnectionBudget;

/// How many connections from readers the system's limit of open files leaves room for: a connection
/// that is refused by budget gets closed cleanly, one that is refused by the system is not even
/// seen.
///
/// Read from `/proc/self/limits`; where that is not there (macOS), no limit is known.
final class OpenFiles {
  /// Libraries, logs, event loops, listeners, the admin port.
  private static final int OWN = 128;

  private static final int FEWEST = 16;
  private static final String LINE = "Max open files";

  private OpenFiles() {}

  /// The soft limit of this process. The JVM has raised it to the hard one at its start.
  static OptionalLong limit() {
    try {
      return limit(Files.readAllLines(Path.of("/proc/self/limits"), StandardCharsets.ISO_8859_1));
    } catch (IOException notThere) {
      return OptionalLong.empty();
    }
  }

  static OptionalLong limit(List<String> limits) {
    for (String line : limits) {
      if (line.startsWith(LINE)) {
        String soft = line.substring(LINE.length()).strip().split(" ", 2)[0];
        return soft.equals("unlimited")
            ? OptionalLong.empty()
            : OptionalLong.of(Long.parseLong(soft));
      }
    }
    return OptionalLong.empty();
  }

  /// The configured limits, lowered to what may be open beside the connections to all origins; at
  /// least half of all files are for readers.
  static ConnectionBudget.Limits within(
      OptionalLong files, GuardConfig.Connections wanted, long toOrigins) {
    long room =
        files.isEmpty()
            ? wanted.max()
            : Math.max(
                FEWEST, Math.max(files.getAsLong() / 2, files.getAsLong() - toOrigins - OWN));
    int max = (int) Math.min(wanted.max(), room);
    return new ConnectionBudget.Limits(
        max, Math.min(wanted.reserve(), max / 2), wanted.perPrefix(), wanted.perNetwork());
  }
}
