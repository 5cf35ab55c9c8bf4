package org.gabion.mirror.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.gabion.mirror.copy.OpenedCopy;

/// Serves the parts of a copy that lies in a folder, such as the publisher's own. Damaged objects
/// are not served.
public final class CopyServer implements AutoCloseable {
  private final CopyPages pages;
  private final NodeServer server;

  /// Serves the parts of a copy, and no pages.
  ///
  /// @param loops shared; not closed by this
  /// @param bytesPerSecond that are sent at most; 0 for no bound
  public CopyServer(EventLoops loops, InetSocketAddress listen, Path copy, long bytesPerSecond)
      throws IOException {
    this(loops, listen, copy, bytesPerSecond, new SitePages(Optional::empty));
  }

  /// Serves the pages of an edition, the readable pages beside it, and the parts of its copy.
  public CopyServer(EventLoops loops, InetSocketAddress listen, Path copy, OpenedCopy edition)
      throws IOException {
    this(
        loops,
        listen,
        copy,
        0,
        new SitePages(() -> Optional.of(edition), Optional.of(new ReadableFiles(copy))));
  }

  private CopyServer(
      EventLoops loops, InetSocketAddress listen, Path copy, long bytesPerSecond, SitePages site)
      throws IOException {
    pages =
        new CopyPages(
            NodeStore.ofOthers(copy),
            new Arrivals(),
            new ByteBudget(bytesPerSecond),
            site,
            (_, _) -> false);
    server = new NodeServer(loops.group(), listen, pages);
  }

  public InetSocketAddress address() {
    return server.address();
  }

  /// Bytes of content that were sent.
  public long sent() {
    return pages.sent();
  }

  @Override
  public void close() {
    server.close();
  }
}
