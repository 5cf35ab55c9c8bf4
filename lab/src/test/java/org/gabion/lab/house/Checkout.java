package org.gabion.lab.house;

import java.nio.file.Path;
import java.util.Objects;

/// The folder the tests run in, as the build names it.
final class Checkout {
  private Checkout() {}

  static Path root() {
    return Path.of(setting("gabion.root"));
  }

  static String version() {
    return setting("gabion.version");
  }

  private static String setting(String name) {
    return Objects.requireNonNull(System.getProperty(name), "the build sets " + name);
  }
}
