package org.gabion.mirror.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gabion.mirror.copy.Source;

/// Asks mirrors for their files and tells them of news. Contacts no address that [AddressRule] does
/// not allow. Keeps a bounded number of connections between requests. Safe for use by several
/// threads; blocks.
public final class MirrorClient implements AutoCloseable {
  private static final int KEPT_FOR_ONE = 4;

  private final AddressRule rule;
  private final Deadlines deadlines = new Deadlines();
  private final Waits waits;
  private final int mostKept;

  /// The mirror that was asked longest ago comes first.
  private final Map<MirrorAddress, Deque<Connection>> kept = new LinkedHashMap<>(16, 0.75f, true);

  private int keeping;
  private boolean closed;

  /// @param rule which addresses may be contacted; closed with this
  /// @param mostKept connections that are kept between requests
  public MirrorClient(AddressRule rule, Waits waits, int mostKept) {
    this.rule = rule;
    this.waits = waits;
    this.mostKept = mostKept;
  }

  /// A mirror as a source. What its faults say names the file.
  public PeerSource source(MirrorAddress mirror) {
    return new PeerSource(this, mirror);
  }

  /// A mirror that may be asked to wait for what it is fetching itself.
  public static final class PeerSource implements Source {
    private final MirrorClient client;
    private final MirrorAddress mirror;

    private PeerSource(MirrorClient client, MirrorAddress mirror) {
      this.client = client;
      this.mirror = mirror;
    }

    @Override
    public String name() {
      return mirror.url();
    }

    @Override
    public Optional<byte[]> fetch(String path, int limit) throws IOException {
      return fetch(path, limit, Duration.ZERO);
    }

    /// The same, of a mirror that may still be fetching it itself: it is asked to wait a little
    /// before it says that there is no such file (RFC 7240).
    public Optional<byte[]> fetch(String path, int limit, Duration patience) throws IOException {
      String wait = patience.isZero() ? "" : "Prefer: wait=" + patience.toSeconds() + "\r\n";
      byte[] request = request("GET", path, wait);
      try {
        HttpReply reply = client.ask(mirror, request, limit);
        return switch (reply.status()) {
          case 200 -> Optional.of(reply.body());
          case 404, 410 -> Optional.empty();
          default -> throw new AnswerFault("answers " + reply.status() + ", wanted is 200");
        };
      } catch (IOException e) {
        throw new IOException(mirror.url() + path + ": " + e.getMessage(), e);
      }
    }

    private byte[] request(String method, String path, String fields) {
      String text =
          method
              + " "
              + mirror.path()
              + path
              + " HTTP/1.1\r\nHost: "
              + mirror.authority()
              + "\r\nUser-Agent: Gabion-Mirror\r\nAccept-Encoding: identity\r\n"
              + fields
              + "\r\n";
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Tells the mirror of a file.
    ///
    /// @param from the own address
    /// @return the status of the answer
    public int tell(String path, byte[] body, String from) throws IOException {
      byte[] head =
          request(
              "POST",
              path,
              "Gabion-Mirror: " + from + "\r\nContent-Length: " + body.length + "\r\n");
      byte[] whole = Arrays.copyOf(head, head.length + body.length);
      System.arraycopy(body, 0, whole, head.length, body.length);
      return client.ask(mirror, whole, 0).status();
    }
  }

  private HttpReply ask(MirrorAddress mirror, byte[] request, int limit) throws IOException {
    Optional<Connection> before = take(mirror);
    if (before.isPresent()) {
      try {
        return ask(before.get(), mirror, request, limit);
      } catch (Connection.Idle e) {
        // Asked once more on a new one.
      }
    }
    Connection fresh = Connection.open(mirror, rule.resolve(mirror.host()), waits, deadlines);
    return ask(fresh, mirror, request, limit);
  }

  private HttpReply ask(Connection connection, MirrorAddress mirror, byte[] request, int limit)
      throws IOException {
    HttpReply reply = connection.ask(request, limit, waits, deadlines);
    if (connection.isOpen()) {
      keep(mirror, connection);
    }
    return reply;
  }

  private synchronized Optional<Connection> take(MirrorAddress mirror) {
    Deque<Connection> idle = kept.get(mirror);
    if (idle == null) {
      return Optional.empty();
    }
    Connection last = idle.removeLast();
    keeping--;
    if (idle.isEmpty()) {
      kept.remove(mirror);
    }
    return Optional.of(last);
  }

  private synchronized void keep(MirrorAddress mirror, Connection connection) {
    if (closed || mostKept == 0) {
      connection.close();
      return;
    }
    Deque<Connection> idle = kept.computeIfAbsent(mirror, _ -> new ArrayDeque<>(1));
    idle.addLast(connection);
    keeping++;
    if (idle.size() > KEPT_FOR_ONE) {
      idle.removeFirst().close();
      keeping--;
    }
    if (keeping > mostKept) {
      dropEldest();
    }
  }

  private void dropEldest() {
    Iterator<Deque<Connection>> mirrors = kept.values().iterator();
    Deque<Connection> eldest = mirrors.next();
    eldest.removeFirst().close();
    keeping--;
    if (eldest.isEmpty()) {
      mirrors.remove();
    }
  }

  @Override
  public void close() {
    Map<MirrorAddress, Deque<Connection>> left;
    synchronized (this) {
      closed = true;
      left = new HashMap<>(kept);
      kept.clear();
      keeping = 0;
    }
    left.values().forEach(idle -> idle.forEach(Connection::close));
    deadlines.close();
    rule.close();
  }
}
