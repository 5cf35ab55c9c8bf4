package org.gabion.lab.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.gabion.lab.load.HttpConnection;
import org.gabion.lab.load.HttpConnection.Answer;

/// What one reader looks through: up to three keep-alive connections from one loopback address,
/// cookies, and entity tags of what it has seen (so that unchanged assets come as 304). One caller
/// at a time.
public final class Browser implements AutoCloseable {
  private static final int CONNECTIONS = 3;

  /// A page as the reader sees it.
  ///
  /// @param trouble why the page is not complete; empty when it is
  record Page(Optional<String> trouble, PageLinks links) {}

  private final InetAddress local;
  private final InetSocketAddress site;
  private final Duration patience;
  private final String commonFields;
  private final Map<String, String> cookies = new ConcurrentHashMap<>();
  private final Map<String, String> entityTags = new ConcurrentHashMap<>();
  private final Deque<HttpConnection> idle = new ArrayDeque<>();

  public Browser(InetAddress local, InetSocketAddress site, Duration patience, String userAgent) {
    this.local = local;
    this.site = site;
    this.patience = patience;
    this.commonFields =
        "Host: %s:%d\r\nUser-Agent: %s\r\nAccept-Language: en-GB,en;q=0.7\r\n"
            .formatted(site.getHostString(), site.getPort(), userAgent);
  }

  /// Opens a page and fetches all its assets, as far as patience goes. Interrupting the thread ends
  /// it early.
  Page open(String target, String referer) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      Answer page =
          get(target, referer, "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", deadline);
      if (page.status() != 200) {
        return new Page(Optional.of("page " + page.status()), PageLinks.none());
      }
      PageLinks links = PageLinks.of(page.body());
      Optional<String> trouble = fetch(links.assets(), target, deadline);
      return new Page(trouble, trouble.isEmpty() ? links : PageLinks.none());
    } catch (IOException e) {
      return new Page(Optional.of("page " + inWords(e)), PageLinks.none());
    }
  }

  /// One request; on a kept connection that turns out to be closed it is sent once more on a new
  /// one.
  public Answer get(String target, String referer, String accept, long deadline)
      throws IOException {
    String head = head(target, referer, accept);
    HttpConnection connection = take(deadline);
    try {
      return finish(connection, target, connection.exchange(head, deadline));
    } catch (IOException e) {
      connection.close();
      if (!connection.isStaleCandidate() || e instanceof SocketTimeoutException) {
        throw e;
      }
    }
    HttpConnection fresh = HttpConnection.open(local, site, deadline);
    try {
      return finish(fresh, target, fresh.exchange(head, deadline));
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
  }

  private Optional<String> fetch(List<String> assets, String page, long deadline) {
    Queue<String> wanted = new ConcurrentLinkedQueue<>(assets);
    Queue<String> troubles = new ConcurrentLinkedQueue<>();
    int lanes = Math.min(CONNECTIONS, assets.size());
    CountDownLatch done = new CountDownLatch(lanes);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < lanes; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      fetchAll(wanted, troubles, page, deadline);
                    } finally {
                      done.countDown();
                    }
                  }));
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
      troubles.add("asset interrupted");
    }
    return Optional.ofNullable(troubles.peek());
  }

  private void fetchAll(Queue<String> wanted, Queue<String> troubles, String page, long deadline) {
    for (String next = wanted.poll(); next != null && troubles.isEmpty(); next = wanted.poll()) {
      try {
        int status = get(next, page, "*/*", deadline).status();
        if (status != 200 && status != 304) {
          troubles.add("asset " + status);
        }
      } catch (IOException e) {
        troubles.add("asset " + inWords(e));
      }
    }
  }

  private String head(String target, String referer, String accept) {
    StringBuilder head = new StringBuilder(384);
    head.append("GET ").append(target).append(" HTTP/1.1\r\n").append(commonFields);
    head.append("Accept: ").append(accept).append("\r\nAccept-Encoding: identity\r\n");
    if (!referer.isEmpty()) {
      head.append("Referer: http://")
          .append(site.getHostString())
          .append(':')
          .append(site.getPort());
      head.append(referer).append("\r\n");
    }
    if (!cookies.isEmpty()) {
      List<String> pairs = new ArrayList<>();
      cookies.forEach((name, value) -> pairs.add(name + "=" + value));
      head.append("Cookie: ").append(String.join("; ", pairs)).append("\r\n");
    }
    String tag = accept.startsWith("text/html") ? "" : entityTags.getOrDefault(target, "");
    if (!tag.isEmpty()) {
      head.append("If-None-Match: ").append(tag).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private HttpConnection take(long deadline) throws IOException {
    synchronized (idle) {
      HttpConnection kept = idle.pollLast();
      if (kept != null) {
        return kept;
      }
    }
    return HttpConnection.open(local, site, deadline);
  }

  private Answer finish(HttpConnection connection, String target, Answer answer)
      throws IOException {
    for (String cookie : answer.all("set-cookie")) {
      int end = cookie.indexOf(';');
      String pair = end < 0 ? cookie : cookie.substring(0, end);
      int equals = pair.indexOf('=');
      if (equals > 0) {
        cookies.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    if (answer.status() == 200 && !answer.field("etag").isEmpty()) {
      entityTags.put(target, answer.field("etag"));
    }
    synchronized (idle) {
      if (answer.keep() && idle.size() < CONNECTIONS) {
        idle.addLast(connection);
        return answer;
      }
    }
    connection.close();
    return answer;
  }

  private static String inWords(IOException trouble) {
    if (trouble instanceof SocketTimeoutException) {
      return "not in time";
    }
    String message = trouble.getMessage();
    return message == null ? trouble.getClass().getSimpleName() : message;
  }

  @Override
  public void close() throws IOException {
    synchronized (idle) {
      for (HttpConnection connection : idle) {
        connection.close();
      }
      idle.clear();
    }
  }
}
