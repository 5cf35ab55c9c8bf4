package org.gabion.cli;

import picocli.CommandLine.IVersionProvider;

/// The version this build was made from, as the build wrote it into the manifest.
final class Version implements IVersionProvider {
  /// What classes say that were not started from a jar.
  private static final String UNPACKED = "(not packaged)";

  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"gabion " + (version == null ? UNPACKED : version)};
  }
}
