package org.gabion.mirror.target;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.xml.stream.XMLStreamException;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.mirror.copy.BoundedBody;

/// A folder on a web server that takes files by WebDAV (RFC 4918). A file is put as a draft and
/// moved over its place.
public final class WebDavTarget implements MirrorTarget {
  /// No dot in front: servers leave such names out of their lists, and the sweep would not see
  /// them.
  static final String DRAFT_PREFIX = "~part-";

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration WHOLE = Duration.ofSeconds(60);
  private static final Duration DRAFT_AGE = Duration.ofDays(1);
  private static final int MAX_LIST = 64 << 20;
  private static final int MAX_ANSWER = 1 << 20;
  private static final int MAX_DEPTH = 8;

  private final URI root;
  private final Optional<String> authorization;
  private final InstantSource clock;
  private final HttpClient client;
  private final AtomicLong drafts = new AtomicLong();
  private final String run;
  private final Duration whole;

  /// @param root ends with `/`; plain `http:` to another machine is refused if there is a password
  /// @param password of the user; both empty for a server that asks for none
  public WebDavTarget(
      URI root, Optional<String> user, Optional<String> password, InstantSource clock)
      throws TargetFault {
    this(root, user, password, clock, WHOLE);
  }

  /// @param whole the time for one answer, to its last byte
  WebDavTarget(
      URI root,
      Optional<String> user,
      Optional<String> password,
      InstantSource clock,
      Duration whole)
      throws TargetFault {
    if (password.isPresent() && root.getScheme().equals("http") && !isLoopback(root.getHost())) {
      throw new TargetFault(
          TargetFault.Kind.REFUSED, root + ": a password is not sent over plain http; write https");
    }
    this.root = root;
    this.authorization =
        password.map(
            secret ->
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(
                            (user.orElse("") + ":" + secret).getBytes(StandardCharsets.UTF_8)));
    this.clock = clock;
    this.whole = whole;
    this.run = Long.toHexString(ThreadLocalRandom.current().nextLong());
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }

  @Override
  public String name() {
    return root.toString();
  }

  private record Reply(int status, BoundedBody.Content content) {}

  /// The address of a path. A `%` in a name is no escape: the file itself is named so.
  private URI address(String path) {
    return URI.create(root + path.replace("%", "%25"));
  }

  private Reply send(String method, String path, byte[] body, String... headers)
      throws TargetFault {
    return send(method, path, body, MAX_ANSWER, headers);
  }

