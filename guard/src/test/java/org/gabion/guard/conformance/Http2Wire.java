package org.gabion.guard.conformance;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// A reader on a raw HTTP/2 socket (RFC 9113): writes any frame, right or wrong, and keeps what
/// comes back per stream.
///
/// One thread writes; a virtual thread of its own reads. What it has read may be asked by any
/// thread.
final class Http2Wire implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;
  static final int PADDED = 8;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final long PATIENCE_NANOS = 8_000_000_000L;

  /// What has come on one stream.
  static final class StreamView {
    final List<String> heads = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;
    private long payload;
    private boolean ended;
    private int resetCode = -1;

    synchronized int status() {
      return status;
    }

    synchronized boolean ended() {
      return ended;
    }

    synchronized int resetCode() {
      return resetCode;
    }

    synchronized long payload() {
      return payload;
    }

    synchronized String text() {
      return body.toString(StandardCharsets.ISO_8859_1);
    }

    /// The header blocks in order: interim, final, trailers; each as `name: value` lines.
    synchronized List<String> heads() {
      return List.copyOf(heads);
    }

    synchronized boolean done() {
      return ended || resetCode >= 0;
    }

    @Override
    public synchronized String toString() {
      return "status "
          + status
          + ", "
          + payload
          + " B"
          + (ended ? ", ended" : "")
          + ", reset "
          + resetCode;
    }
  }

  private final Socket socket;
  private final Map<Integer, StreamView> streams = new ConcurrentHashMap<>();
  private final Map<Integer, Long> serverSettings = new ConcurrentHashMap<>();
  private final Object writing = new Object();
  private final ByteArrayOutputStream replies = new ByteArrayOutputStream();
  private boolean holding;
  private volatile boolean acknowledges = true;
  private volatile boolean returnsWindow = true;
  private volatile int goAwayCode = -1;
  private final AtomicInteger goAwayCount = new AtomicInteger();
  private final AtomicInteger pongs = new AtomicInteger();
  private final AtomicInteger settingsAcks = new AtomicInteger();
  private final Map<Integer, Long> windowGiven = new ConcurrentHashMap<>();
  private volatile boolean ended;
  private volatile String trouble = "";

  private Http2Wire(Socket socket) {
    this.socket = socket;
  }

  /// With prior knowledge, after the preface and empty SETTINGS.
  static Http2Wire connect(int port) throws IOException {
    Http2Wire wire = bare(port);
    wire.greet();
    return wire;
  }

  /// Preface and empty SETTINGS, in one piece: nothing may come between them.
  void greet() throws IOException {
    ByteArrayOutputStream greeting = new ByteArrayOutputStream();
    greeting.writeBytes(PREFACE);
    greeting.writeBytes(bytesOf(SETTINGS, 0, 0, 0, new byte[0]));
    raw(greeting.toByteArray());
  }

  /// Nothing is sent yet.
  static Http2Wire bare(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
    return over(socket);
  }

  static Http2Wire over(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    Http2Wire wire = new Http2Wire(socket);
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    Thread.ofVirtual().name("http2 reader").start(() -> wire.readAll(in));
    return wire;
  }

  /// Acknowledges neither SETTINGS nor PING from now on.
  Http2Wire withoutAcknowledging() {
    acknowledges = false;
    return this;
  }

  /// Keeps what is to be answered by itself (ACKs, windows) until [#sendReplies], so that it does
  /// not fall between the frames of a script.
  void holdReplies() {
    synchronized (writing) {
      holding = true;
    }
  }

  void sendReplies() throws IOException {
    synchronized (writing) {
      holding = false;
      raw(replies.toByteArray());
      replies.reset();
    }
  }

  private void reply(int type, int flags, int stream, byte[] payload) throws IOException {
    synchronized (writing) {
      byte[] bytes = bytesOf(type, flags, stream, payload.length, payload);
      if (holding) {
        replies.writeBytes(bytes);
      } else {
        raw(bytes);
      }
    }
  }

  /// Gives no window back from now on.
  Http2Wire withoutReturningWindow() {
    returnsWindow = false;
    return this;
  }

  // ---- writing

  void raw(byte[] bytes) throws IOException {
    synchronized (writing) {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }
  }

  void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    raw(bytesOf(type, flags, stream, payload.length, payload));
  }

  /// `length` is what the frame says of itself.
  static byte[] bytesOf(int type, int flags, int stream, int length, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  void get(int stream, String path) throws IOException {
    headers(
        stream,
        END_STREAM | END_HEADERS,
        ":method",
        "GET",
        ":scheme",
        "http",
        ":path",
        path,
        ":authority",
        "a");
  }

  void post(int stream, String path) throws IOException {
    headers(
        stream,
        END_HEADERS,
        ":method",
        "POST",
        ":scheme",
        "http",
        ":path",
        path,
        ":authority",
        "a");
  }

  void headers(int stream, int flags, String... namesAndValues) throws IOException {
    frame(HEADERS, flags, stream, block(namesAndValues));
  }

  void data(int stream, boolean end, String latin1) throws IOException {
    frame(DATA, end ? END_STREAM : 0, stream, latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  void reset(int stream, int code) throws IOException {
    frame(RST_STREAM, 0, stream, ints(code));
  }

  void window(int stream, int increment) throws IOException {
    frame(WINDOW_UPDATE, 0, stream, ints(increment));
  }

  void ping() throws IOException {
    frame(PING, 0, 0, new byte[8]);
  }

  void settings(int... idsAndValues) throws IOException {
    frame(SETTINGS, 0, 0, settingsPayload(idsAndValues));
  }

  static byte[] settingsPayload(int... idsAndValues) {
    ByteBuffer payload = ByteBuffer.allocate(idsAndValues.length * 3);
    for (int i = 0; i < idsAndValues.length; i += 2) {
      payload.putShort((short) idsAndValues[i]).putInt(idsAndValues[i + 1]);
    }
    return payload.array();
  }

  static byte[] ints(int... values) {
    ByteBuffer payload = ByteBuffer.allocate(values.length * 4);
    for (int value : values) {
      payload.putInt(value);
    }
    return payload.array();
  }

  /// A header block of literals without indexing and without Huffman coding (RFC 7541 section
  /// 6.2.2).
  static byte[] block(String... namesAndValues) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      out.write(0);
      literal(out, namesAndValues[i]);
      literal(out, namesAndValues[i + 1]);
    }
    return out.toByteArray();
  }

  private static void literal(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int length = bytes.length;
    if (length < 127) {
      out.write(length);
    } else {
      out.write(127);
      for (length -= 127; length >= 128; length >>>= 7) {
        out.write(length & 127 | 128);
      }
      out.write(length);
    }
    out.writeBytes(bytes);
  }

  // ---- reading

  StreamView stream(int id) {
    return streams.computeIfAbsent(id, _ -> new StreamView());
  }

  /// The code of the last GOAWAY; -1 before any.
  int goAwayCode() {
    return goAwayCode;
  }

  int goAwayCount() {
    return goAwayCount.get();
  }

  int pongs() {
    return pongs.get();
  }

  int settingsAcks() {
    return settingsAcks.get();
  }

  /// Bytes that the server's WINDOW_UPDATE frames allow beyond the first window; stream 0 is the
  /// connection.
  long windowGiven(int stream) {
    return windowGiven.getOrDefault(stream, 0L);
  }

  /// What the server announced (RFC 9113 section 6.5.2), by identifier.
  Map<Integer, Long> serverSettings() {
    return Map.copyOf(serverSettings);
  }

  boolean ended() {
    return ended;
  }

  /// What the server sent that no server should.
  String trouble() {
    return trouble;
  }

  /// Waits for a stream to end in either way.
  StreamView await(int stream) {
    StreamView view = stream(stream);
    until(() -> view.done() || ended);
    return view;
  }

  /// Waits until the condition holds; false if it does not within 8 s.
  boolean until(BooleanSupplier condition) {
    return until(condition, PATIENCE_NANOS);
  }

  boolean until(BooleanSupplier condition, long nanos) {
    long end = System.nanoTime() + nanos;
    synchronized (streams) {
      while (!condition.getAsBoolean()) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        try {
          streams.wait(left);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return true;
    }
  }

  private void readAll(DataInputStream in) {
    DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    int blockFlags = 0;
    try {
      while (true) {
        int word = in.readInt();
        int length = word >>> 8;
        int type = word & 0xff;
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        if (type == HEADERS || type == CONTINUATION) {
          blockFlags = type == HEADERS ? flags : blockFlags;
          block.writeBytes(payload);
          if ((flags & END_HEADERS) != 0) {
            headersCame(
                stream,
                blockFlags,
                decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block.toByteArray())));
            block.reset();
          }
        } else {
          came(type, flags, stream, payload);
        }
        changed();
      }
    } catch (Http2Exception broken) {
      trouble = "a header block that does not decode: " + broken.getMessage();
    } catch (IOException closed) {
      // The end of the connection, in order or by a reset, is what `ended` tells.
    } finally {
      ended = true;
      changed();
    }
  }

  private void changed() {
    synchronized (streams) {
      streams.notifyAll();
    }
  }

  private void headersCame(int id, int flags, Http2Headers headers) {
    StreamView view = stream(id);
    StringBuilder head = new StringBuilder();
    headers.forEach(
        field -> head.append(field.getKey()).append(": ").append(field.getValue()).append('\n'));
    synchronized (view) {
      view.heads.add(head.toString());
      CharSequence status = headers.status();
      if (status != null) {
        view.status = Integer.parseInt(status, 0, status.length(), 10);
      }
      view.ended |= (flags & END_STREAM) != 0;
    }
  }

  private void came(int type, int flags, int stream, byte[] payload) throws IOException {
    switch (type) {
      case DATA -> dataCame(stream, flags, payload);
      case RST_STREAM -> {
        StreamView view = stream(stream);
        synchronized (view) {
          view.resetCode = ByteBuffer.wrap(payload).getInt();
        }
      }
      case SETTINGS -> {
        if ((flags & ACK) != 0) {
          settingsAcks.incrementAndGet();
          return;
        }
        ByteBuffer settings = ByteBuffer.wrap(payload);
        while (settings.remaining() >= 6) {
          serverSettings.put((int) settings.getShort(), settings.getInt() & 0xffffffffL);
        }
        if (acknowledges) {
          reply(SETTINGS, ACK, 0, new byte[0]);
        }
      }
      case PING -> {
        if ((flags & ACK) != 0) {
          pongs.incrementAndGet();
        } else if (acknowledges) {
          reply(PING, ACK, 0, payload);
        }
      }
      case GOAWAY -> {
        goAwayCode = ByteBuffer.wrap(payload).getInt(4);
        goAwayCount.incrementAndGet();
      }
      case PUSH_PROMISE -> trouble = "a PUSH_PROMISE";
      case WINDOW_UPDATE ->
          windowGiven.merge(stream, (long) ByteBuffer.wrap(payload).getInt(), Long::sum);
      default -> {
        // Frames of extensions change nothing here.
      }
    }
  }

  private void dataCame(int stream, int flags, byte[] payload) throws IOException {
    StreamView view = stream(stream);
    boolean over;
    synchronized (view) {
      if (view.body.size() < 1 << 20) {
        view.body.writeBytes(payload);
      }
      view.payload += payload.length;
      view.ended |= (flags & END_STREAM) != 0;
      over = view.ended;
    }
    if (returnsWindow && payload.length > 0) {
      reply(WINDOW_UPDATE, 0, 0, ints(payload.length));
      if (!over) {
        reply(WINDOW_UPDATE, 0, stream, ints(payload.length));
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
