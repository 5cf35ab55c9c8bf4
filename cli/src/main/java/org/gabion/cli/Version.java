package org.gabion.cli;

import picocli.CommandLine.IVersionProvider;

/// The version this build was made from, as the build wrote it into the manifest.
final class Version implements IVersionProvider {
  /// What classes say that were not started from a jar.
  private static final String UNPACKED = "(not packaged)";

  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  /// One line, without picocli.
  static String text() {
    return "gabion " + number();
  }

  static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? UNPACKED : version;
  }
}
