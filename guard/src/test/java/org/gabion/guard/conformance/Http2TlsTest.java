package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.gabion.guard.GuardConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HTTP/2 over TLS as an outside client speaks it: the JDK's own.
class Http2TlsTest {
  private static final String HOST = "localhost";

  @TempDir private Path folder;
  private X509Bundle certificate;

  @SuppressWarnings("NullAway.Init") // each scene sets it first
  private RecordingOrigin origin;

  @SuppressWarnings("NullAway.Init") // each scene sets it first
  private RunningGuard guard;

  @BeforeEach
  void issue() throws Exception {
    certificate =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=" + HOST)
            .addSanDnsName(HOST)
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(folder.resolve("chain.pem"), certificate.getCertificatePathPEM());
    Files.writeString(folder.resolve("key.pem"), certificate.getPrivateKeyPEM());
  }

  @AfterEach
  void stop() throws Exception {
    guard.close();
    origin.close();
  }

  private Path log() {
    return folder.resolve("access.log");
  }

  private void start(RecordingOrigin.Script script) throws Exception {
    origin = RecordingOrigin.tcp(script);
    GuardSetup setup = GuardSetup.inFrontOf(origin).listen(true, false, false);
    setup.sites(
        List.of(
            setup.site(
                "default",
                List.of(),
                true,
                List.of(
                    new GuardConfig.Certificate(
                        folder.resolve("chain.pem"), folder.resolve("key.pem"))))));
    GuardConfig c = setup.config();
    guard =
        RunningGuard.start(
            new GuardConfig(
                c.listeners(),
                c.sites(),
                c.clients(),
                c.http(),
                c.http2(),
                c.connections(),
                c.budgets(),
                c.admission(),
                c.access(),
                new GuardConfig.AccessLog(
                    Optional.of(log()), Optional.empty(), 1 << 20, Duration.ofMillis(50)),
                c.detection(),
                c.copies(),
                c.admin(),
                c.runtime(),
                false));
  }

  private SSLContext trusting() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {certificate.toTrustManager()}, null);
    return context;
  }

  private static HttpClient client(SSLContext trust) {
    return HttpClient.newBuilder().sslContext(trust).version(HttpClient.Version.HTTP_2).build();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("https://" + HOST + ":" + guard.port() + path));
  }

  private List<String> logged(int lines) {
    await().until(() -> Files.exists(log()) && requests().size() >= lines);
    return requests();
  }

  private List<String> requests() {
    try {
      return Files.readAllLines(log()).stream()
          .filter(line -> line.contains("\"method\""))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void handshake_ofTwoConnections_isToldInTheLog() throws Exception {
    start(RecordingOrigin.ok());
    SSLContext trust = trusting();
    for (int i = 0; i < 2; i++) {
      try (HttpClient client = client(trust)) {
        HttpResponse<String> answer =
            client.send(to("/").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.body()).isEqualTo("ok");
      }
    }
    // Two event loops write in any order; a line begins with its time.
    List<String> lines = logged(2).stream().sorted().toList();
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("\"protocol\":\"HTTP/2\"")
                    .contains("\"tls\":\"TLSv1.3\"")
                    .contains("\"sni\":\"" + HOST + "\"")
                    .contains("\"request_number\":1"));
    assertThat(lines.getFirst()).doesNotContain("tls_resumed");
    assertThat(lines.getLast()).contains("\"tls_resumed\":true");
  }

  @Test
  void requests_atOnceOnOneConnection_areEachAnsweredAndNumbered() throws Exception {
    start(
        connection -> {
          for (var request = connection.read(); request.isPresent(); request = connection.read()) {
            String path = request.get().line().split(" ", -1)[1];
            connection.write(
                "HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
          }
        });
    try (HttpClient client = client(trusting())) {
      client.send(to("/first").build(), HttpResponse.BodyHandlers.ofString());
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 90; i++) {
        answers.add(client.sendAsync(to("/" + i).build(), HttpResponse.BodyHandlers.ofString()));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).join().body()).isEqualTo("/" + i);
      }
    }
    List<String> lines = logged(91);
    for (int number = 1; number <= 91; number++) {
      String wanted = "\"request_number\":" + number + ",";
      assertThat(lines).filteredOn(line -> line.contains(wanted)).hasSize(1);
    }
  }

  /// Bigger than every window and buffer on the way, in both directions at once.
  @Test
  void bodies_ofManyWindows_arriveWhole() throws Exception {
    byte[] down = noise(5 << 20, 1);
    byte[] up = noise(5 << 20, 2);
    start(
        connection -> {
          for (var request = connection.readHead();
              request.isPresent();
              request = connection.readHead()) {
            if (!connection.readBody(request.get())) {
              return;
            }
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int at = 0; at < down.length; at += 100_000) {
              int count = Math.min(100_000, down.length - at);
              connection.write(Integer.toHexString(count) + "\r\n");
              connection.write(Arrays.copyOfRange(down, at, at + count));
              connection.write("\r\n");
            }
            connection.write("0\r\n\r\n");
          }
        });
    try (HttpClient client = client(trusting())) {
      List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        HttpRequest request = to("/").POST(HttpRequest.BodyPublishers.ofByteArray(up)).build();
        answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()));
      }
      for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
        assertThat(answer.join().body()).isEqualTo(down);
      }
    }
    assertThat(origin.arrivals()).hasSize(4);
    assertThat(origin.arrivals())
        .allSatisfy(arrival -> assertThat(arrival.payload()).isEqualTo(up.length));
  }

  private static byte[] noise(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void download_thatIsCancelled_endsAtTheOriginToo() throws Exception {
    start(
        connection -> {
          connection.read();
          connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          byte[] chunk =
              ("8000\r\n" + "x".repeat(0x8000) + "\r\n")
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
          while (true) {
            connection.write(chunk);
          }
        });
    try (HttpClient client = client(trusting())) {
      try (InputStream body =
          client.send(to("/").build(), HttpResponse.BodyHandlers.ofInputStream()).body()) {
        assertThat(body.readNBytes(1000)).hasSize(1000);
      }
      await().until(() -> !origin.troubles().isEmpty());
      assertThat(logged(1).getFirst()).contains("\"verdict\":\"left\"");
    }
  }
}
