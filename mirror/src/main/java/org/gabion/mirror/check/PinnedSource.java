package org.gabion.mirror.check;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.gabion.mirror.copy.Source;
import org.jspecify.annotations.Nullable;

/// A mirror at addresses that were judged before: no name is resolved anew, so that nobody can give
/// one answer to [AddressRule] and another to the connection. The JDK's own HTTP client can not
/// promise that; so this one speaks HTTP/1.1 (RFC 9112) itself, as little of it as a copy needs.
///
/// Follows no redirect, sends no cookie, and holds a certificate against the name of the address.
/// Keeps one connection between requests; one thread at a time is served. Every request ends within
/// its time, whatever the peer does.
final class PinnedSource implements Source, AutoCloseable {
  private static final int MOST_ADDRESSES = 4;

  private final MirrorAddress root;
  private final List<InetAddress> addresses;
  private final CheckRules.Waits waits;
  private final Deadlines deadlines;
  private @Nullable Connection open;

  /// @param addresses of its host, judged before
  PinnedSource(
      MirrorAddress root,
      List<InetAddress> addresses,
      CheckRules.Waits waits,
      Deadlines deadlines) {
    this.root = root;
    this.addresses = addresses.subList(0, Math.min(MOST_ADDRESSES, addresses.size()));
    this.waits = waits;
    this.deadlines = deadlines;
  }

  @Override
  public String name() {
    return root.url();
  }

  @Override
  public synchronized Optional<byte[]> fetch(String path, int limit) throws IOException {
    Connection kept = open;
    open = null;
    if (kept != null) {
      try {
        return ask(kept, path, limit);
      } catch (Connection.Idle e) {
        // Closed by the server since the last request; asked once more on a new one.
      }
    }
    return ask(connect(), path, limit);
  }

  private Optional<byte[]> ask(Connection connection, String path, int limit) throws IOException {
    boolean whole = false;
    Deadlines.Deadline deadline = deadlines.after(connection.left(waits.whole()), connection.raw());
    try {
      HttpReply reply = connection.ask(request(path), limit);
      whole = reply.keepsOpen();
      return switch (reply.status()) {
        case 200 -> Optional.of(reply.body());
        case 404, 410 -> Optional.empty();
        default -> throw new AnswerFault("answers " + reply.status());
      };
    } catch (SSLException e) {
      throw connection.isLate(waits.whole()) ? late(e) : new IOException("TLS: " + words(e), e);
    } catch (AnswerFault | Connection.Idle e) {
      throw e;
    } catch (IOException e) {
      throw connection.isLate(waits.whole()) ? late(e) : new IOException(words(e), e);
    } finally {
      deadline.close();
      if (whole) {
        connection.rest();
        open = connection;
      } else {
        connection.close();
      }
    }
  }

  private IOException late(IOException cause) {
    return new IOException("no whole answer in " + waits.whole().toMillis() + " ms", cause);
  }

  private static String words(IOException fault) {
    return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
  }

  private byte[] request(String path) {
    String text =
        "GET "
            + root.path()
            + path
            + " HTTP/1.1\r\nHost: "
            + root.authority()
            + "\r\nUser-Agent: Gabion-Mirror-Check\r\nAccept: */*\r\nAccept-Encoding: identity\r\n"
            + "Cache-Control: no-cache\r\n\r\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private Connection connect() throws IOException {
    IOException last = new IOException("it has no address");
    long start = System.nanoTime();
    for (InetAddress address : addresses) {
      if (System.nanoTime() - start > waits.whole().toNanos()) {
        break;
      }
      try {
        return connect(address, start);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private Connection connect(InetAddress address, long start) throws IOException {
    Socket raw = new Socket();
    boolean connected = false;
    Deadlines.Deadline deadline = deadlines.after(waits.whole(), raw);
    try {
      reach(raw, address);
      Socket through = root.isSecure() ? handshake(raw, start) : raw;
      Connection connection = new Connection(raw, through, start);
      connected = true;
      return connection;
    } finally {
      deadline.close();
      if (!connected) {
        raw.close();
      }
    }
  }

  private void reach(Socket raw, InetAddress address) throws IOException {
    String nobody = "nobody answers at " + address.getHostAddress();
    try {
      raw.connect(new InetSocketAddress(address, root.port()), (int) waits.connect().toMillis());
      raw.setTcpNoDelay(true);
    } catch (SocketTimeoutException e) {
      throw new IOException(nobody + " in time", e);
    } catch (IOException e) {
      throw new IOException(nobody, e);
    }
  }

  private SSLSocket handshake(Socket raw, long start) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket secure = (SSLSocket) factory.createSocket(raw, root.host(), root.port(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    try {
      secure.startHandshake();
      return secure;
    } catch (IOException e) {
      boolean late = System.nanoTime() - start >= waits.whole().toNanos();
      throw late ? late(e) : new IOException("TLS: " + words(e), e);
    }
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  /// One connection, and what was read ahead on it.
  private static final class Connection {
    private static final int BUFFER = 16 << 10;

    private final Socket raw;
    private final Socket through;
    private final InputStream in;
    private long start;
    private boolean used;

    /// The server had closed it before the request.
    static final class Idle extends IOException {
      private static final long serialVersionUID = 1L;

      Idle(IOException cause) {
        super("the connection was closed", cause);
      }
    }

    Connection(Socket raw, Socket through, long start) throws IOException {
      this.raw = raw;
      this.through = through;
      this.in = new BufferedInputStream(through.getInputStream(), BUFFER);
      this.start = start;
    }

    Socket raw() {
      return raw;
    }

    Duration left(Duration whole) {
      if (used) {
        start = System.nanoTime();
      }
      long nanos = whole.toNanos() - (System.nanoTime() - start);
      return Duration.ofNanos(Math.max(1, nanos));
    }

    boolean isLate(Duration whole) {
      return System.nanoTime() - start >= whole.toNanos();
    }

    HttpReply ask(byte[] request, int limit) throws IOException {
      int first;
      try {
        through.getOutputStream().write(request);
        through.getOutputStream().flush();
        first = in.read();
        if (first < 0) {
          throw new IOException("the connection was closed without an answer");
        }
      } catch (IOException e) {
        if (used && !raw.isClosed()) {
          throw new Idle(e);
        }
        throw e;
      }
      return HttpReply.read(first, in, limit);
    }

    void rest() {
      used = true;
    }

    void close() {
      try {
        // The socket below: closing the secure one could wait for a peer that does not read.
        raw.close();
      } catch (IOException e) {
        // Nothing more is wanted of it.
      }
    }
  }
}
