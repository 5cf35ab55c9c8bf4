package org.gabion.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.gabion.lab.site.SampleSite;
import org.junit.jupiter.api.Test;

final class FloodTest {
  private static final Flood.Config SMALL =
      new Flood.Config(300, 20, 4, Duration.ofSeconds(10), Duration.ofMinutes(1), 1);

  @Test
  void start_siteThatKeepsUp_everyRequestSentArrivesAsBogus() throws IOException {
    SampleSite.Config capacity = new SampleSite.Config(0, 8, Duration.ofNanos(1), 1_000, 500);
    try (SampleSite site = SampleSite.open(capacity);
        Flood flood = Flood.start(SMALL, address(site.port()))) {
      await().atMost(Duration.ofSeconds(30)).until(() -> flood.figures().answered() > 200);
      flood.stop();
      FloodFigures figures = flood.figures();
      assertThat(figures.refused()).isZero();
      assertThat(figures.timedOut()).isZero();
      assertThat(figures.due()).isEqualTo(figures.sent() + figures.unsent());
      assertThat(site.figures().readerPages()).isZero();
      // What was on its way when the sockets closed may or may not have been read.
      assertThat(site.figures().bogusRequests()).isBetween(figures.answered(), figures.sent());
    }
  }

  @Test
  void start_nobodyAnswers_doesNotWaitAndStaysWithinItsSockets() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Flood flood = Flood.start(SMALL, address(silent.getLocalPort()))) {
      await().atMost(Duration.ofSeconds(30)).until(() -> flood.figures().due() > 200);
      assertThat(flood.figures().sent()).isLessThanOrEqualTo(20 * 4);
      assertThat(flood.figures().unsent()).isPositive();
      assertThat(flood.figures().answered()).isZero();
    }
  }

  @Test
  void start_addressOutsideLoopback_isRefused() {
    assertThatThrownBy(() -> Flood.start(SMALL, new InetSocketAddress("192.0.2.1", 80)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void config_unbounded_isRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new Flood.Config(1e6, 20, 4, second, second, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Flood.Config(10, 20, 4, second, Duration.ofHours(1), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }
}
