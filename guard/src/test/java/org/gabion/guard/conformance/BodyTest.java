package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies of any size pass both ways unchanged, however they are framed.
@ExtendWith(LeakWatch.class)
class BodyTest {
  private static final long SEED = Long.getLong("gabion.seed", 42);

  private final RecordingOrigin origin = RecordingOrigin.tcp(RecordingOrigin.ok());
  private final RunningGuard guard = GuardSetup.inFrontOf(origin).start();

  BodyTest() throws Exception {}

  @AfterEach
  void stop() throws Exception {
    guard.close();
    origin.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2047, 2048, 4096, 65_535, 65_537, 5_000_000})
  void upload_withLength_reachesTheOriginUnchanged(int size) throws Exception {
    byte[] body = Digests.bytes(SEED, size);
    origin.script(echoDigest());
    try (WireClient client = guard.connect()) {
      client
          .send("POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n")
          .send(body);
      assertThat(client.answer().text()).isEqualTo(Digests.sha256(body));
      client
          .send("POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n")
          .send(body);
      assertThat(client.answer().text()).isEqualTo(Digests.sha256(body));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2047, 2048, 4096, 65_535, 65_537, 5_000_000})
  void upload_inChunks_reachesTheOriginUnchanged(int size) throws Exception {
    byte[] body = Digests.bytes(SEED + 1, size);
    origin.script(echoDigest());
    try (WireClient client = guard.connect()) {
      client
          .send("PUT /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
          .send(Digests.chunked(SEED, body));
      assertThat(client.answer().text()).as("seed " + SEED).isEqualTo(Digests.sha256(body));
    }
  }

  private static RecordingOrigin.Script echoDigest() {
    return wire -> {
      for (var head = wire.readHead(); head.isPresent(); head = wire.readHead()) {
        if (!wire.readBody(head.get())) {
          return;
        }
        String sum = head.get().digest();
        wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + sum.length() + "\r\n\r\n" + sum);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2047, 2048, 8192, 65_537, 5_000_000})
  void download_howeverFramed_reachesTheReaderUnchanged(int size) throws Exception {
    byte[] body = Digests.bytes(SEED + 2, size);
    String sum = Digests.sha256(body);
    origin.script(
        wire -> {
          for (var request = wire.read(); request.isPresent(); request = wire.read()) {
            switch (request.get().line().split(" ", -1)[1]) {
              case "/length" -> {
                wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                wire.write(body);
              }
              case "/chunks" -> {
                wire.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                wire.write(Digests.chunked(SEED, body));
              }
              default -> {
                wire.write("HTTP/1.1 200 OK\r\n\r\n");
                wire.write(body);
                return;
              }
            }
          }
        });
    try (WireClient client = guard.connect()) {
      for (String path : List.of("/length", "/chunks", "/close", "/length")) {
        WireAnswer answer = client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").answer();
        assertThat(answer.whole()).isTrue();
        assertThat(answer.payload()).as(path).isEqualTo(size);
        assertThat(Digests.sha256(answer.body())).as(path + ", seed " + SEED).isEqualTo(sum);
      }
    }
    try (WireClient old = guard.connect()) {
      WireAnswer answer = old.send("GET /chunks HTTP/1.0\r\nHost: a\r\n\r\n").answer();
      assertThat(Digests.sha256(answer.body())).as("HTTP/1.0").isEqualTo(sum);
    }
  }

  @Test
  void bodies_bothWaysAtOnce_passUnchanged() throws Exception {
    byte[] body = Digests.bytes(SEED + 3, 3_000_000);
    origin.script(
        wire -> {
          Arrival head = wire.readHead().orElseThrow();
          // The answer begins before the request's body has come, and ends after it.
          wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + (body.length + 64) + "\r\n\r\n");
          Thread writing =
              Thread.ofVirtual()
                  .start(
                      () -> {
                        try {
                          wire.write(body);
                        } catch (java.io.IOException closed) {
                          // The reader's side of the test reports what is missing.
                        }
                      });
          if (wire.readBody(head)) {
            try {
              writing.join();
            } catch (InterruptedException interrupted) {
              throw new java.io.IOException(interrupted);
            }
            wire.write(head.digest());
          }
        });
    try (WireClient client = guard.connect()) {
      client.send("POST /both HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length + "\r\n\r\n");
      Thread sending =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      client.send(body);
                    } catch (java.io.IOException closed) {
                      // The answer tells.
                    }
                  });
      WireAnswer answer = client.answer();
      sending.join();
      assertThat(answer.whole()).isTrue();
      assertThat(answer.text()).endsWith(Digests.sha256(body));
    }
  }

  @Test
  void upload_asLargeAsTheSiteAllows_passesAndOneByteMoreIsRefused() throws Exception {
    int most = 100_000;
    GuardSetup setup = GuardSetup.inFrontOf(origin);
    setup.maxRequestBody = most;
    try (RunningGuard strict = setup.start()) {
      for (int size : new int[] {most, most + 1}) {
        int status = size > most ? 413 : 200;
        byte[] body = Digests.bytes(SEED + 4, size);
        try (WireClient client = strict.connect()) {
          client
              .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n")
              .send(body);
          assertThat(client.answer().status()).as("length " + size).isEqualTo(status);
        }
        try (WireClient client = strict.connect()) {
          client
              .send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
              .send(Digests.chunked(SEED, body));
          assertThat(client.answer().status()).as("chunks " + size).isEqualTo(status);
        }
      }
    }
  }
}
