package org.gabion.lab.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.gabion.lab.load.AnswerScanner;
import org.gabion.lab.load.LoopbackSockets;

/// A trusted proxy with many visitors: one request for each of N IPv6 networks over a few kept
/// connections, several under way on each. One thread; bounded in requests; loopback only. What is
/// lost with a connection that the guard closes is counted, and the next networks take its place.
final class ForwardedCrowd {
  private static final int CONNECTIONS = 16;

  /// What came of it.
  ///
  /// @param answered answers of any status
  /// @param refused answers of 400 and above
  /// @param lost requests on connections that ended before the answer
  record Outcome(int asked, long answered, long refused, long lost, double seconds) {}

  private final InetAddress local;
  private final InetSocketAddress target;
  private final AddressLine line;
  private final int depth;
  private final double rate;
  private final ByteBuffer read = ByteBuffer.allocateDirect(256 * 1024);
  private volatile int asked;
  private long answered;
  private long refused;
  private long lost;

  /// @param depth requests under way per connection
  /// @param rate requests a second at most
  ForwardedCrowd(InetAddress local, InetSocketAddress target, int depth, double rate) {
    this.local = local;
    this.target = target;
    this.line = new AddressLine(target.getHostString() + ":" + target.getPort());
    this.depth = depth;
    this.rate = rate;
  }

  /// Networks that have asked so far; any thread may look.
  int asked() {
    return asked;
  }

  /// Asks for networks `from` (inclusive) to `to` (exclusive) and waits for the answers.
  Outcome ask(int from, int to) throws IOException {
    long start = System.nanoTime();
    answered = 0;
    refused = 0;
    lost = 0;
    asked = from;
    try (Selector selector = Selector.open()) {
      List<Line> lines = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        lines.add(new Line(selector));
      }
      while (answered + lost < to - from) {
        selector.select(key -> ready((Line) key.attachment()), 1);
        long allowed = from + (long) ((System.nanoTime() - start) / 1e9 * rate);
        for (Line each : lines) {
          each.fill((int) Math.min(to, allowed), selector);
        }
      }
      for (Line each : lines) {
        each.channel.close();
      }
    }
    return new Outcome(to - from, answered, refused, lost, (System.nanoTime() - start) / 1e9);
  }

  private void ready(Line line) {
    try {
      line.receive();
    } catch (IOException e) {
      line.broken = true;
    }
  }

  /// One connection; replaced in place when the guard closes it.
  private final class Line {
    private SocketChannel channel;
    private AnswerScanner scanner = new AnswerScanner();
    private final ByteBuffer write = ByteBuffer.allocateDirect(depth * line.length());
    private int underWay;
    private boolean broken;

    Line(Selector selector) throws IOException {
      channel = connect(selector);
    }

    private SocketChannel connect(Selector selector) throws IOException {
      SocketChannel fresh = LoopbackSockets.begin(local, target);
      while (!fresh.finishConnect()) {
        Thread.onSpinWait(); // loopback: over in microseconds or refused
      }
      fresh.register(selector, SelectionKey.OP_READ, this);
      return fresh;
    }

    void fill(int until, Selector selector) throws IOException {
      if (broken) {
        channel.close();
        lost += underWay;
        underWay = 0;
        channel = connect(selector);
        scanner = new AnswerScanner();
        broken = false;
      }
      if (underWay > depth / 2) {
        return; // fuller batches cost fewer system calls
      }
      write.clear();
      int next = asked;
      while (underWay < depth && next < until) {
        line.write(next++, write);
        underWay++;
      }
      asked = next;
      write.flip();
      while (write.hasRemaining() && !broken) {
        broken = channel.write(write) < 0;
      }
    }

    void receive() throws IOException {
      read.clear();
      int length = channel.read(read);
      read.flip();
      int status = length < 0 ? 0 : scanner.feed(read);
      while (status > 0) {
        underWay--;
        answered++;
        if (status >= 400) {
          refused++;
        }
        if (scanner.close()) {
          broken = true;
          return;
        }
        status = scanner.feed(read);
      }
      broken |= length < 0;
    }
  }
}
