package org.gabion.lab.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.gabion.lab.demo.FloodSource.Line;
import org.gabion.lab.load.LoopbackSockets;

/// Bogus visits at a fixed rate that does not wait for answers (an open loop): 200 loopback
/// addresses in turn, half of the requests on a connection of their own, half on kept ones. One
/// thread with one selector, so that it takes little from the machine it shares with guard and
/// site. Bounded in rate, sockets, requests and time; [LoopbackSockets] refuses every address that
/// is not loopback. [#figures] may be read by any thread.
final class Flood implements AutoCloseable {

  /// @param rate requests a second
  /// @param sources how many addresses, at most 1,000
  /// @param socketsPerSource open at the same time from one address
  /// @param patience after which a request without an answer is given up
  /// @param longest after which the flood ends by itself
  record Config(
      double rate,
      int sources,
      int socketsPerSource,
      Duration patience,
      Duration longest,
      long seed) {
    Config {
      if (rate <= 0 || rate > 100_000 || sources < 1 || sources > 1_000 || socketsPerSource < 1) {
        throw new IllegalArgumentException("flood out of bounds");
      }
      if (longest.compareTo(Duration.ofMinutes(10)) > 0) {
        throw new IllegalArgumentException("a flood lasts at most ten minutes");
      }
    }

    static Config of(double rate, long seed) {
      return new Config(rate, 200, 20, Duration.ofSeconds(3), Duration.ofMinutes(5), seed);
    }
  }

  private static final int MOST_PER_TURN = 256;
  private static final long SWEEP_NANOS = 100_000_000L;

  private final Config config;
  private final InetSocketAddress target;
  private final Selector selector;
  private final FloodSource[] sources;
  private final FloodRequests requests;
  private final RandomGenerator random;
  private final ByteBuffer read = ByteBuffer.allocateDirect(64 * 1024);
  private final List<Line> late = new ArrayList<>();
  private final Thread thread;
  private int turn;
  private long due;
  private long sent;
  private long answered;
  private long refused;
  private long dropped;
  private long timedOut;
  private long unsent;
  private volatile FloodFigures figures = FloodFigures.none();
  private volatile boolean ending;

  private Flood(Config config, InetSocketAddress target) throws IOException {
    this.config = config;
    this.target = target;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(config.seed());
    this.requests = new FloodRequests(target, random);
    this.sources = new FloodSource[config.sources()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = FloodSource.of(i);
    }
    this.selector = Selector.open();
    this.thread = Thread.ofPlatform().name("flood").daemon().unstarted(this::run);
  }

  /// @throws IllegalArgumentException for a target outside loopback
  static Flood start(Config config, InetSocketAddress target) throws IOException {
    Flood flood = new Flood(config, LoopbackSockets.requireLoopback(target));
    flood.thread.start();
    return flood;
  }

  FloodFigures figures() {
    return figures;
  }

  private void run() {
    try (selector) {
      flood();
      for (SelectionKey key : selector.keys()) {
        closeQuietly((Line) key.attachment());
      }
    } catch (IOException e) {
      // The selector itself failed: the flood ends, and the report shows that it fell short.
    }
  }

  private void flood() throws IOException {
    long start = System.nanoTime();
    long sweepAt = start;
    while (!ending && System.nanoTime() - start < config.longest().toNanos()) {
      selector.select(this::ready, 1);
      long now = System.nanoTime();
      schedule(now, start);
      if (now - sweepAt > 0) {
        sweep(now);
        sweepAt = now + SWEEP_NANOS;
      }
      figures = new FloodFigures(due, sent, answered, refused, dropped, timedOut, unsent);
    }
  }

  private void schedule(long now, long start) {
    long until = (long) ((now - start) / 1e9 * config.rate());
    for (int i = 0; i < MOST_PER_TURN && due < until; i++) {
      due++;
      issue(now);
    }
    long behind = until - due;
    if (behind
        > config.rate()) { // more than a second late: say so instead of making it up in a burst
      due += behind;
      unsent += behind;
    }
  }

  private void issue(long now) {
    turn = (turn + 1) % sources.length;
    FloodSource source = sources[turn];
    boolean keep = random.nextBoolean();
    Line line = keep ? source.idle.pollLast() : null;
    try {
      if (line != null) {
        line.request = requests.next(true);
        line.busy = true;
        sent++;
        line.send(now);
      } else if (source.open < config.socketsPerSource()) {
        sent++;
        open(source, keep, now);
      } else {
        unsent++;
      }
    } catch (IOException e) {
      dropped++;
      if (line != null) {
        close(line);
      }
    }
  }

  private void open(FloodSource source, boolean keep, long now) throws IOException {
    SocketChannel channel = LoopbackSockets.begin(source.address, target);
    source.open++;
    SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
    Line line = new Line(source, channel, key, keep, requests.next(keep).duplicate());
    line.sentAt = now;
    key.attach(line);
  }

  private void ready(SelectionKey key) {
    Line line = (Line) key.attachment();
    try {
      if (key.isConnectable()) {
        line.channel.finishConnect();
        line.send(line.sentAt);
      } else if (key.isReadable()) {
        receive(line);
      }
    } catch (IOException e) {
      if (line.busy) {
        dropped++;
      }
      close(line);
    }
  }

  private void receive(Line line) throws IOException {
    read.clear();
    int length = line.channel.read(read);
    read.flip();
    int status = length < 0 ? line.answer.atEnd() : line.answer.feed(read);
    if (status > 0 && line.busy) {
      line.busy = false;
      if (status < 400) {
        answered++;
      } else {
        refused++;
      }
      if (line.keep && length > 0 && !line.answer.close()) {
        line.source.idle.addLast(line);
      } else {
        close(line);
      }
    } else if (length < 0) {
      if (line.busy) {
        dropped++;
      }
      line.source.idle.remove(line);
      close(line);
    }
  }

  private void sweep(long now) {
    for (SelectionKey key : selector.keys()) {
      Line line = (Line) key.attachment();
      if (line.busy && now - line.sentAt > config.patience().toNanos()) {
        late.add(line);
      }
    }
    for (Line line : late) {
      timedOut++;
      close(line);
    }
    late.clear();
  }

  private static void close(Line line) {
    if (line.channel.isOpen()) {
      line.source.open--;
      closeQuietly(line);
    }
  }

  private static void closeQuietly(Line line) {
    try {
      line.channel.close();
    } catch (IOException e) {
      // Nothing can be done about a socket that does not close, and the process ends soon.
    }
  }

  @Override
  public void close() {
    stop();
  }

  /// Ends the flood and closes its sockets; the figures stay readable.
  void stop() {
    ending = true;
    selector.wakeup();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
