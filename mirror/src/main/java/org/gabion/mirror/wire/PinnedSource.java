package org.gabion.mirror.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.gabion.mirror.copy.Source;
import org.jspecify.annotations.Nullable;

/// A mirror at addresses that were judged before and are known to whoever asks: a check tells from
/// them where the mirror is. Keeps one connection between requests; one thread at a time is served.
/// Faults are the mirror's, and do not name it.
public final class PinnedSource implements Source, AutoCloseable {
  private final MirrorAddress mirror;
  private final List<InetAddress> addresses;
  private final Waits waits;
  private final Deadlines deadlines;
  private @Nullable Connection open;

  /// @param addresses of its host, as [AddressRule#resolve] gave them
  public PinnedSource(
      MirrorAddress mirror, List<InetAddress> addresses, Waits waits, Deadlines deadlines) {
    this.mirror = mirror;
    this.addresses = List.copyOf(addresses);
    this.waits = waits;
    this.deadlines = deadlines;
  }

  @Override
  public String name() {
    return mirror.url();
  }

  @Override
  public synchronized Optional<byte[]> fetch(String path, int limit) throws IOException {
    Connection kept = open;
    open = null;
    if (kept != null) {
      try {
        return ask(kept, path, limit);
      } catch (Connection.Idle e) {
        // Asked once more on a new one.
      }
    }
    return ask(Connection.open(mirror, addresses, waits, deadlines), path, limit);
  }

  private Optional<byte[]> ask(Connection connection, String path, int limit) throws IOException {
    HttpReply reply = connection.ask(request(path), limit, waits, deadlines);
    if (connection.isOpen()) {
      open = connection;
    }
    return switch (reply.status()) {
      case 200 -> Optional.of(reply.body());
      case 404, 410 -> Optional.empty();
      default -> throw new AnswerFault("answers " + reply.status());
    };
  }

  private byte[] request(String path) {
    String text =
        "GET "
            + mirror.path()
            + path
            + " HTTP/1.1\r\nHost: "
            + mirror.authority()
            + "\r\nUser-Agent: Gabion-Mirror-Check\r\nAccept-Encoding: identity\r\n"
            + "Cache-Control: no-cache\r\n\r\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
