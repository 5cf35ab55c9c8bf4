package org.gabion.core.window;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a seed file says: the epochs whose secrets made the hashes of a guard's windows, oldest
/// first. `docs/reference/seed-file.md` has the format:
///
/// ```
///  gabion.seed/1
///  epoch from=1795374000000000 secret=000102030405060708090a0b0c0d0e0f requests=1024 clients=4096 panel=2048 baseline=65536
/// ```
public sealed interface SeedFile {
  /// The file was understood.
  ///
  /// @param epochs at least one, by their start
  record Read(List<Epoch> epochs) implements SeedFile {
    public Read {
      epochs = List.copyOf(epochs);
      if (epochs.isEmpty()) {
        throw new IllegalArgumentException("no epoch");
      }
    }

    /// The epoch that this time falls in; the first one for times before all of them.
    public Epoch at(long micros) {
      Epoch found = epochs.getFirst();
      for (Epoch epoch : epochs) {
        if (epoch.fromMicros() <= micros) {
          found = epoch;
        }
      }
      return found;
    }

    public Epoch last() {
      return epochs.getLast();
    }
  }

  /// It was not.
  ///
  /// @param line the first one that is wrong, from 1
  /// @param expected what should be there, in words
  record Broken(int line, String expected) implements SeedFile {}

  /// The first line.
  String SCHEMA = "gabion.seed/1";

  /// Files of more bytes than this are no seed files.
  int MAX_BYTES = 64 * 1024;

  Pattern EPOCH =
      Pattern.compile(
          "epoch from=(\\d{1,18}) secret=([0-9a-f]{32}) requests=(\\d{1,7}) clients=(\\d{1,7})"
              + " panel=(\\d{1,7}) baseline=(\\d{1,7})");

  /// Reads a file.
  static SeedFile decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return new Broken(1, "at most " + MAX_BYTES + " bytes");
    }
    List<String> lines = new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(SCHEMA)) {
      return new Broken(1, SCHEMA);
    }
    List<Epoch> epochs = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      Matcher fields = EPOCH.matcher(lines.get(i));
      if (!fields.matches()) {
        return new Broken(
            i + 1,
            "epoch from=MICROSECONDS secret=32 HEX DIGITS requests=N clients=N panel=N baseline=N");
      }
      try {
        epochs.add(epoch(fields));
      } catch (IllegalArgumentException _) {
        return new Broken(i + 1, "a start on a whole minute, and samples of 16 at least");
      }
      if (i > 1 && epochs.get(i - 1).fromMicros() <= epochs.get(i - 2).fromMicros()) {
        return new Broken(i + 1, "a later start than that of the line before");
      }
    }
    return epochs.isEmpty() ? new Broken(2, "a line with an epoch") : new Read(epochs);
  }

  private static Epoch epoch(Matcher fields) {
    return new Epoch(
        Long.parseLong(fields.group(1)),
        HexFormat.of().parseHex(fields.group(2)),
        Integer.parseInt(fields.group(3)),
        Integer.parseInt(fields.group(4)),
        Integer.parseInt(fields.group(5)),
        Integer.parseInt(fields.group(6)));
  }

  /// The file that says these epochs. It holds their secrets.
  static byte[] encode(Read file) {
    StringBuilder text = new StringBuilder(SCHEMA).append('\n');
    for (Epoch epoch : file.epochs()) {
      text.append("epoch from=").append(epoch.fromMicros());
      text.append(" secret=").append(epoch.secretInHex());
      text.append(" requests=").append(epoch.window().requests());
      text.append(" clients=").append(epoch.window().clients());
      text.append(" panel=").append(epoch.window().panel());
      text.append(" baseline=").append(epoch.baselineClients()).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
