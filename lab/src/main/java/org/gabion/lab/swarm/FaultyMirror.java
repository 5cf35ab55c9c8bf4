package org.gabion.lab.swarm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.gabion.lab.load.LoopbackSockets;

/// A mirror on a loopback address of its own that serves files from memory, and some of them wrong.
/// What it does can be changed while it runs. A virtual thread for each connection.
final class FaultyMirror implements AutoCloseable {
  private static final int MOST_HEAD = 8192;

  private final InetSocketAddress address;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong damagedGiven = new AtomicLong();
  private volatile Shown shown;
  private volatile boolean silent;
  private final ServerSocketChannel listening;

  /// What is served.
  ///
  /// @param files by their paths below the copy's root
  /// @param damaged those of which one byte is given wrong
  record Shown(Map<String, byte[]> files, Set<String> damaged) {}

  FaultyMirror(InetSocketAddress address, Map<String, byte[]> files) throws IOException {
    this.address = LoopbackSockets.requireLoopback(address);
    this.shown = new Shown(files, Set.of());
    this.listening = listen();
  }

  private ServerSocketChannel listen() throws IOException {
    ServerSocketChannel channel = LoopbackSockets.listen(address);
    Thread.startVirtualThread(() -> accept(channel));
    return channel;
  }

  String url() {
    return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/";
  }

  /// How many answers were damaged.
  long damagedGiven() {
    return damagedGiven.get();
  }

  /// Serves something else from now on.
  void show(Map<String, byte[]> files, Set<String> damaged) {
    shown = new Shown(files, damaged);
  }

  /// Answers nobody from now on: connections are refused, or taken and never answered.
  void die(boolean swallows) throws IOException {
    if (swallows) {
      silent = true;
      endConnections();
    } else {
      close();
    }
  }

  private void accept(ServerSocketChannel channel) {
    try {
      while (true) {
        SocketChannel connection = channel.accept();
        open.add(connection);
        if (silent) {
          continue;
        }
        Thread.startVirtualThread(() -> serve(connection));
      }
    } catch (IOException closed) {
      // It is over.
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      byte[] buffer = new byte[MOST_HEAD];
      ByteBuffer in = ByteBuffer.wrap(buffer);
      while (true) {
        String head = head(connection, buffer, in);
        if (head.isEmpty()) {
          return;
        }
        int from = head.indexOf(' ') + 2;
        write(connection, head.substring(from, head.indexOf(' ', from)));
      }
    } catch (IOException gone) {
      // The client went away.
    } finally {
      open.remove(connection);
    }
  }

  /// Reads to the end of a head; what follows stays in the buffer. Empty at the end.
  private static String head(SocketChannel connection, byte[] buffer, ByteBuffer in)
      throws IOException {
    while (true) {
      String text = new String(buffer, 0, in.position(), StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      if (end >= 0) {
        in.flip().position(end + 4);
        in.compact();
        return text.substring(0, end);
      }
      if (!in.hasRemaining() || connection.read(in) < 0) {
        return "";
      }
    }
  }

  private void write(SocketChannel connection, String path) throws IOException {
    Shown now = shown;
    byte[] file = now.files().get(path);
    byte[] body = file == null ? new byte[0] : file;
    if (file != null && now.damaged().contains(path)) {
      body = file.clone();
      body[body.length / 2] ^= 1;
      damagedGiven.incrementAndGet();
    }
    String head =
        (file == null ? "HTTP/1.1 404 Not Found" : "HTTP/1.1 200 OK")
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    ByteArrayOutputStream whole = new ByteArrayOutputStream(head.length() + body.length);
    whole.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    whole.writeBytes(body);
    ByteBuffer out = ByteBuffer.wrap(whole.toByteArray());
    while (out.hasRemaining()) {
      connection.write(out);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    endConnections();
  }

  private void endConnections() throws IOException {
    for (SocketChannel connection : open) {
      connection.close();
    }
  }
}
