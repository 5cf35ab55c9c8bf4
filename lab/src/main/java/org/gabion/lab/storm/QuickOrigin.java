package org.gabion.lab.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/// A web server that answers every request without a body at once with the same small page: so fast
/// that what is measured is the guard. One thread, loopback only. It looks for the end of heads and
/// for nothing else.
final class QuickOrigin implements AutoCloseable {
  private static final byte[] ANSWER =
      """
      HTTP/1.1 200 OK\r
      Content-Type: text/plain\r
      Cache-Control: no-cache\r
      Content-Length: 3\r
      \r
      ok
      """
          .getBytes(StandardCharsets.ISO_8859_1);
  private static final int HEAD_END = 0x0d0a0d0a;

  /// The last four bytes of one connection.
  private static final class Tail {
    int bytes;
  }

  private final Selector selector;
  private final ServerSocketChannel listener;
  private final ByteBuffer read = ByteBuffer.allocateDirect(64 * 1024);
  private final ByteBuffer write = ByteBuffer.allocateDirect(256 * 1024);
  private final LongAdder served = new LongAdder();
  private volatile boolean ending;

  private QuickOrigin(Selector selector, ServerSocketChannel listener) {
    this.selector = selector;
    this.listener = listener;
  }

  static QuickOrigin open() throws IOException {
    Selector selector = Selector.open();
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1024);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    QuickOrigin origin = new QuickOrigin(selector, listener);
    Thread.ofPlatform().name("quick-origin").daemon().start(origin::run);
    return origin;
  }

  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) listener.getLocalAddress();
  }

  /// Requests answered.
  long served() {
    return served.sum();
  }

  private void run() {
    try (selector;
        listener) {
      while (!ending) {
        selector.select(this::ready, 500);
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException e) {
      // The selector failed: the storm sees errors from its origin and says so.
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        SocketChannel channel = listener.accept();
        if (channel != null) {
          channel.configureBlocking(false);
          channel.register(selector, SelectionKey.OP_READ, new Tail());
        }
      } else if (!answer((SocketChannel) key.channel(), (Tail) key.attachment())) {
        key.channel().close();
      }
    } catch (IOException e) {
      closeQuietly(key);
    }
  }

  private boolean answer(SocketChannel channel, Tail tail) throws IOException {
    read.clear();
    if (channel.read(read) < 0) {
      return false;
    }
    read.flip();
    write.clear();
    int answers = 0;
    while (read.hasRemaining()) {
      tail.bytes = tail.bytes << 8 | (read.get() & 0xff);
      if (tail.bytes == HEAD_END) {
        write.put(ANSWER);
        answers++;
      }
    }
    write.flip();
    channel.write(write);
    served.add(answers);
    return !write.hasRemaining(); // a peer that does not take a few hundred bytes is none of ours
  }

  private static void closeQuietly(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      // Nothing more can be done about it.
    }
  }

  @Override
  public void close() {
    ending = true;
    selector.wakeup();
  }
}
