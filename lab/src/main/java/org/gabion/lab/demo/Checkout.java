package org.gabion.lab.demo;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/// The checkout that this class was built in.
final class Checkout {
  private Checkout() {}

  /// The checkout's own launcher, which starts the guard as an operator does. Empty when the
  /// classes lie elsewhere.
  static Optional<Path> launcher() {
    CodeSource source = Checkout.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      Path folder = Path.of(source.getLocation().toURI());
      while (folder != null) {
        Path launcher = folder.resolve("gabion");
        if (Files.isRegularFile(launcher) && Files.isExecutable(folder.resolve("lab/lab"))) {
          return Optional.of(launcher);
        }
        folder = folder.getParent();
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class path entry is no URI: " + source.getLocation(), e);
    }
    return Optional.empty();
  }
}
