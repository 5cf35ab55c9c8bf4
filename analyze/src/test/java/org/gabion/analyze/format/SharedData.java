package org.gabion.analyze.format;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// The folder of real logs beside the checkout, `../shared/data`, looked for upwards from the
/// working directory. Tests that need it are skipped where it is absent.
final class SharedData {
  private SharedData() {}

  /// A folder in it.
  static Path folder(String name) {
    Path at = Path.of("").toAbsolutePath();
    while (at != null) {
      Path found = at.resolve("shared/data").resolve(name);
      if (Files.isDirectory(found)) {
        return found;
      }
      at = at.getParent();
    }
    return Assumptions.abort("the folder ../shared/data/" + name + " is absent");
  }
}
