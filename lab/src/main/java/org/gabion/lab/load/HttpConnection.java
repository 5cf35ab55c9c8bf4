package org.gabion.lab.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One HTTP/1.1 connection of a simulated reader, blocking, for a virtual thread. Every exchange
/// has a deadline (of `System.nanoTime`), so that a server that trickles can not hold the reader.
/// Not thread safe.
public final class HttpConnection implements AutoCloseable {
  private static final int LONGEST_BODY = 4 << 20;

  /// An answer; field names are in lower case.
  public record Answer(int status, List<Field> fields, String body, boolean keep) {
    public Answer {
      fields = List.copyOf(fields);
    }

    /// The first field of that name, or an empty text.
    public String field(String name) {
      return fields.stream()
          .filter(f -> f.name().equals(name))
          .map(Field::value)
          .findFirst()
          .orElse("");
    }

    /// All fields of that name.
    public List<String> all(String name) {
      return fields.stream().filter(f -> f.name().equals(name)).map(Field::value).toList();
    }
  }

  /// One header field.
  public record Field(String name, String value) {}

  private final Socket socket;
  private final InputStream in;
  private long deadline;
  private boolean used;
  private boolean answering;

  private HttpConnection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(new UntilDeadline(socket.getInputStream()), 8192);
  }

  /// Connects from one loopback address to another.
  public static HttpConnection open(InetAddress local, InetSocketAddress remote, long deadline)
      throws IOException {
    return new HttpConnection(LoopbackSockets.connect(local, remote, millisUntil(deadline)));
  }

  /// An exchange was completed on this connection before: a failure without a byte of answer then
  /// most likely means that the server closed it while it was idle.
  public boolean isStaleCandidate() {
    return used && !answering;
  }

  /// Sends a whole request head without body and reads the answer.
  public Answer exchange(String head, long deadline) throws IOException {
    this.deadline = deadline;
    answering = false;
    socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    Answer answer = read(head.startsWith("HEAD "));
    while (answer.status() < 200) {
      answer = read(false);
    }
    used = true;
    return answer;
  }

  private Answer read(boolean bodyless) throws IOException {
    String status = line();
    answering = true;
    if (status.length() < 12 || !status.startsWith("HTTP/1.")) {
      throw new ProtocolException("no HTTP/1.1 status line");
    }
    int code = Integer.parseInt(status.substring(9, 12));
    List<Field> fields = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new ProtocolException("broken header line");
      }
      fields.add(
          new Field(
              line.substring(0, colon).toLowerCase(Locale.ROOT),
              line.substring(colon + 1).strip()));
    }
    Answer head = new Answer(code, fields, "", true);
    boolean empty = bodyless || code < 200 || code == 204 || code == 304;
    boolean chunked = head.field("transfer-encoding").equalsIgnoreCase("chunked");
    String length = head.field("content-length");
    boolean toEnd = !empty && !chunked && length.isEmpty();
    byte[] body =
        empty
            ? new byte[0]
            : chunked ? chunks() : toEnd ? exactly(LONGEST_BODY, true) : sized(length);
    boolean keep =
        !toEnd
            && !head.field("connection").equalsIgnoreCase("close")
            && status.startsWith("HTTP/1.1");
    return new Answer(code, fields, new String(body, StandardCharsets.UTF_8), keep);
  }

  private byte[] sized(String length) throws IOException {
    int size = Integer.parseInt(length);
    if (size < 0 || size > LONGEST_BODY) {
      throw new ProtocolException("body of " + length + " bytes");
    }
    return exactly(size, false);
  }

  private byte[] exactly(int size, boolean orEnd) throws IOException {
    byte[] body = in.readNBytes(size);
    if (body.length < size && !orEnd) {
      throw new EOFException("closed inside a body");
    }
    return body;
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      if (size > LONGEST_BODY - body.size()) {
        throw new ProtocolException("body longer than " + LONGEST_BODY + " bytes");
      }
      body.write(exactly(size, false));
      line();
    }
    for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
      // Trailers are of no use to a reader.
    }
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    String text = line();
    int extension = text.indexOf(';');
    return Integer.parseInt(extension < 0 ? text : text.substring(0, extension).strip(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("closed inside an answer's head");
      }
      if (next != '\r') {
        line.append((char) next);
      }
      if (line.length() > 8192) {
        throw new ProtocolException("header line longer than 8192 bytes");
      }
    }
    return line.toString();
  }

  private static int millisUntil(long deadline) throws SocketTimeoutException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("out of patience");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /// Gives every read only the time that is left.
  private final class UntilDeadline extends InputStream {
    private final InputStream socketInput;

    UntilDeadline(InputStream socketInput) {
      this.socketInput = socketInput;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      socket.setSoTimeout(millisUntil(deadline));
      return socketInput.read(bytes, from, length);
    }
  }
}
