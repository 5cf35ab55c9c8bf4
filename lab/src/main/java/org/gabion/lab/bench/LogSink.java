package org.gabion.lab.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.gabion.lab.load.LoopbackSockets;

/// Takes a target's access lines over TCP and counts them. Its thread runs on the load's core, as
/// the lab does.
final class LogSink implements LineCount, AutoCloseable {
  private final ServerSocketChannel server;
  private volatile long lines;

  LogSink() throws IOException {
    server = LoopbackSockets.listen(LoopbackSockets.resolve("127.0.0.1", 0));
    Thread.ofPlatform().daemon().name("log-sink").start(this::count);
  }

  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) server.getLocalAddress();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  private void count() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    while (server.isOpen()) {
      try (SocketChannel connection = server.accept()) {
        while (connection.read(buffer.clear()) >= 0) {
          lines += LogFile.lineEnds(buffer.flip());
        }
      } catch (IOException e) {
        // The target ended, or the sink was closed: the loop's condition knows which.
      }
    }
  }

  @Override
  public long read() {
    return lines;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
