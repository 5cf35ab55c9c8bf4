package org.gabion.mirror.capture;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// One anonymous visitor: connections of its own, no cookies, no credentials, no referer, GET only,
/// to one host only; follows no redirect. Each request waits for its turn. Safe for use by several
/// threads.
final class Session implements AutoCloseable {
  private static final int TRIES = 3;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final HttpClient client;
  private final SiteUrl home;
  private final Map<String, String> fields;
  private final CrawlLimits limits;
  private final Pace pace;
  private final Spool spool;

  /// @param fields sent with each request
  Session(SiteUrl home, Map<String, String> fields, CrawlLimits limits, Pace pace, Spool spool) {
    this.home = home;
    this.fields = Map.copyOf(fields);
    this.limits = limits;
    this.pace = pace;
    this.spool = spool;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(limits.connectTimeout())
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /// Asks for a page, three times if need be.
  ///
  /// @param target path and query in canonical form
  /// @param conditions `if-none-match` or `if-modified-since`
  Answer get(String target, Map<String, String> conditions, long limit) throws IOException {
    Answer answer = new Answer.Failed("not asked");
    for (int i = 0; i < TRIES; i++) {
      answer = once(target, conditions, limit);
      boolean again =
          switch (answer) {
            case Answer.Got got -> isPassing(got.status());
            case Answer.Failed _ -> true;
            case Answer.TooLarge _ -> false;
          };
      if (!again) {
        return answer;
      }
      if (answer instanceof Answer.Got got) {
        pace.pause(wait(got, i));
        got.body().close();
        answer = new Answer.Failed("it answers " + got.status());
      } else {
        pace.pause(Duration.ofSeconds(1L << i));
      }
    }
    return answer;
  }

  private static boolean isPassing(int status) {
    return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
  }

  private static Duration wait(Answer.Got got, int tried) {
    String asked = got.header("retry-after").orElse("");
    boolean seconds =
        !asked.isEmpty()
            && asked.length() <= 9
            && asked.chars().allMatch(c -> c >= '0' && c <= '9');
    Duration wait =
        seconds ? Duration.ofSeconds(Long.parseLong(asked)) : Duration.ofSeconds(1L << tried);
    return wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
  }

  private Answer once(String target, Map<String, String> conditions, long limit)
      throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(home.origin() + target)).GET();
    fields.forEach(request::setHeader);
    conditions.forEach(request::setHeader);
    try {
      pace.awaitTurn();
      CompletableFuture<HttpResponse<SpooledAnswer.Content>> sent =
          client.sendAsync(
              request.timeout(limits.answerTimeout()).build(),
              _ -> new SpooledAnswer(spool.writer(limit)));
      try {
        return decoded(sent.get(limits.answerTimeout().toMillis(), TimeUnit.MILLISECONDS), limit);
      } finally {
        sent.cancel(true);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      return new Answer.Failed(reason(e.getCause()));
    } catch (TimeoutException e) {
      return new Answer.Failed(slow());
    }
  }

  private String reason(@org.jspecify.annotations.Nullable Throwable cause) {
    return switch (cause) {
      case ConnectException _ -> "nobody answers at " + home.origin();
      case HttpTimeoutException _ -> slow();
      case null -> "unknown";
      default -> "its answer breaks off or is damaged: " + cause.getMessage();
    };
  }

  private String slow() {
    return "no whole answer within " + limits.answerTimeout().toMillis() + " ms";
  }

  private Answer decoded(HttpResponse<SpooledAnswer.Content> response, long limit)
      throws IOException {
    if (!(response.body() instanceof SpooledAnswer.Content.Whole(Body raw))) {
      return new Answer.TooLarge("more than " + limit + " bytes");
    }
    String coding =
        String.join(",", response.headers().allValues("content-encoding"))
            .strip()
            .toLowerCase(Locale.ROOT);
    // What has no content has no coding either, whatever its fields say.
    if (coding.isEmpty() || coding.equals("identity") || raw.size() == 0) {
      return new Answer.Got(response.statusCode(), response.headers(), raw);
    }
    try (raw) {
      if (!coding.equals("gzip") && !coding.equals("x-gzip")) {
        return new Answer.Failed(
            "it is coded as '" + coding + "', which was not asked for; gzip was");
      }
      return unpacked(raw, limit)
          .<Answer>map(body -> new Answer.Got(response.statusCode(), response.headers(), body))
          .orElseGet(() -> new Answer.TooLarge("more than " + limit + " bytes when unpacked"));
    } catch (ZipException | EOFException e) {
      return new Answer.Failed("its gzip coding is damaged");
    }
  }

  /// Undoes gzip; empty if the content is larger than the limit.
  Optional<Body> unpacked(Body packed, long limit) throws IOException {
    try (InputStream in = new GZIPInputStream(packed.open())) {
      return spool.take(in, limit);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
