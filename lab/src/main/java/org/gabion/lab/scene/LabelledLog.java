package org.gabion.lab.scene;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// A log whose truth is known.
///
/// @param bytes the lines, each with its line feed
/// @param waves for each line the number of its wave, from 1; 0 if it is innocent
record LabelledLog(byte[] bytes, byte[] waves, Truth truth) {
  int lines() {
    return waves.length;
  }

  int innocents() {
    int count = 0;
    for (byte wave : waves) {
      count += wave == 0 ? 1 : 0;
    }
    return count;
  }

  /// Writes the lines, and to a second file the wave of each.
  void write(Path log, Optional<Path> labels) throws IOException {
    Files.write(log, bytes);
    if (labels.isPresent()) {
      StringBuilder text = new StringBuilder(2 * waves.length);
      for (byte wave : waves) {
        text.append(wave).append('\n');
      }
      Files.writeString(labels.get(), text, StandardCharsets.US_ASCII);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelledLog log
        && Arrays.equals(bytes, log.bytes)
        && Arrays.equals(waves, log.waves)
        && truth.equals(log.truth);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "LabelledLog[" + waves.length + " lines]";
  }
}
