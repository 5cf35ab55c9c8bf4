package org.gabion.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gabion.analyze.input.InputException;
import org.gabion.core.window.SeedFile;

/// Reads what `--seed-file` names. Stateless.
final class SeedFiles {
  private static final String REMEDY =
      " Name the guard's own: it is 'seed' in the folder that guard.runtime.state-directory names.";

  private SeedFiles() {}

  /// @throws InputException if it is no seed file; its message says what is wrong and the remedy
  static SeedFile.Read read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new InputException("--seed-file: %s is a folder.%s".formatted(file, REMEDY));
    }
    if (!Files.exists(file)) {
      throw new InputException("--seed-file: %s does not exist.%s".formatted(file, REMEDY));
    }
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      // One byte too many says that it is too long, and no more of it is read.
      bytes = in.readNBytes(SeedFile.MAX_BYTES + 1);
    }
    return switch (SeedFile.decode(bytes)) {
      case SeedFile.Read read -> read;
      case SeedFile.Broken broken ->
          throw new InputException(
              "--seed-file: %s is no seed file of a guard, or is damaged: its line %d should be '%s'.%s"
                  .formatted(file, broken.line(), broken.expected(), REMEDY));
    };
  }
}
