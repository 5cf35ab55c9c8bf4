package org.gabion.mirror.node;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/// Serves the parts of a copy that lies in a folder, such as the publisher's own. Damaged objects
/// are not served.
public final class CopyServer implements AutoCloseable {
  private final CopyPages pages;
  private final NodeServer server;

  /// @param loops shared; not closed by this
  /// @param bytesPerSecond that are sent at most; 0 for no bound
  public CopyServer(EventLoopGroup loops, InetSocketAddress listen, Path copy, long bytesPerSecond)
      throws IOException {
    pages =
        new CopyPages(
            NodeStore.ofOthers(copy),
            new Arrivals(),
            new ByteBudget(bytesPerSecond),
            (_, _) -> false);
    server = new NodeServer(loops, listen, pages);
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
