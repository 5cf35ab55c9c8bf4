package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of an origin's answer, right or wrong: every case of `origin.cases`, in front of
/// one guard that must outlive them all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginAnswerTest {
  private static final String PROBE = "GET /probe HTTP/1.1\r\nHost: a\r\n\r\n";

  private volatile OriginCase current = OriginCase.read("origin.cases").getFirst();
  private final RecordingOrigin origin;
  private final RunningGuard guard;

  OriginAnswerTest() throws Exception {
    origin = RecordingOrigin.tcp(this::serve);
    GuardSetup setup = GuardSetup.inFrontOf(origin);
    // One loop has one pool, so that it is known which connection the next request takes.
    setup.eventLoops = 1;
    guard = setup.start();
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    origin.close();
  }

  private void serve(OriginWire wire) throws IOException {
    for (var request = wire.read(); request.isPresent(); request = wire.read()) {
      if (request.get().line().startsWith("GET /probe ")) {
        wire.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nprobe");
        continue;
      }
      wire.write(current.answer());
      if (current.ending().equals("close")) {
        return;
      }
      if (current.ending().equals("reset")) {
        wire.reset();
        return;
      }
    }
  }

  static List<OriginCase> cases() {
    return OriginCase.read("origin.cases");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answer_ofTheOrigin_reachesTheReaderAsTheCaseSays(OriginCase wanted) throws Exception {
    current = wanted;
    origin.dropConnections();
    try (WireClient client = guard.connect()) {
      String[] request = wanted.request().split(" ", -1);
      String version = request.length > 1 ? request[1] : "1.1";
      client.send(request[0] + " /case HTTP/" + version + "\r\nHost: a\r\n\r\n");
      if (wanted.outcome().equals("broken")) {
        assertBroken(client, wanted);
        return;
      }
      WireAnswer answer = client.answer(request[0]);
      assertThat(answer.whole()).as("whole").isTrue();
      assertThat(answer.status()).isIn(wanted.statuses());
      wanted.checks().forEach(check -> check(answer, check));
      if (version.equals("1.0")) {
        client.awaitClose();
      } else {
        assertThat(client.send(PROBE).answer().text()).as("the next answer").isEqualTo("probe");
      }
    }
    assertConnectionUse(wanted);
  }

  /// Either the guard noticed before it began its answer, or the reader sees that the answer broke
  /// off.
  private static void assertBroken(WireClient client, OriginCase wanted) throws IOException {
    WireAnswer answer;
    try {
      answer = client.answer();
    } catch (IOException cutInTheHead) {
      return;
    }
    assertThat(answer.status()).isIn(wanted.statuses());
    if (answer.status() != 502) {
      assertThat(
              answer.whole()
                  && answer.value("content-length").isEmpty()
                  && answer.value("transfer-encoding").isEmpty())
          .as("an answer until the close that breaks off can not be told from a whole one")
          .isFalse();
      assertThat(answer.whole()).as("whole").isFalse();
      assertThatThrownBy(() -> client.send(PROBE).answer()).isInstanceOf(IOException.class);
    }
  }

  private static void check(WireAnswer answer, String check) {
    String text = Escapes.text(check.substring(2));
    switch (check.charAt(0)) {
      case '=' -> assertThat(answer.text()).isEqualTo(text);
      case '+' -> assertThat(answer.headLines()).contains(text);
      case '-' -> assertThat(answer.values(text)).as(text).isEmpty();
      case '~' -> assertThat(answer.trailers()).containsExactly(text);
      default -> throw new IllegalArgumentException(check);
    }
  }

  private void assertConnectionUse(OriginCase wanted) throws IOException {
    if (wanted.outcome().equals("reused")) {
      if (wanted.request().endsWith("1.0")) {
        try (WireClient next = guard.connect()) {
          assertThat(next.send(PROBE).answer().text()).isEqualTo("probe");
        }
      }
      assertThat(origin.connections()).as("connections").hasSize(1);
    } else {
      OriginWire used = origin.connections().getFirst();
      Awaitility.await().atMost(Duration.ofSeconds(5)).until(used::ended);
      assertThat(origin.connections()).as("connections").hasSize(2);
    }
  }
}
