package org.gabion.mirror.copy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/// A copy on a web server. Follows no redirect to another place: a copy lies where its address
/// says.
public final class HttpSource implements Source {
  private final HttpClient client;
  private final URI root;
  private final Duration timeout;

  /// @param root ends with `/`
  /// @param timeout of one file, from the request to its last byte
  public HttpSource(HttpClient client, URI root, Duration timeout) {
    if (!root.getPath().endsWith("/")) {
      throw new IllegalArgumentException("the address of a copy ends with /: " + root);
    }
    this.client = client;
    this.root = root;
    this.timeout = timeout;
  }

  /// A client that fits: no redirects, no cookies, no credentials.
  public static HttpClient client(Duration connectTimeout) {
    return HttpClient.newBuilder()
        .connectTimeout(connectTimeout)
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  @Override
  public String name() {
    return root.toString();
  }

  @Override
  public Optional<byte[]> fetch(String path, int limit) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(root.resolve(path))
            .header("User-Agent", "Gabion-Mirror")
            .GET()
            .build();
    try {
      HttpResponse<BoundedBody.Content> response =
          client
              .sendAsync(request, _ -> new BoundedBody(limit))
              .orTimeout(timeout.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
              .get();
      return switch (response.statusCode()) {
        case 200 -> Optional.of(response.body().whole(root.resolve(path)));
        case 404, 410 -> Optional.empty();
        default ->
            throw new IOException(
                root.resolve(path) + " answers " + response.statusCode() + ", wanted is 200");
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IOException(root.resolve(path) + ": " + reason(e.getCause()), e);
    }
  }

  private String reason(@org.jspecify.annotations.Nullable Throwable cause) {
    return switch (cause) {
      case java.util.concurrent.TimeoutException _ ->
          "no whole answer in " + timeout.toMillis() + " ms";
      case java.net.http.HttpTimeoutException _ -> "no answer in " + timeout.toMillis() + " ms";
      case java.net.ConnectException _ -> "nobody answers there";
      case null -> "unknown";
      default -> String.valueOf(cause.getMessage());
    };
  }
}
