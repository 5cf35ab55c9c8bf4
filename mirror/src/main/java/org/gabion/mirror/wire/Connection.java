package org.gabion.mirror.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// A connection to a mirror, at an address that was judged before: no name is resolved anew, so
/// that nobody can give one answer to [AddressRule] and another to the connection. The JDK's own
/// HTTP client can not promise that; so this one speaks HTTP/1.1 (RFC 9112) itself, as little of it
/// as a copy needs.
///
/// Follows no redirect, sends no cookie, and holds a certificate against the name of the address.
/// Every request ends within its time, whatever the peer does. One thread at a time.
final class Connection implements AutoCloseable {
  private static final int MOST_ADDRESSES = 4;
  private static final int BUFFER = 16 << 10;

  private final Socket raw;
  private final Socket through;
  private final InputStream in;
  private long start;
  private boolean used;
  private boolean isOpen = true;

  /// The server had closed it since the last request: it is worth asking again on a new one.
  static final class Idle extends IOException {
    private static final long serialVersionUID = 1L;

    Idle(IOException cause) {
      super("the connection was closed", cause);
    }
  }

  private Connection(Socket raw, Socket through, long start) throws IOException {
    this.raw = raw;
    this.through = through;
    this.in = new BufferedInputStream(through.getInputStream(), BUFFER);
    this.start = start;
  }

  /// @param addresses of the host, judged before
  /// @throws IOException if none of them answers in time
  static Connection open(
      MirrorAddress mirror, List<InetAddress> addresses, Waits waits, Deadlines deadlines)
      throws IOException {
    IOException last = new IOException("it has no address");
    long start = System.nanoTime();
    for (InetAddress address : addresses.subList(0, Math.min(MOST_ADDRESSES, addresses.size()))) {
      if (System.nanoTime() - start > waits.whole().toNanos()) {
        break;
      }
      try {
        return open(mirror, address, waits, deadlines, start);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private static Connection open(
      MirrorAddress mirror, InetAddress address, Waits waits, Deadlines deadlines, long start)
      throws IOException {
    Socket raw = new Socket();
    boolean connected = false;
    Deadlines.Deadline deadline = deadlines.after(waits.whole(), raw);
    try {
      reach(raw, address, mirror.port(), waits);
      Socket through = mirror.isSecure() ? handshake(raw, mirror, waits, start) : raw;
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

  private static void reach(Socket raw, InetAddress address, int port, Waits waits)
      throws IOException {
    String nobody = "nobody answers at " + address.getHostAddress();
    try {
      raw.connect(new InetSocketAddress(address, port), (int) waits.connect().toMillis());
      raw.setTcpNoDelay(true);
    } catch (SocketTimeoutException e) {
      throw new IOException(nobody + " in time", e);
    } catch (IOException e) {
      throw new IOException(nobody, e);
    }
  }

  private static SSLSocket handshake(Socket raw, MirrorAddress mirror, Waits waits, long start)
      throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket secure = (SSLSocket) factory.createSocket(raw, mirror.host(), mirror.port(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    try {
      secure.startHandshake();
      return secure;
    } catch (IOException e) {
      boolean late = System.nanoTime() - start >= waits.whole().toNanos();
      throw late ? late(waits, e) : new IOException("TLS: " + words(e), e);
    }
  }

  /// Sends a request and reads the whole answer. The connection is closed unless it can take
  /// another one.
  ///
  /// @param limit of the body of a 200
  HttpReply ask(byte[] request, int limit, Waits waits, Deadlines deadlines) throws IOException {
    if (used) {
      start = System.nanoTime();
    }
    long left = waits.whole().toNanos() - (System.nanoTime() - start);
    boolean whole = false;
    Deadlines.Deadline deadline = deadlines.after(Duration.ofNanos(Math.max(1, left)), raw);
    try {
      HttpReply reply = ask(request, limit);
      whole = reply.keepsOpen();
      return reply;
    } catch (SSLException e) {
      throw isLate(waits) ? late(waits, e) : new IOException("TLS: " + words(e), e);
    } catch (AnswerFault | Idle e) {
      throw e;
    } catch (IOException e) {
      throw isLate(waits) ? late(waits, e) : new IOException(words(e), e);
    } finally {
      deadline.close();
      used = true;
      if (!whole) {
        close();
      }
    }
  }

  private HttpReply ask(byte[] request, int limit) throws IOException {
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

  private boolean isLate(Waits waits) {
    return System.nanoTime() - start >= waits.whole().toNanos();
  }

  private static IOException late(Waits waits, IOException cause) {
    return new IOException("no whole answer in " + waits.whole().toMillis() + " ms", cause);
  }

  private static String words(IOException fault) {
    return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
  }

  /// Whether it can take another request, as far as this side knows.
  boolean isOpen() {
    return isOpen;
  }

  @Override
  public void close() {
    isOpen = false;
    try {
      // The socket below: closing the secure one could wait for a peer that does not read.
      raw.close();
    } catch (IOException e) {
      // Nothing more is wanted of it.
    }
  }
}
