package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What a running guard tells about its origins on `/metrics`.
class OriginMetricsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private static String label(RecordingOrigin origin) {
    return "{origin=\"http://127.0.0.1:" + origin.port() + "\"";
  }

  private static List<String> about(RunningGuard guard, RecordingOrigin origin) throws Exception {
    return guard.metrics().stream().filter(line -> line.contains(label(origin))).toList();
  }

  @Test
  void metrics_ofAKeptConnection_areCountedOnceAndIdle() throws Exception {
    try (RecordingOrigin origin = RecordingOrigin.tcp(RecordingOrigin.answering(OK));
        RunningGuard guard = GuardSetup.inFrontOf(origin).withAdminPort().start();
        WireClient client = guard.connect()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(GET).answer().status()).isEqualTo(200);
      }
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(about(guard, origin))
                      .contains(
                          "gabion_origin_connections" + label(origin) + ",state=\"idle\"} 1.0",
                          "gabion_origin_connections" + label(origin) + ",state=\"active\"} 0.0",
                          "gabion_origin_connects_total"
                              + label(origin)
                              + ",result=\"connected\"} 1.0",
                          "gabion_origin_up" + label(origin) + "} 1.0"));
    }
  }

  @Test
  void metrics_ofAnOriginThatIsDown_sayFailedAndDown() throws Exception {
    RecordingOrigin origin = RecordingOrigin.tcp(RecordingOrigin.answering(OK));
    origin.close();
    GuardSetup setup = GuardSetup.inFrontOf(origin).withAdminPort();
    setup.failureThreshold = 2;
    setup.downTime = GuardSetup.LONG;
    try (RunningGuard guard = setup.start()) {
      for (int i = 0; i < 3; i++) {
        try (WireClient client = guard.connect()) {
          assertThat(client.send(GET).answer().status()).isEqualTo(502);
        }
      }
      assertThat(about(guard, origin))
          .contains(
              "gabion_origin_connections" + label(origin) + ",state=\"active\"} 0.0",
              "gabion_origin_connects_total" + label(origin) + ",result=\"failed\"} 3.0",
              "gabion_origin_up" + label(origin) + "} 0.0");
    }
  }

  @Test
  void metrics_afterAReload_tellOfTheNewOrigin() throws Exception {
    try (RecordingOrigin before = RecordingOrigin.tcp(RecordingOrigin.answering(OK));
        RecordingOrigin after = RecordingOrigin.tcp(RecordingOrigin.answering(OK));
        RunningGuard guard = GuardSetup.inFrontOf(before).withAdminPort().start()) {
      guard.reload(GuardSetup.inFrontOf(after).withAdminPort().config());
      assertThat(about(guard, after)).contains("gabion_origin_up" + label(after) + "} 1.0");
      assertThat(about(guard, before)).noneMatch(line -> line.startsWith("gabion_origin_up"));
    }
  }
}
