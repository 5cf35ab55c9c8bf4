package org.gabion.core.snapshot;

/// Where the parts of a copy lie below its root. Stateless.
public final class CopyPaths {
  /// The folder of everything that is signed.
  public static final String FOLDER = ".gabion";

  /// The one file that changes.
  public static final String HEAD = FOLDER + "/head";

  public static final String ROOTS = FOLDER + "/root";
  public static final String SNAPSHOTS = FOLDER + "/snap";
  public static final String SHARDS = FOLDER + "/i";
  public static final String OBJECTS = FOLDER + "/o";
  public static final String RECENT = FOLDER + "/recent";
  public static final String ROSTERS = FOLDER + "/roster";

  private CopyPaths() {}

  public static String root(long number) {
    return ROOTS + "/" + number;
  }

  public static String snapshot(long sequence) {
    return SNAPSHOTS + "/" + sequence;
  }

  public static String shard(Digest digest) {
    return SHARDS + "/" + digest;
  }

  /// Objects lie in 256 folders, so that none holds too many.
  public static String object(Digest digest) {
    String hex = digest.toString();
    return OBJECTS + "/" + hex.substring(0, 2) + "/" + hex;
  }

  public static String recent(long sequence) {
    return RECENT + "/" + sequence;
  }

  public static String roster(long number) {
    return ROSTERS + "/" + number;
  }
}
