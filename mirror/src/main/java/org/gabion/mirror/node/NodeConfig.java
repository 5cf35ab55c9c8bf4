package org.gabion.mirror.node;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.gabion.core.snapshot.Digest;
import org.gabion.mirror.rendition.RenditionRules;
import org.gabion.mirror.wire.MirrorAddress;

/// What a node is told by its operator.
///
/// @param site the id of the site that it keeps
/// @param publisher the address of the copy to begin with
/// @param own the address under which others find this node, as its consent says
/// @param listen where it serves; empty if another web server does
/// @param store the folder of the copy
/// @param quota in bytes: more is not kept
/// @param bytesPerSecond that it sends at most; 0 for no bound
/// @param parallel how many files of a stripe are fetched at once
/// @param poll how often it asks for news by itself
/// @param readable how the readable pages are made beside the copy; empty if none are
public record NodeConfig(
    Digest site,
    MirrorAddress publisher,
    MirrorAddress own,
    Optional<InetSocketAddress> listen,
    Path store,
    long quota,
    long bytesPerSecond,
    int parallel,
    Duration poll,
    Optional<RenditionRules> readable) {
  public static final int PARALLEL = 4;

  /// Without readable pages.
  public NodeConfig(
      Digest site,
      MirrorAddress publisher,
      MirrorAddress own,
      Optional<InetSocketAddress> listen,
      Path store,
      long quota,
      long bytesPerSecond,
      int parallel,
      Duration poll) {
    this(
        site,
        publisher,
        own,
        listen,
        store,
        quota,
        bytesPerSecond,
        parallel,
        poll,
        Optional.empty());
  }

  /// The same with readable pages.
  public NodeConfig withReadable(RenditionRules rules) {
    return new NodeConfig(
        site,
        publisher,
        own,
        listen,
        store,
        quota,
        bytesPerSecond,
        parallel,
        poll,
        Optional.of(rules));
  }

  public NodeConfig {
    if (quota < 1 << 20 || bytesPerSecond < 0) {
      throw new IllegalArgumentException("a quota of 1 MiB at least, and no negative rate");
    }
    if (parallel < 1 || parallel > 16) {
      throw new IllegalArgumentException("1 to 16 files of a stripe at once");
    }
    if (poll.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("a node asks for news once a second at most");
    }
  }
}
