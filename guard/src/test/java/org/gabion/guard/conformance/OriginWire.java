package org.gabion.guard.conformance;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/// One connection at a [RecordingOrigin], as its script sees it: reads requests with a parser of
/// its own that knows nothing of the guard's, and writes any bytes.
///
/// Used by the one thread of its script; [#received] and [#ended] by any.
final class OriginWire implements Closeable {
  private static final int KEPT = 4 << 20;

  private final InputStream in;
  private final OutputStream out;
  private final Closeable socket;
  private final Runnable reset;
  private final Consumer<Arrival> arrived;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private volatile boolean ended;

  OriginWire(
      InputStream in,
      OutputStream out,
      Closeable socket,
      Runnable reset,
      Consumer<Arrival> arrived) {
    this.in = in;
    this.out = out;
    this.socket = socket;
    this.reset = reset;
    this.arrived = arrived;
  }

  /// The next whole request; empty when the connection ended instead, be it within a request.
  Optional<Arrival> read() throws IOException {
    Optional<Arrival> head = readHead();
    if (head.isEmpty()) {
      return head;
    }
    return readBody(head.get()) ? head : Optional.empty();
  }

  /// The next head, which counts as arrived from here on.
  Optional<Arrival> readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (true) {
      Optional<String> line = line();
      if (line.isEmpty()) {
        if (!head.isEmpty()) {
          arrived.accept(new Arrival(head.toString()));
        }
        return Optional.empty();
      }
      if (line.get().isEmpty()) {
        Arrival arrival = new Arrival(head.toString());
        arrived.accept(arrival);
        return Optional.of(arrival);
      }
      head.append(line.get()).append("\r\n");
    }
  }

  /// Reads the payload that the head announces; false when the connection ended before it was
  /// whole.
  boolean readBody(Arrival arrival) throws IOException {
    boolean chunked = !arrival.values("transfer-encoding").isEmpty();
    boolean whole = chunked ? chunks(arrival) : exactly(arrival, length(arrival));
    if (whole) {
      arrival.finish();
    }
    return whole;
  }

  private static long length(Arrival arrival) {
    return arrival.value("content-length").map(Long::parseLong).orElse(0L);
  }

  private boolean chunks(Arrival arrival) throws IOException {
    while (true) {
      Optional<String> size = line();
      if (size.isEmpty()) {
        return false;
      }
      long bytes = Long.parseLong(size.get(), 16);
      if (bytes == 0) {
        return trailers(arrival);
      }
      if (!exactly(arrival, bytes)) {
        return false;
      }
      Optional<String> end = line();
      if (end.isEmpty()) {
        return false;
      }
      if (!end.get().isEmpty()) {
        throw new IOException("the guard sent a broken chunk: " + end.get());
      }
    }
  }

  private boolean trailers(Arrival arrival) throws IOException {
    while (true) {
      Optional<String> line = line();
      if (line.isEmpty()) {
        return false;
      }
      if (line.get().isEmpty()) {
        return true;
      }
      arrival.addTrailer(line.get());
    }
  }

  private boolean exactly(Arrival arrival, long count) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = count;
    while (left > 0) {
      int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        ended = true;
        return false;
      }
      keep(buffer, n);
      arrival.addBody(buffer, 0, n);
      left -= n;
    }
    return true;
  }

  /// A line without its CRLF, or empty at the end of the connection. A bare LF or CR stays visible
  /// in the text.
  private Optional<String> line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int b = one();
      if (b < 0) {
        if (!line.isEmpty()) {
          throw new EOFException(
              "the guard broke off within a line: " + Escapes.shown(line.toString()));
        }
        return Optional.empty();
      }
      line.append((char) b);
      int n = line.length();
      if (b == '\n' && n > 1 && line.charAt(n - 2) == '\r') {
        line.setLength(n - 2);
        return Optional.of(line.toString());
      }
    }
  }

  /// The next raw byte, -1 at the end.
  int one() throws IOException {
    int b = in.read();
    if (b < 0) {
      ended = true;
      return b;
    }
    synchronized (received) {
      if (received.size() < KEPT) {
        received.write(b);
      }
    }
    return b;
  }

  private void keep(byte[] buffer, int n) {
    synchronized (received) {
      if (received.size() + n <= KEPT) {
        received.write(buffer, 0, n);
      }
    }
  }

  void write(String latin1) throws IOException {
    write(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /// Waits until the other side ends the connection; what comes meanwhile is kept.
  void awaitEnd() throws IOException {
    int b = one();
    while (b >= 0) {
      b = one();
    }
  }

  /// Ends the connection by RST.
  void reset() throws IOException {
    reset.run();
    socket.close();
    ended = true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    ended = true;
  }

  void markEnded() {
    ended = true;
  }

  /// Whether either side ended the connection, as far as the script has read.
  boolean ended() {
    return ended;
  }

  /// Every byte that came, as far as the script has read (at most 4 MiB).
  byte[] received() {
    synchronized (received) {
      return received.toByteArray();
    }
  }
}