  private Reply send(String method, String path, byte[] body, int limit, String... headers)
      throws TargetFault {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(path))
            .method(
                method,
                body.length == 0 && !method.equals("PUT")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    authorization.ifPresent(value -> request.header("Authorization", value));
    if (headers.length > 0) {
      request.headers(headers);
    }
    CompletableFuture<HttpResponse<BoundedBody.Content>> sent =
        client.sendAsync(request.build(), _ -> new BoundedBody(limit));
    try {
      // The timeout of a request ends with its answer's header; this one covers the body too.
      HttpResponse<BoundedBody.Content> answer = sent.get(whole.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply(answer.statusCode(), answer.body());
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw new TargetFault(TargetFault.Kind.PASSING, root + ": interrupted", e);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw passing(method, path, "no whole answer in " + whole.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      String reason =
          e.getCause() instanceof IOException cause && cause.getMessage() != null
              ? cause.getMessage()
              : "nobody answers there";
      throw passing(method, path, reason, e);
    }
  }

  private TargetFault passing(String method, String path, String reason, Exception cause) {
    return new TargetFault(
        TargetFault.Kind.PASSING,
        "can not " + method + " " + address(path) + ": " + reason + "; see that the server runs",
        cause);
  }

  private TargetFault fault(String method, String path, int status) {
    String text = "can not " + method + " " + address(path) + ": it answers " + status;
    return switch (status) {
      case 401, 403 ->
          new TargetFault(
              TargetFault.Kind.REFUSED, text + "; see that user and password are right");
      case 405, 501 ->
          new TargetFault(TargetFault.Kind.REFUSED, text + "; the server does no WebDAV there");
      case 404, 409 ->
          new TargetFault(
              TargetFault.Kind.REFUSED, text + "; see that the folder " + root + " is there");
      case 413 ->
          new TargetFault(TargetFault.Kind.REFUSED, text + "; let the server take files of 8 MiB");
      case 507 ->
          new TargetFault(TargetFault.Kind.FULL, text + "; free space there, then publish again");
      default ->
          new TargetFault(
              status >= 500 || status == 408 || status == 423 || status == 429
                  ? TargetFault.Kind.PASSING
                  : TargetFault.Kind.REFUSED,
              text);
    };
  }

  @Override
  public void put(String path, byte[] content) throws TargetFault {
    int slash = path.lastIndexOf('/');
    String folder = path.substring(0, slash + 1);
    String draft = folder + DRAFT_PREFIX + run + "-" + drafts.incrementAndGet();
    int status = send("PUT", draft, content).status();
    if (status == 404 || status == 409 || status == 500) {
      // nginx says 500 where the folder is missing.
      makeFolders(folder);
      status = send("PUT", draft, content).status();
    }
    if (status / 100 != 2) {
      throw withoutDraft(draft, fault("PUT", path, status));
    }
    int moved =
        send("MOVE", draft, new byte[0], "Destination", address(path).toString(), "Overwrite", "T")
            .status();
    if (moved / 100 != 2) {
      throw withoutDraft(draft, fault("MOVE", path, moved));
    }
  }

  /// Takes the draft away, so that a full disk does not fill with them.
  private TargetFault withoutDraft(String draft, TargetFault fault) {
    try {
      send("DELETE", draft, new byte[0]);
    } catch (TargetFault left) {
      fault.addSuppressed(left);
    }
    return fault;
  }

  private synchronized void makeFolders(String folder) throws TargetFault {
    for (int slash = folder.indexOf('/'); slash >= 0; slash = folder.indexOf('/', slash + 1)) {
      String part = folder.substring(0, slash + 1);
      int status = send("MKCOL", part, new byte[0]).status();
      boolean isThere = status / 100 == 2 || status == 405;
      if (!isThere) {
        throw fault("MKCOL", part, status);
      }
    }
  }

  @Override
  public Optional<byte[]> get(String path, int limit) throws TargetFault {
    Reply reply = send("GET", path, new byte[0], limit);
    if (isMissing(reply.status())) {
      return Optional.empty();
    }
    if (reply.status() != 200) {
      throw fault("GET", path, reply.status());
    }
    if (reply.content().tooLarge()) {
      throw new TargetFault(
          TargetFault.Kind.REFUSED,
          address(path)
              + " is larger than "
              + limit
              + " bytes; it is no file of a copy, remove it");
    }
    return Optional.of(reply.content().bytes());
  }

  private static boolean isMissing(int status) {
    return status == 404 || status == 410;
  }

  @Override
  public Optional<Long> size(String path) throws TargetFault {
    return entries(path, "0").stream()
        .filter(entry -> !entry.isFolder())
        .map(DavList.Entry::size)
        .findFirst();
  }

  @Override
  public List<String> list(String folder) throws TargetFault {
    return names(folder, false);
  }

  @Override
  public List<String> folders(String folder) throws TargetFault {
    return names(folder, true);
  }

  private List<String> names(String folder, boolean folders) throws TargetFault {
    return entries(folder.isEmpty() ? "" : folder + "/", "1").stream()
        .filter(entry -> entry.isFolder() == folders && !entry.name().isEmpty())
        .map(DavList.Entry::name)
        .filter(name -> !name.startsWith(DRAFT_PREFIX))
        .sorted()
        .toList();
  }

  /// What PROPFIND says; the folder itself has an empty name.
  private List<DavList.Entry> entries(String path, String depth) throws TargetFault {
    Reply reply = send("PROPFIND", path, new byte[0], MAX_LIST, "Depth", depth);
    if (isMissing(reply.status())) {
      return List.of();
    }
    if (reply.status() != 207) {
      throw fault("PROPFIND", path, reply.status());
    }
    try {
      return DavList.parse(reply.content().bytes(), address(path).getPath());
    } catch (XMLStreamException e) {
      throw new TargetFault(
          TargetFault.Kind.REFUSED,
          address(path) + " answers PROPFIND with no list: " + e.getMessage(),
          e);
    }
  }

  @Override
  public void delete(String path) throws TargetFault {
    int status = send("DELETE", path, new byte[0]).status();
    if (status / 100 != 2 && !isMissing(status)) {
      throw fault("DELETE", path, status);
    }
  }

  @Override
  public void sweep() throws TargetFault {
    sweep("", 0);
    // Some servers hide it in the list of the root.
    sweep(CopyPaths.FOLDER + "/", 1);
  }

  private void sweep(String folder, int depth) throws TargetFault {
    Instant old = clock.instant().minus(DRAFT_AGE);
    for (DavList.Entry entry : entries(folder, "1")) {
      boolean isCopy = depth == 0 && entry.name().equals(CopyPaths.FOLDER);
      if (entry.isFolder() && !entry.name().isEmpty() && !isCopy && depth < MAX_DEPTH) {
        sweep(folder + entry.name() + "/", depth + 1);
      } else if (entry.name().startsWith(DRAFT_PREFIX) && entry.modified().isBefore(old)) {
        delete(folder + entry.name());
      }
    }
  }

  @Override
  public void close() {
    // Waiting for an exchange that was given up would last as long as the server likes.
    client.shutdownNow();
  }
}
