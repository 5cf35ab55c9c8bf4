package org.gabion.lab.site;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/// The newsroom as a web server with a fixed capacity, on loopback only: what a flood overloads.
/// HTTP/1.1 with keep-alive, GET and HEAD, entity tags. One virtual thread per connection; the
/// number of connections, the number of workers and the queue before them are bounded, so that
/// overload means errors and time-outs, as it does for a real site. Requests are counted apart for
/// the flood's addresses, which the site learns from the socket or, from a proxy on loopback's
/// first /24, from the last X-Forwarded-For hop.
public final class SampleSite implements AutoCloseable {

  /// What the site can bear.
  ///
  /// @param port 0 means any free one
  /// @param workers pages made at the same time
  /// @param pageTime how long one page occupies a worker
  /// @param waiting pages that may wait for a worker before the site answers 503
  /// @param connections open connections; more wait in the kernel's backlog
  public record Config(int port, int workers, Duration pageTime, int waiting, int connections) {
    public Config {
      if (workers < 1 || waiting < 1 || connections < 1 || !pageTime.isPositive()) {
        throw new IllegalArgumentException("a site needs at least one of everything");
      }
    }

    /// A small site: four workers, 20 ms a page, 200 pages a second.
    public static Config small(int port) {
      return new Config(port, 4, Duration.ofMillis(20), 256, 3_000);
    }

    public double pagesPerSecond() {
      return workers * 1e9 / pageTime.toNanos();
    }
  }

  /// Every address below is the flood's: the site counts it apart, and treats it the same.
  static final String FLOOD_NETWORK = "127.66.";

  private static final int BACKLOG = 128;
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final long STORIES_SEED = 1893;

  private final ServerSocket listener;
  private final Newsroom newsroom = Newsroom.of(STORIES_SEED);
  private final Workers workers;
  private final Semaphore connections;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private final LongAdder readerPages = new LongAdder();
  private final LongAdder bogusRequests = new LongAdder();
  private final LongAdder turnedBusy = new LongAdder();
  private final LongAdder rendered = new LongAdder();
  private final LongAdder assets = new LongAdder();
  private final DurationHistogram pageTime = new DurationHistogram();

  private SampleSite(Config config, ServerSocket listener) {
    this.listener = listener;
    this.workers = new Workers(config.workers(), config.waiting(), config.pageTime());
    this.connections = new Semaphore(config.connections());
  }

  public static SampleSite open(Config config) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(
        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), config.port()), BACKLOG);
    SampleSite site = new SampleSite(config, listener);
    Thread.ofPlatform().name("site-accept").daemon().start(site::accept);
    return site;
  }

  public int port() {
    return listener.getLocalPort();
  }

  public SiteFigures figures() {
    return new SiteFigures(
        readerPages.sum(),
        bogusRequests.sum(),
        turnedBusy.sum(),
        rendered.sum(),
        assets.sum(),
        pageTime.read());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connections.acquire();
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        connections.release(); // closed, or no file descriptor just now: the next turn tells which
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) KEEP_ALIVE.toMillis());
      InputStream in = new BufferedInputStream(socket.getInputStream(), 2048);
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 8192);
      String peer = socket.getInetAddress().getHostAddress();
      boolean more = true;
      while (more) {
        Optional<RequestHead> head = RequestHead.read(in);
        more = head.isPresent() && answer(head.get(), peer, in, out);
      }
    } catch (IOException e) {
      // The client went away, waited too long or sent no HTTP: the connection ends, nothing else.
    } finally {
      open.remove(socket);
      connections.release();
    }
  }

  private boolean answer(RequestHead head, String peer, InputStream in, OutputStream out)
      throws IOException {
    boolean bogus = client(head, peer).startsWith(FLOOD_NETWORK);
    if (bogus) {
      bogusRequests.increment();
    }
    long body = head.bodyLength();
    boolean known = head.method().equals("GET") || head.method().equals("HEAD");
    boolean keep = !head.wantsClose() && body >= 0;
    if (body > 0) {
      in.skipNBytes(body);
    }
    if (!known || body < 0) {
      write(out, known ? "411 Length Required" : "405 Method Not Allowed", Layout.busy(), keep);
      return keep;
    }
    Optional<Content> found = newsroom.at(head.target());
    if (found.isEmpty()) {
      write(out, "404 Not Found", "<!doctype html><title>Not found</title>Not found\n", keep);
    } else if (found.get().kind() == Content.Kind.ASSET) {
      assets.increment();
      write(out, head, found.get(), keep);
    } else {
      page(head, found.get(), bogus, keep, out);
    }
    return keep;
  }

  private void page(RequestHead head, Content page, boolean bogus, boolean keep, OutputStream out)
      throws IOException {
    if (!bogus) {
      readerPages.increment();
    }
    long from = System.nanoTime();
    try {
      Content made = workers.make(() -> page).join();
      rendered.increment();
      pageTime.record(System.nanoTime() - from);
      write(out, head, made, keep);
    } catch (RejectedExecutionException | CompletionException e) {
      turnedBusy.increment();
      write(out, "503 Service Unavailable", Layout.busy(), keep);
    }
  }

  private static String client(RequestHead head, String peer) {
    String forwarded = head.field("x-forwarded-for");
    if (forwarded.isEmpty() || !peer.startsWith("127.0.0.")) {
      return peer;
    }
    return forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
  }

  private static void write(OutputStream out, RequestHead head, Content content, boolean keep)
      throws IOException {
    boolean same = head.field("if-none-match").equals(content.etag());
    StringBuilder text = new StringBuilder(256);
    text.append("HTTP/1.1 ").append(same ? "304 Not Modified" : "200 OK").append("\r\n");
    text.append("Server: quayside\r\nCache-Control: no-cache\r\nETag: ").append(content.etag());
    text.append("\r\n");
    if (!same) {
      text.append("Content-Type: ").append(content.type()).append("\r\n");
      text.append("Content-Length: ").append(content.length()).append("\r\n");
    }
    text.append(keep ? "\r\n" : "Connection: close\r\n\r\n");
    out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!same && !head.method().equals("HEAD")) {
      out.write(content.bytes());
    }
    out.flush();
  }

  private static void write(OutputStream out, String status, String html, boolean keep)
      throws IOException {
    byte[] body = html.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 %s\r\nServer: quayside\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n%s\r\n"
            .formatted(status, body.length, keep ? "" : "Connection: close\r\n");
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    workers.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
