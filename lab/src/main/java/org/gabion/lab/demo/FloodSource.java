package org.gabion.lab.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.gabion.lab.load.AnswerScanner;

/// One address of the flood and its connections. Only the flood's thread touches it.
final class FloodSource {
  final InetAddress address;
  final Deque<Line> idle = new ArrayDeque<>();
  int open;

  private FloodSource(InetAddress address) {
    this.address = address;
  }

  /// Four addresses to a /24: 127.66.0.1 to 127.66.0.4, 127.66.1.1, and so on.
  static FloodSource of(int index) throws UnknownHostException {
    int network = index / 4;
    return new FloodSource(
        InetAddress.getByAddress(new byte[] {127, 66, (byte) network, (byte) (1 + index % 4)}));
  }

  /// One connection. At most one request is under way on it.
  static final class Line {
    final FloodSource source;
    final SocketChannel channel;
    final AnswerScanner answer = new AnswerScanner();
    final boolean keep;
    SelectionKey key;
    ByteBuffer request;
    long sentAt;
    boolean busy = true;

    Line(
        FloodSource source,
        SocketChannel channel,
        SelectionKey key,
        boolean keep,
        ByteBuffer request) {
      this.source = source;
      this.channel = channel;
      this.key = key;
      this.keep = keep;
      this.request = request;
    }

    /// Writes the request; a request is smaller than any socket buffer, so a partial write means a
    /// dead peer.
    void send(long now) throws IOException {
      sentAt = now;
      channel.write(request);
      if (request.hasRemaining()) {
        throw new IOException("the socket takes no request");
      }
      key.interestOps(SelectionKey.OP_READ);
    }
  }
}
