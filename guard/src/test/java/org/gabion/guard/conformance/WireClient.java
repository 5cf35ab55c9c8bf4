package org.gabion.guard.conformance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A reader on a raw HTTP/1.1 socket: sends any bytes, reads answers strictly, one by one. Not
/// thread safe; one thread may write while another reads.
final class WireClient implements AutoCloseable {
  /// Bodies above this are counted, not kept.
  private static final int KEPT = 8 << 20;

  private static final int PATIENCE_MILLIS = 8000;

  private final Socket socket;
  private final InputStream in;

  private WireClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
  }

  static WireClient connect(int port) throws IOException {
    return from("127.0.0.1", port);
  }

  /// From another loopback address, so that budgets see another client.
  static WireClient from(String localAddress, int port) throws IOException {
    return from(localAddress, port, 0);
  }

  /// `receiveBuffer` of the socket in bytes; 0 leaves it to the system.
  static WireClient from(String localAddress, int port, int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.bind(new InetSocketAddress(InetAddress.getByName(localAddress), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    return over(socket);
  }

  /// Over a socket that is connected already, such as one of TLS.
  static WireClient over(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new WireClient(socket);
  }

  Socket socket() {
    return socket;
  }

  WireClient send(String latin1) throws IOException {
    return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  WireClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /// Sends byte by byte, each in a segment of its own; stops quietly when the other side has
  /// closed.
  void trickle(byte[] bytes) {
    try {
      for (byte b : bytes) {
        socket.getOutputStream().write(b);
      }
    } catch (IOException closed) {
      // The guard refused half way, which is its right; what it said is read by the caller.
    }
  }

  /// Tells the guard that nothing more comes, and still reads.
  void finishSending() throws IOException {
    socket.shutdownOutput();
  }

  /// The next final answer; interim ones are skipped.
  WireAnswer answer(String method) throws IOException {
    while (true) {
      WireAnswer answer = any(method);
      if (answer.status() >= 200 || answer.status() == 101) {
        return answer;
      }
    }
  }

  WireAnswer answer() throws IOException {
    return answer("GET");
  }

  /// The next answer, interim or final.
  WireAnswer any(String method) throws IOException {
    String head = head();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    List<String> trailers = new ArrayList<>();
    WireAnswer bare = new WireAnswer(head, new byte[0], 0, List.of(), true);
    int status = bare.status();
    if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
      return bare;
    }
    Optional<String> coding = bare.value("transfer-encoding");
    Optional<String> length = bare.value("content-length");
    if (bare.values("content-length").size() > 1 || coding.isPresent() && length.isPresent()) {
      throw new IOException("ambiguous framing: " + Escapes.shown(head));
    }
    long payload;
    boolean whole = true;
    if (coding.isPresent()) {
      if (!coding.get().equals("chunked")) {
        throw new IOException("odd coding: " + Escapes.shown(head));
      }
      payload = 0;
      while (true) {
        String size = line().orElse("");
        long bytes = size.isEmpty() ? -1 : Long.parseLong(size.toLowerCase(Locale.ROOT), 16);
        if (bytes == 0) {
          whole = trailers(trailers);
          break;
        }
        long got = bytes < 0 ? -1 : copy(bytes, body);
        payload += Math.max(0, got);
        if (got != bytes || bytes < 0 || !line().orElse("cut").isEmpty()) {
          whole = false;
          break;
        }
      }
    } else if (length.isPresent()) {
      long announced = Long.parseLong(length.get());
      payload = copy(announced, body);
      whole = payload == announced;
    } else {
      payload = copy(Long.MAX_VALUE, body);
    }
    return new WireAnswer(head, body.toByteArray(), payload, trailers, whole);
  }

  private boolean trailers(List<String> into) throws IOException {
    while (true) {
      Optional<String> line = line();
      if (line.isEmpty()) {
        return false;
      }
      if (line.get().isEmpty()) {
        return true;
      }
      into.add(line.get());
    }
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (true) {
      String line =
          line()
              .orElseThrow(
                  () -> new EOFException("closed after: " + Escapes.shown(head.toString())));
      if (line.isEmpty()) {
        String text = head.toString();
        if (!text.matches("(?s)HTTP/1\\.1 [1-5][0-9][0-9] .*")) {
          throw new IOException("not a status line: " + Escapes.shown(text));
        }
        return text;
      }
      head.append(line).append("\r\n");
    }
  }

  private Optional<String> line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int b = read();
      if (b < 0) {
        return Optional.empty();
      }
      line.append((char) b);
      int n = line.length();
      if (b == '\n') {
        if (n < 2 || line.charAt(n - 2) != '\r') {
          throw new IOException("a line without CRLF: " + Escapes.shown(line.toString()));
        }
        line.setLength(n - 2);
        return Optional.of(line.toString());
      }
    }
  }

  /// The next byte of the stream; -1 when it ended, also by a reset.
  int read() throws IOException {
    try {
      return in.read();
    } catch (SocketTimeoutException silence) {
      throw silence;
    } catch (IOException reset) {
      return -1;
    }
  }

  private long copy(long count, ByteArrayOutputStream into) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long done = 0;
    while (done < count) {
      int n;
      try {
        n = in.read(buffer, 0, (int) Math.min(buffer.length, count - done));
      } catch (SocketTimeoutException silence) {
        throw silence;
      } catch (IOException reset) {
        return done;
      }
      if (n < 0) {
        return done;
      }
      if (into.size() + n <= KEPT) {
        into.write(buffer, 0, n);
      }
      done += n;
    }
    return done;
  }

  /// Exactly this many raw bytes.
  byte[] bytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("closed after " + Escapes.shown(bytes));
    }
    return bytes;
  }

  /// Everything until the guard closes.
  byte[] rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int b = read(); b >= 0; b = read()) {
      all.write(b);
    }
    return all.toByteArray();
  }

  /// Waits for the guard to close; anything that comes before is a mistake.
  void awaitClose() throws IOException {
    byte[] rest = rest();
    if (rest.length > 0) {
      throw new IOException("more came before the close: " + Escapes.shown(rest));
    }
  }

  void patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  /// Ends the connection by RST.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
