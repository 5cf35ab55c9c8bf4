package org.gabion.lab.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gabion.lab.site.SampleSite;
import org.junit.jupiter.api.Test;

final class StormPartsTest {
  private static final Pattern FORWARDED = Pattern.compile("X-Forwarded-For: (\\S+)\r\n\r\n");
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void addressLine_manyIndexes_areDistinctNetworksInOneDocumentationPrefix() throws IOException {
    AddressLine line = new AddressLine("127.0.0.1:8080");
    ByteBuffer out = ByteBuffer.allocate(line.length());
    Set<String> networks = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      line.write(i, out.clear());
      assertThat(out.hasRemaining()).isFalse();
      Matcher matcher = FORWARDED.matcher(new String(out.array(), StandardCharsets.ISO_8859_1));
      assertThat(matcher.find()).isTrue();
      String address = matcher.group(1);
      assertThat(address).startsWith("2001:db8:").endsWith("::1");
      networks.add(address);
    }
    assertThat(networks).hasSize(100_000);
    assertThat(InetAddress.getByName(networks.iterator().next()).getAddress()).hasSize(16);
  }

  @Test
  void address_sourcesAndNewcomers_areDistinctAndApart() throws IOException {
    Set<InetAddress> all = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      all.add(RealSources.address(i));
      all.add(FreshReaders.address(i));
    }
    assertThat(all).hasSize(200_000).allMatch(InetAddress::isLoopbackAddress);
  }

  @Test
  void ask_originThatAnswersAll_everyNetworkIsAnswered() throws IOException {
    try (QuickOrigin origin = QuickOrigin.open()) {
      ForwardedCrowd crowd =
          new ForwardedCrowd(InetAddress.getByName("127.0.0.1"), origin.address(), 8, 1e6);
      ForwardedCrowd.Outcome outcome = crowd.ask(0, 5_000);
      assertThat(outcome.answered()).isEqualTo(5_000);
      assertThat(outcome.refused()).isZero();
      assertThat(outcome.lost()).isZero();
      assertThat(origin.served()).isEqualTo(5_000);
    }
  }

  @Test
  void ask_realSources_eachIsServedOnce() throws IOException, InterruptedException {
    try (QuickOrigin origin = QuickOrigin.open()) {
      RealSources.Outcome outcome = RealSources.ask(500, origin.address());
      assertThat(outcome.served()).isEqualTo(500);
      assertThat(outcome.refused() + outcome.broken()).isZero();
      assertThat(origin.served()).isEqualTo(500);
    }
  }

  @Test
  void freshReaders_originThatAnswers_nobodyIsRefused() throws IOException, InterruptedException {
    try (QuickOrigin origin = QuickOrigin.open();
        FreshReaders readers = FreshReaders.start(origin.address(), 5)) {
      await().atMost(LONG).until(() -> origin.served() >= 50);
      FreshReaders.Outcome outcome = readers.finish();
      assertThat(outcome.requests()).isEqualTo(outcome.readers() * 5).isGreaterThanOrEqualTo(50);
      assertThat(outcome.refused()).isZero();
    }
  }

  @Test
  void steadyReaders_siteThatGoesAway_failuresAndReturnAreSeen() throws IOException {
    SampleSite.Config capacity = new SampleSite.Config(0, 4, Duration.ofNanos(1), 100, 100);
    SampleSite site = SampleSite.open(capacity);
    int port = site.port();
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
    try (SteadyReaders readers = SteadyReaders.start(5, address, Duration.ofMillis(5))) {
      long start = System.nanoTime();
      await().atMost(LONG).until(() -> readers.allServedSince(start).isPresent());
      site.close();
      long gone = System.nanoTime();
      await().atMost(LONG).until(() -> !readers.failures(gone, System.nanoTime()).isEmpty());
      SampleSite.Config again = new SampleSite.Config(port, 4, Duration.ofNanos(1), 100, 100);
      try (SampleSite back = SampleSite.open(again)) {
        long returned = System.nanoTime();
        await().atMost(LONG).until(() -> readers.allServedSince(returned).isPresent());
        assertThat(back.figures().assets()).isPositive();
      }
    }
  }

  @Test
  void number_textsOfJcmd_areRead() throws IOException {
    String histogram = " 2: 10 20 x\nTotal        123456       7890123\n";
    assertThat(GuardMemory.number(GuardMemory.TOTAL, histogram, 1)).isEqualTo(7_890_123);
    String tracking = "-                     Other (reserved=20KB, committed=12KB)\n";
    assertThat(GuardMemory.number(GuardMemory.OTHER, tracking, 1024)).isEqualTo(12 * 1024);
    assertThatThrownBy(() -> GuardMemory.number(GuardMemory.TOTAL, "nothing", 1))
        .isInstanceOf(IOException.class);
  }

  @Test
  void options_outOfBounds_areRefused() {
    assertThatThrownBy(() -> new AddressesStorm.Options(100, 10, 10, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AddressesStorm.Options(1_000_000, 0, 10, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
